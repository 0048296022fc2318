"""Ask a mentor, keep next choices in line, take a request back."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

from django.db import transaction
from django.db.models import Max

from timbalik.audit.operations import record
from timbalik.matching import request_letters
from timbalik.matching.models import PairRequest
from timbalik.matching.queries.searching import hits, why_closed
from timbalik.matching.request_errors import (
    AskedTooOften,
    LineFull,
    NotOffered,
    NotYourRequest,
    RequestOver,
    SearchClosed,
    TalksClosed,
    WordsMissing,
)
from timbalik.matching.request_states import OPEN, STANDING, RequestReply, RequestState, RequestWish
from timbalik.notifications.quiet import office_hour_of
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Enrolment
from timbalik.programmes.rules import is_route_open
from timbalik.programmes.states import Route
from timbalik.relationships.vault import create_key, destroy_key, vault_of

MOST_STANDING: Final = 3  # one asked, two in line
MOST_ASKED: Final = 8  # within MONTH; a line of three that passes by itself stays below
MONTH: Final = timedelta(days=30)
LONGEST: Final = 500


@dataclass(frozen=True)
class RequestWords:
    """Personal sentences for one reader: what I want to learn, why from you, what I can give."""

    learn: str
    why: str
    give: str


@transaction.atomic
def make_request(
    seeker: Enrolment, wanted: Enrolment, words: RequestWords, *, wish: str, by: Person, now: datetime
) -> PairRequest:
    """Ask this mentor now, or put them in line behind the one who is asked at present.

    The sentences are sealed: the two read them, nobody else. Raises ``NotYourRequest``, ``SearchClosed`` (GR-03),
    ``WordsMissing``, ``TalksClosed``, ``LineFull``, ``AskedTooOften``, ``NotOffered``.
    """
    if by.pk != seeker.person_id:
        raise NotYourRequest(str(seeker.public_id))
    hold(seeker)
    if reason := why_closed(seeker):
        raise SearchClosed(reason)
    needed = Route.FIRST_TALKS if wish == RequestWish.TALK else Route.SEARCH
    if not is_route_open(seeker.programme, needed):
        raise TalksClosed(needed)
    said = {name: text.strip()[:LONGEST] for name, text in asdict(words).items()}
    if not all(said.values()):
        raise WordsMissing
    mine = PairRequest.objects.of(seeker.organisation_id).filter(seeker=seeker)
    standing = mine.filter(state__in=STANDING)
    if standing.count() >= MOST_STANDING:
        raise LineFull
    asks_now = not standing.filter(state__in=OPEN).exists()
    if asks_now and mine.filter(asked_at__gt=now - MONTH).count() >= MOST_ASKED:
        raise AskedTooOften
    hold(wanted)
    if not hits(seeker, only=wanted):
        raise NotOffered(str(wanted.public_id))
    ref = uuid4()
    create_key(ref, now=now)
    request = PairRequest.objects.create(
        public_id=ref,
        organisation=seeker.organisation,
        programme=seeker.programme,
        seeker=seeker,
        wanted=wanted,
        wish=RequestWish(wish),
        position=(standing.aggregate(last=Max("position"))["last"] or 0) + 1,
        words_sealed=vault_of(ref).seal(said, place=f"request:{ref}"),
        created_at=now,
    )
    record("matching.request_made", organisation=seeker.organisation, by=by, subject=request, now=now)
    if asks_now:
        _ask(request, by=by, now=now)
    return request


@transaction.atomic
def withdraw_request(request: PairRequest, *, by: Person, now: datetime) -> None:
    """Take a question or a next choice back. Whoever was asked reads that nothing is left to do; the next is asked.

    First talks are not taken back but answered in private. Raises ``NotYourRequest``, ``RequestOver``.
    """
    if by.pk != request.seeker.person_id:
        raise NotYourRequest(str(request.public_id))
    lock_request(request, RequestState.IN_LINE, RequestState.ASKED)
    was_asked = request.state == RequestState.ASKED
    end_request(request, RequestState.WITHDRAWN, now=now)
    record("matching.request_withdrawn", organisation=request.organisation, by=by, subject=request, now=now)
    if was_asked:
        request_letters.tell_withdrawn(request, now=now)
        ask_next(request.seeker, now=now)


@transaction.atomic
def move_up(request: PairRequest, *, by: Person, now: datetime) -> None:
    """Let a next choice pass the one before it in line. Raises ``NotYourRequest``, ``RequestOver``."""
    if by.pk != request.seeker.person_id:
        raise NotYourRequest(str(request.public_id))
    lock_request(request, RequestState.IN_LINE)
    line = PairRequest.objects.of(request.organisation_id).filter(seeker=request.seeker_id, state=RequestState.IN_LINE)
    before = line.filter(position__lt=request.position).order_by("-position").first()
    if before is None:
        return
    request.position, before.position = before.position, request.position
    request.save(update_fields=["position"])
    before.save(update_fields=["position"])
    record("matching.request_moved", organisation=request.organisation, by=by, subject=request, now=now)


def ask_next(seeker: Enrolment, *, now: datetime) -> PairRequest | None:
    """Ask the first in line who can still be asked; those who can't leave the line like everybody who passes."""
    hold(seeker)
    mine = PairRequest.objects.of(seeker.organisation_id).filter(seeker=seeker)
    often = mine.filter(asked_at__gt=now - MONTH).count() >= MOST_ASKED
    if why_closed(seeker) or often or mine.filter(state__in=OPEN).exists():
        return None
    line = mine.filter(state=RequestState.IN_LINE).select_related("wanted__person").order_by("position", "pk")
    for request in line:
        request.seeker = seeker
        hold(request.wanted)
        needed = Route.FIRST_TALKS if request.wish == RequestWish.TALK else Route.SEARCH
        if is_route_open(seeker.programme, needed) and hits(seeker, only=request.wanted, in_line=request):
            _ask(request, by=None, now=now)
            return request
        end_request(request, RequestState.PASSED, now=now)
    return None


