"""What takes the yes of both: suggest it, read it, answer it, take it back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from timbalik.journey.operations import answer_joint_move, suggest_extension, suggest_skip, withdraw_joint_move
from timbalik.journey.space import Space
from timbalik.journey.wording import joint_move_in_words
from timbalik.relationships.joint import OpenedMove
from timbalik.relationships.states import JointKind, JointState, NextStep, next_phase
from timbalik.web.access import acting, allow
from timbalik.web.middleware import ActingRequest
from timbalik.web.participant.pair import present
from timbalik.web.participant.pair.access import in_pair, the_space
from timbalik.web.participant.pair.deciding_forms import ExtendForm, SkipForm, SwapForm
from timbalik.web.participant.refusals import is_done


@require_http_methods(["GET", "HEAD", "POST"])
@allow(in_pair)
def skip(request: ActingRequest, pair: UUID) -> HttpResponse:
    """What would stay open is named before it is suggested (GR-12)."""
    space = the_space(request, pair)
    following = next_phase(space.relationship.phase)
    if following is None:
        return redirect("participant:pair", pair=pair)
    form = SkipForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        is_done(
            request,
            lambda: suggest_skip(
                space.relationship, reason=form.cleaned_data["reason"], by=acting(request), now=request.now
            ),
            _("Suggested. It happens once the other side says yes."),
        )
        return redirect("participant:pair", pair=pair)
    page = {
        "section": "pair",
        "space": space,
        "form": form,
        "open_points": present.open_points(space),
        "following": following,
    }
    return render(request, "participant/pair/skip.html", page, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(in_pair)
def extend(request: ActingRequest, pair: UUID) -> HttpResponse:
    space = the_space(request, pair)
    form = ExtendForm(request.POST or None, last_day=space.last_day)
    if request.method == "POST" and form.is_valid():
        done = is_done(
            request,
            lambda: suggest_extension(
                space.relationship,
                form.cleaned_data["until"],
                reason=form.cleaned_data["reason"],
                by=acting(request),
                now=request.now,
            ),
            _("Suggested. It happens once the other side says yes."),
        )
        if done:
            return redirect("participant:pair", pair=pair)
    page = {"section": "pair", "space": space, "form": form}
    return render(request, "participant/pair/extend.html", page, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(in_pair)
def decision(request: ActingRequest, pair: UUID, move: UUID) -> HttpResponse:
    """Read what is suggested, and say yes or no. Swapped roles ask what is in it for who says yes."""
    space = the_space(request, pair)
    opened = _move(space, move)
    may_answer = space.is_active and opened.move.state == JointState.OPEN and space.me.person_id not in opened.yes
    is_swap = opened.move.kind == JointKind.NEXT_STEP and opened.move.value == NextStep.SWAP
    says_yes = request.POST.get("answer") == "yes"
    form = SwapForm(request.POST if says_yes else None, learns=space.me.side == "mentor") if is_swap else None
    if request.method == "POST" and may_answer and (not says_yes or form is None or form.is_valid()):
        words = form.words() if form is not None and says_yes else None
        is_done(
            request,
            lambda: answer_joint_move(opened.move, says_yes, by=acting(request), now=request.now, words=words),
            _("Agreed. Both of you said yes.") if says_yes else _("Said no, without blame. Nothing changes."),
        )
        return redirect("participant:pair", pair=pair)
    return render(
        request,
        "participant/pair/decision.html",
        _page(space, opened, form, may_answer),
        status=422 if form is not None and form.errors else 200,
    )


@require_POST
@allow(in_pair)
def withdraw(request: ActingRequest, pair: UUID, move: UUID) -> HttpResponse:
    space = the_space(request, pair)
    opened = _move(space, move)
    if opened.move.by_id != space.me.person_id:
        raise Http404
    is_done(
        request,
        lambda: withdraw_joint_move(opened.move, by=acting(request), now=request.now),
        _("Taken back."),
    )
    return redirect("participant:pair", pair=pair)


def _page(space: Space, opened: OpenedMove, form: SwapForm | None, may_answer: bool) -> dict[str, Any]:
    names = {member.person_id: member.person.called for member in space.members}
    return {
        "section": "pair",
        "space": space,
        "opened": opened,
        "form": form,
        "may_answer": may_answer,
        "is_mine": opened.move.by_id == space.me.person_id,
        "sentence": joint_move_in_words(opened.move, names.get(opened.move.by_id or 0, "")),
        "open_points": present.open_points(space) if opened.move.kind == JointKind.SKIP else [],
    }


def _move(space: Space, ref: UUID) -> OpenedMove:
    opened = next((one for one in space.joint_moves if one.move.public_id == ref), None)
    if opened is None:
        raise Http404
    opened.move.relationship = space.relationship
    return opened
