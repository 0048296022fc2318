"""What the coordinator sets in motion for people without a partner, and takes back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from timbalik.matching import errors
from timbalik.matching.models import RemedyTaken, Round, Unmatched
from timbalik.matching.operations import take_remedy, undo_remedy
from timbalik.matching.states import WorkKind
from timbalik.programmes.models import Enrolment
from timbalik.web.access import acting, allow
from timbalik.web.coordinator.studio.acts import back, leave, refusal_in_words
from timbalik.web.coordinator.studio.finding import coordinates, find_round
from timbalik.web.coordinator.studio.remedy_rows import OPEN, done_in_words
from timbalik.web.middleware import ActingRequest


@require_POST
@allow(coordinates)
def begin(request: ActingRequest, programme: UUID, number: int) -> HttpResponse:
    """One tap: ask, or move to the next wave."""
    round_ = find_round(request, programme, number)
    enrolment = _enrolment(round_, request.POST.get("enrolment", ""))
    try:
        if enrolment is None or round_.state not in OPEN:
            raise errors.RemedyNotOpen
        taken = take_remedy(round_, enrolment, kind=request.POST.get("kind", ""), by=acting(request), now=request.now)
    except errors.MatchingRefused as refusal:
        messages.error(request, refusal_in_words(refusal))
    else:
        messages.success(request, done_in_words(taken))
    return redirect("coordinator:round_unmatched", programme, number)


@require_POST
@allow(coordinates)
def prove(request: ActingRequest, programme: UUID, number: int) -> HttpResponse:
    """Let the worker compute which likely remedies would help."""
    round_ = find_round(request, programme, number)
    try:
        leave(round_, WorkKind.REMEDIES, by=acting(request), now=request.now)
    except errors.MatchingRefused as refusal:
        return back(request, round_, refusal=refusal)
    return back(request, round_)


@require_POST
@allow(coordinates)
def take_back(request: ActingRequest, programme: UUID, number: int, remedy: UUID) -> HttpResponse:
    round_ = find_round(request, programme, number)
    rows = RemedyTaken.objects.of(round_.organisation_id).filter(round=round_)
    try:
        undo_remedy(get_object_or_404(rows, public_id=remedy), by=acting(request), now=request.now)
    except errors.MatchingRefused as refusal:
        messages.error(request, refusal_in_words(refusal))
    else:
        messages.success(request, _("Taken back."))
    return redirect("coordinator:round_unmatched", programme, number)


def _enrolment(round_: Round, ref: str) -> Enrolment | None:
    """Somebody the round leaves over, also when moved to another wave since."""
    try:
        rows = Unmatched.objects.of(round_.organisation_id).filter(round=round_, enrolment__public_id=UUID(ref))
    except ValueError:
        return None
    row = rows.select_related("enrolment").first()
    return row.enrolment if row else None