def _ask(request: PairRequest, *, by: Person | None, now: datetime) -> None:
    """The end of the time is a working hour of the one who asks: the news goes out then, whatever the answer was."""
    days = timedelta(days=request.programme.answer_days)
    request.state, request.asked_at = RequestState.ASKED, now
    request.answer_by = office_hour_of(request.seeker.person, now=now + days)
    request.save(update_fields=["state", "asked_at", "answer_by"])
    record("matching.request_asked", organisation=request.organisation, by=by, subject=request, now=now)
    request_letters.ask(request, now=now)


def end_request(request: PairRequest, state: str, *, now: datetime) -> None:
    """Close it for good: the answer is emptied and the key of the sentences destroyed, so that nothing tells a no."""
    request.state, request.ended_at, request.reply = RequestState(state), now, RequestReply.WAITING
    request.words_sealed = None
    request.save(update_fields=["state", "ended_at", "reply", "words_sealed"])
    request.talk_answers.all().delete()
    ref = request.public_id
    transaction.on_commit(lambda: destroy_key(ref, now=now))


def hold(enrolment: Enrolment) -> None:
    """Hold the row until the transaction ends, so that two at once do not both take the last place."""
    list(Enrolment.objects.of(enrolment.organisation_id).select_for_update(no_key=True).filter(pk=enrolment.pk))


def lock_request(request: PairRequest, *states: str) -> None:
    """Raises ``RequestOver``."""
    held = PairRequest.objects.of(request.organisation_id).select_for_update().get(pk=request.pk)
    for name in ("state", "position", "reply", "asked_at", "answer_by", "reminded_at", "talks_since", "decide_by"):
        setattr(request, name, getattr(held, name))
    request.words_sealed, request.ended_at = held.words_sealed, held.ended_at
    if request.state not in states:
        raise RequestOver(request.state)
