"""The closure: four parts done together, then a good ending."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from timbalik.journey.operations import complete_relationship
from timbalik.relationships.operations import record_closure_part
from timbalik.relationships.states import ClosurePart, Phase
from timbalik.web.access import acting, allow
from timbalik.web.middleware import ActingRequest
from timbalik.web.participant.pair import present
from timbalik.web.participant.pair.access import in_pair, the_space
from timbalik.web.participant.pair.forms import ClosurePartForm, NextStepForm
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
    space = the_space(request, pair)
    if part not in ClosurePart.values:
        raise Http404
    if space.relationship.phase != Phase.CLOSURE:
        return redirect("participant:pair", pair=pair)
    chosen = next(one for one in present.closure_parts(space) if one["part"] == part)
    is_last = part == ClosurePart.NEXT_STEP
    form = (NextStepForm if is_last else ClosurePartForm)(
        request.POST or None, initial={"text": chosen["text"], "next_step": space.relationship.next_step}
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        is_done(
            request,
            lambda: record_closure_part(
                space.relationship,
                part,
                said["text"],
                by=acting(request),
                now=request.now,
                next_step=said.get("next_step", ""),
            ),
            _("Kept for the two of you."),
        )
        return redirect("participant:closure", pair=pair)
    page = {"section": "pair", "space": space, "form": form, "chosen": chosen}
    return render(request, "participant/pair/closure_part.html", page, status=422 if form.errors else 200)


@require_POST
@allow(in_pair)
def complete(request: ActingRequest, pair: UUID) -> HttpResponse:
    space = the_space(request, pair)
    is_done(
        request,
        lambda: complete_relationship(space.relationship, by=acting(request), now=request.now),
        _("You went the whole way together. Thank you."),
    )
    return redirect("participant:pair", pair=pair)
