"""The closure: four parts done together, then a good ending."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from timbalik.journey.operations import complete_relationship, write_closure_part
from timbalik.journey.space import Space
from timbalik.relationships.models import Relationship
from timbalik.relationships.states import ClosurePart, NextStep, Phase, Side
from timbalik.web.access import acting, allow
from timbalik.web.middleware import ActingRequest
from timbalik.web.participant.pair import present
from timbalik.web.participant.pair.access import in_pair, the_space
from timbalik.web.participant.pair.deciding_forms import LookBackForm, NextStepForm
from timbalik.web.participant.pair.forms import ClosurePartForm
from timbalik.web.participant.pair.timeline import timeline
from timbalik.web.participant.refusals import is_done


@require_safe
@allow(in_pair)
def closure(request: ActingRequest, pair: UUID) -> HttpResponse:
    space = the_space(request, pair)
    if space.relationship.phase != Phase.CLOSURE:
        return redirect("participant:pair", pair=pair)
    page = {
        "section": "pair",
        "space": space,
        "relationship": space.relationship,
        "closure": present.closure_parts(space),
        "open_points": present.open_points(space),
    }
    return render(request, "participant/pair/closure.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(in_pair)
def part(request: ActingRequest, pair: UUID, part: str) -> HttpResponse:
    """One part. Thanks are a letter and have a page of their own."""
    space = the_space(request, pair)
    if part not in ClosurePart.values:
        raise Http404
    if space.relationship.phase != Phase.CLOSURE:
        return redirect("participant:pair", pair=pair)
    if part == ClosurePart.THANK:
        return redirect("participant:letter", pair=pair)
    chosen = next(one for one in present.closure_parts(space) if one["part"] == part)
    form = _form(request, space, part)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        done = is_done(
            request,
            lambda: write_closure_part(
                space.relationship,
                part,
                said["text"],
                by=acting(request),
                now=request.now,
                more=form.more() if isinstance(form, LookBackForm) else None,
                next_step=said.get("next_step", ""),
                until=said.get("until"),
                words=form.words() if isinstance(form, NextStepForm) else None,
            ),
            _("Kept for the two of you."),
        )
        if done:
            return redirect("participant:closure", pair=pair)
    page = {
        "section": "pair",
        "space": space,
        "form": form,
        "chosen": chosen,
        "timeline": timeline(space) if part == ClosurePart.LOOK_BACK else [],
        "zone": space.me.person.time_zone,
    }
    failed = request.method == "POST"
    return render(request, "participant/pair/closure_part.html", page, status=422 if failed else 200)


def _form(request: ActingRequest, space: Space, part: str) -> forms.Form:
    written = space.closure.get(part)
    text = written.text if written else ""
    data = request.POST or None
    if part == ClosurePart.LOOK_BACK:
        return LookBackForm(data, initial={"text": text, **(written.more if written else {})})
    if part == ClosurePart.NEXT_STEP:
        initial = {
            "text": text,
            "next_step": space.relationship.next_step,
            "until": space.last_day + timedelta(weeks=8),
        }
        return NextStepForm(
            data, initial=initial, learns=space.me.side == Side.MENTOR, can_swap=not space.programme.is_mutual
        )
    return ClosurePartForm(data, initial={"text": text})


@require_POST
@allow(in_pair)
def complete(request: ActingRequest, pair: UUID) -> HttpResponse:
    """End well, or go on as both agreed; after a swap the new pair opens."""
    space = the_space(request, pair)
    gone_on: list[Relationship] = []
    success = {
        NextStep.GO_ON: _("You go on together. What you wrote in this closure is kept."),
        NextStep.NEW_GOAL: _("You go on with a new goal. What you wrote in this closure is kept."),
        NextStep.SWAP: _("A new pair begins, with your roles swapped."),
    }.get(NextStep(space.relationship.next_step or NextStep.END), _("You went the whole way together. Thank you."))
    is_done(
        request,
        lambda: gone_on.append(complete_relationship(space.relationship, by=acting(request), now=request.now)),
        success,
    )
    return redirect("participant:pair", pair=gone_on[0].public_id if gone_on else pair)
