"""What the coordinator does at the studio: each act checks its form, calls one operation and goes back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from timbalik.matching import errors, tasks
from timbalik.matching.models import Override, Round
from timbalik.matching.operations import (
    ask_publication,
    ask_work,
    change_weights,
    decide_unknown_lines,
    discard_round,
    open_round,
    override_pair,
    publish_round,
    remind_waiting,
    send_proposals,
    solve_round,
    undo_override,
)
from timbalik.matching.queries.waves import wave_to_pair
from timbalik.matching.queries.words import rule_in_words
from timbalik.matching.states import GroupClash, WorkKind
from timbalik.people.models.persons import Person
from timbalik.web.access import acting, allow, the_programme
from timbalik.web.coordinator.studio.finding import coordinates, find_enrolment, find_round
from timbalik.web.coordinator.studio.forms import OverrideForm, ReasonForm, WeightsForm
from timbalik.web.coordinator.studio.sizes import is_large
from timbalik.web.coordinator.studio.views import round_context
from timbalik.web.coordinator.studio.working import price_in_words
from timbalik.web.middleware import ActingRequest

ROUND = "coordinator:round"


@require_POST
@allow(coordinates)
def start(request: ActingRequest, programme: UUID) -> HttpResponse:
    """Open a round; with many people the worker computes it and the next page shows its steps."""
    mine = the_programme(request, programme)
    wave = request.POST.get("wave", "")
    cohort = wave_to_pair(mine, int(wave) if wave.isdecimal() and len(wave) < 4 else None)
    if cohort is None:
        raise Http404
    cohort.programme, cohort.organisation = mine, mine.organisation
    large = is_large(cohort)
    try:
        round_ = open_round(cohort, by=acting(request), now=request.now, solve=not large)
    except errors.MatchingRefused as refusal:
        messages.error(request, refusal_in_words(refusal))
        return redirect("coordinator:studio", mine.public_id)
    if large:
        leave(round_, WorkKind.SOLVE, by=acting(request), now=request.now)
    return redirect(ROUND, mine.public_id, round_.number)


@require_POST
@allow(coordinates)
def weigh(request: ActingRequest, programme: UUID, number: int) -> HttpResponse:
    round_ = find_round(request, programme, number)
    ranked = bool(round_.settings["weights"].get("ranked"))
    form = WeightsForm(request.POST, ranked=ranked)
    if not form.is_valid():
        context = round_context(request, round_, weights_form=form)
        return render(request, "coordinator/studio/round.html", context, status=422)
    by, now, seen = acting(request), request.now, seen_by(request)
    try:
        if is_large(round_.cohort):
            facts = {"weights": form.weights().as_json()}
            leave(round_, WorkKind.WEIGHTS, by=by, now=now, seen=seen, facts=facts)
            return back(request, round_)
        change_weights(round_, form.weights(), by=by, now=now, seen=seen)
    except errors.MatchingRefused as refusal:
        return back(request, round_, refusal=refusal)
    return back(request, round_, _("Computed anew with your weights."))


@require_POST
@allow(coordinates)
def compute(request: ActingRequest, programme: UUID, number: int) -> HttpResponse:
    """Compute again with who is here now; also after a computation that failed."""
    round_ = find_round(request, programme, number)
    by, now, seen = acting(request), request.now, seen_by(request)
    try:
        if is_large(round_.cohort):
            leave(round_, WorkKind.SOLVE, by=by, now=now, seen=seen)
            return back(request, round_)
        solve_round(round_, by=by, now=now, seen=seen)
    except errors.MatchingRefused as refusal:
        return back(request, round_, refusal=refusal)
    return back(request, round_, _("Computed anew."))


@require_POST
@allow(coordinates)
def unknown_lines(request: ActingRequest, programme: UUID, number: int) -> HttpResponse:
    round_ = find_round(request, programme, number)
    form = ReasonForm(request.POST, prefix="lines")
    if not form.is_valid():
        context = round_context(request, round_, lines_form=form)
        return render(request, "coordinator/studio/round.html", context, status=422)
    by, now, seen, reason = acting(request), request.now, seen_by(request), form.cleaned_data["reason"]
    try:
        if is_large(round_.cohort):
            leave(round_, WorkKind.UNKNOWN_LINES, by=by, now=now, seen=seen, facts={"reason": reason})
            return back(request, round_)
        decide_unknown_lines(round_, reason=reason, by=by, now=now, seen=seen)
    except errors.MatchingRefused as refusal:
        return back(request, round_, refusal=refusal)
    return back(request, round_, _("Decided and computed anew. The reason is kept."))


@require_POST
@allow(coordinates)
def override(request: ActingRequest, programme: UUID, number: int) -> HttpResponse:
    """Choose, keep or rule out a pair; its price was shown before."""
    round_ = find_round(request, programme, number)
    form = OverrideForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write your reason first; it is kept with the decision."))
        return redirect(f"{_address(round_)}mengapa/?{urlencode({'untuk': request.POST.get('subject', '')})}")
    mentor = find_enrolment(round_, str(form.cleaned_data["mentor"]))
    mentee = find_enrolment(round_, str(form.cleaned_data["mentee"]))
    if mentor is None or mentee is None:
        raise Http404
    kind, reason, seen = form.cleaned_data["kind"], form.cleaned_data["reason"], seen_by(request)
    by, now = acting(request), request.now
    try:
        if is_large(round_.cohort):
            pair = {"mentor": str(mentor.public_id), "mentee": str(mentee.public_id)}
            facts = pair | {"kind": kind, "reason": reason}
            leave(round_, WorkKind.OVERRIDE, by=by, now=now, seen=seen, facts=facts)
            return back(request, round_)
        done = override_pair(round_, mentor=mentor, mentee=mentee, kind=kind, reason=reason, by=by, now=now, seen=seen)
    except errors.MatchingRefused as refusal:
        return back(request, round_, refusal=refusal)
    return back(request, round_, price_in_words(done))


@require_POST
@allow(coordinates)
def undo(request: ActingRequest, programme: UUID, number: int, override: UUID) -> HttpResponse:
    round_ = find_round(request, programme, number)
    found = get_object_or_404(
        Override.objects.of(round_.organisation_id).filter(round=round_).select_related("round"), public_id=override
    )
    found.round = round_
    by, now, seen = acting(request), request.now, seen_by(request)
    try:
        if is_large(round_.cohort):
            facts = {"override": str(found.public_id)}
            leave(round_, WorkKind.UNDO, by=by, now=now, seen=seen, facts=facts)
            return back(request, round_)
        undo_override(found, by=by, now=now, seen=seen)
    except errors.MatchingRefused as refusal:
        return back(request, round_, refusal=refusal)
    return back(request, round_, _("Taken back."))


@require_POST
@allow(coordinates)
def send(request: ActingRequest, programme: UUID, number: int) -> HttpResponse:
    """Ask both sides of every pair."""
    round_ = find_round(request, programme, number)
    large = is_large(round_.cohort)
    try:
        asked = send_proposals(round_, by=acting(request), now=request.now, letters=not large, seen=seen_by(request))
    except errors.MatchingRefused as refusal:
        return back(request, round_, refusal=refusal)
    if large:
        tasks.send_letters.enqueue(round_.pk, reminder=False)
    return back(request, round_, ngettext("%(n)d person is asked.", "%(n)d people are asked.", asked) % {"n": asked})


@require_POST
@allow(coordinates)
def remind(request: ActingRequest, programme: UUID, number: int) -> HttpResponse:
    round_ = find_round(request, programme, number)
    large = is_large(round_.cohort)
    try:
        waiting = remind_waiting(round_, by=acting(request), now=request.now, letters=not large)
    except errors.MatchingRefused as refusal:
        return back(request, round_, refusal=refusal)
    if large:
        tasks.send_letters.enqueue(round_.pk, reminder=True)
    return back(
        request, round_, ngettext("%(n)d person is reminded.", "%(n)d people are reminded.", waiting) % {"n": waiting}
    )


@require_POST
@allow(coordinates)
def publish(request: ActingRequest, programme: UUID, number: int) -> HttpResponse:
    """Open the pairs that both sides accepted."""
    round_ = find_round(request, programme, number)
    if is_large(round_.cohort):
        return _publish_later(request, round_)
    try:
        opened = publish_round(round_, by=acting(request), now=request.now)
    except errors.MatchingRefused as refusal:
        return back(request, round_, refusal=refusal)
    return back(
        request,
        round_,
        ngettext("%(n)d pair is opened.", "%(n)d pairs are opened.", len(opened)) % {"n": len(opened)},
    )


def _publish_later(request: ActingRequest, round_: Round) -> HttpResponse:
    """Hand a large round to the worker; pressed twice, it is handed over once."""
    try:
        ask_publication(round_)
    except errors.MatchingRefused as refusal:
        return back(request, round_, refusal=refusal)
    tasks.publish.enqueue(round_.pk, acting(request).pk)
    return back(request, round_)


@require_POST
@allow(coordinates)
def discard(request: ActingRequest, programme: UUID, number: int) -> HttpResponse:
    round_ = find_round(request, programme, number)
    try:
        discard_round(round_, by=acting(request), now=request.now)
    except errors.MatchingRefused as refusal:
        return back(request, round_, refusal=refusal)
    messages.success(request, _("The round is set aside."))
    return redirect("coordinator:studio", programme)


def back(
    request: ActingRequest, round_: Round, done: str = "", *, refusal: errors.MatchingRefused | None = None
) -> HttpResponse:
    if refusal is not None:
        messages.error(request, refusal_in_words(refusal))
    elif done:
        messages.success(request, done)
    return redirect(ROUND, round_.programme.public_id, round_.number)


def leave(
    round_: Round,
    kind: str,
    *,
    by: Person,
    now: datetime,
    seen: int | None = None,
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Hand an act about a large round to the worker. Raises ``MatchingRefused``."""
    tasks.carry_out.enqueue(ask_work(round_, kind, by=by, now=now, facts=facts, seen=seen).pk)


def seen_by(request: ActingRequest) -> int | None:
    """The version of the round that the form was made from; None where a form does not say."""
    said = request.POST.get("version", "")
    return int(said) if said.isdecimal() and len(said) < 10 else None


def refusal_in_words(refusal: errors.MatchingRefused) -> str:
    """What was refused, and the next step."""
    if isinstance(refusal, errors.HardRuleForbids):
        return _("This pair may not be: %(rule)s. Nobody can lift this rule.") % {"rule": rule_in_words(refusal.rule)}
    if isinstance(refusal, errors.RoundOutOfDate):
        return _("People or rules have changed since this was computed. Compute it anew first.")
    if isinstance(refusal, errors.GroupImpossible):
        return _("The two cannot be kept so: %(cause)s.") % {"cause": GroupClash(refusal.cause).label}
    words = {
        errors.RoundUnderWay: _("A round is already under way. Finish it or set it aside first."),
        errors.NobodyToPair: _("One side has nobody with a place left. Invite more people first."),
        errors.ProgrammeNotPairing: _("This programme does not pair now. Open its enrolment first."),
        errors.RoundNotOpen: _("Somebody else was faster: the round has gone on. This is how it stands."),
        errors.ArrangementChanged: _(
            "Somebody else changed the arrangement meanwhile. This is how it stands; decide again."
        ),
        errors.RoundBusy: _("The round is being computed. Wait until it is done, or stop it."),
        errors.NothingToSend: _("This round has no pair to ask."),
        errors.NothingAccepted: _("No pair has a yes from both sides yet."),
        errors.PairImpossible: _("There is no room for this pair. Take back another choice first."),
        errors.ReasonMissing: _("Write your reason first; it is kept with the decision."),
        errors.AdjustmentChanged: _(
            "People have changed since you looked. These would move now; nothing was done yet."
        ),
        errors.NothingToKeep: _("This round has no pair that could be kept."),
        errors.DraftNameTaken: _("Give the draft a name that no other draft of this round has."),
        errors.TooManyDrafts: _("This round has as many drafts as can be told apart. Throw one away first."),
        errors.NothingToImport: _("No row can become a decision yet. Mend one first."),
        errors.NotInThisRound: _("One of the two is not in this round."),
        errors.RoundTooLarge: _("This round is too large for this question."),
        errors.RemedyNotOpen: _("This is not possible any more. Look at the list as it stands."),
    }
    return words.get(type(refusal), _("This could not be done. Look at the round as it stands."))


def _address(round_: Round) -> str:
    return reverse(ROUND, args=[round_.programme.public_id, round_.number])
