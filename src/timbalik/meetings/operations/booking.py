"""Book a session, or suggest times for it and let the other side choose."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlparse

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from timbalik.meetings.letters import send_invitations, send_time_proposals
from timbalik.meetings.models import MentoringSession, SessionParticipant
from timbalik.meetings.operations.standing import calendar_seat, lock, note
from timbalik.meetings.states import Channel, Reply, SessionKind, SessionState
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Programme
from timbalik.relationships.models import Relationship
from timbalik.relationships.states import Side
from timbalik.relationships.vault import open_vault

SHORTEST, LONGEST = 15, 240  # minutes
MOST_TIMES = 3
FURTHEST = timedelta(days=730)


class SessionInThePast(Exception):
    """A session begins in the future."""


class SessionTooFar(Exception):
    """A session is at most two years away; further ones are slips of the finger."""


class LengthRefused(Exception):
    """A session lasts between 15 minutes and four hours."""


class TimeNotOffered(Exception):
    """The chosen time is not among those suggested, or has passed."""


@dataclass(frozen=True)
class Seat:
    person: Person
    side: str


@transaction.atomic
def book(
    programme: Programme,
    *,
    relationship: Relationship | None,
    seats: Sequence[Seat],
    starts_at: datetime,
    minutes: int,
    kind: str,
    topic: str,
    channel: str,
    place: str,
    by: Person,
    now: datetime,
) -> MentoringSession:
    """Book a session and invite everybody; who books has said yes.

    Topic and place are sealed for the pair; a first talk before any relationship keeps neither.

    Raises ``SessionInThePast``, ``SessionTooFar``, ``LengthRefused``, ``NotAMember``.
    """
    return _create(
        programme,
        relationship,
        seats,
        [starts_at],
        minutes,
        kind,
        topic,
        channel,
        place,
        by=by,
        now=now,
        state=SessionState.BOOKED,
    )


@transaction.atomic
def propose_times(
    programme: Programme,
    *,
    relationship: Relationship | None,
    seats: Sequence[Seat],
    starts: Sequence[datetime],
    minutes: int,
    kind: str,
    topic: str,
    channel: str,
    place: str,
    by: Person,
    now: datetime,
    number: int | None = None,
) -> MentoringSession:
    """Suggest up to three times; the session is booked when another participant chooses one. Raises as ``book``.

    ``number`` counts first talks, which come before a relationship; sessions of one count themselves.
    """
    chosen = sorted(set(starts))[:MOST_TIMES]
    if not chosen:
        raise SessionInThePast
    return _create(
        programme,
        relationship,
        seats,
        chosen,
        minutes,
        kind,
        topic,
        channel,
        place,
        by=by,
        now=now,
        state=SessionState.PROPOSED,
        number=number,
    )


@transaction.atomic
def choose_time(session: MentoringSession, starts_at: datetime, *, by: Person, now: datetime) -> MentoringSession:
    """Take one of the suggested times: the session is booked, and ``by`` (or their principal) has said yes.

    Raises ``TimeNotOffered``, ``NotAParticipant``, ``SessionNotBooked`` when a time was chosen before.
    """
    lock(session, states=(SessionState.PROPOSED,))
    seat = calendar_seat(session, by, now=now)
    if starts_at.isoformat() not in session.proposed_times or starts_at <= now:
        raise TimeNotOffered
    session.ends_at = starts_at + (session.ends_at - session.starts_at)
    session.starts_at = starts_at
    session.proposed_times = []
    session.state = SessionState.BOOKED
    session.save(update_fields=["starts_at", "ends_at", "proposed_times", "state"])
    session.participants.filter(pk=seat.pk).update(reply=Reply.YES, replied_at=now, answered_by=by)
    note("session.time_chosen", session, by=by, now=now, seat=seat)
    send_invitations(session, now=now)
    return session


def _create(
    programme: Programme,
    relationship: Relationship | None,
    seats: Sequence[Seat],
    starts: Sequence[datetime],
    minutes: int,
    kind: str,
    topic: str,
    channel: str,
    place: str,
    *,
    by: Person,
    now: datetime,
    state: SessionState,
    number: int | None = None,
) -> MentoringSession:
    check_start(starts[0], now=now)
    check_start(starts[-1], now=now)
    if not SHORTEST <= minutes <= LONGEST:
        raise LengthRefused
    ref = uuid.uuid4()
    vault = open_vault(relationship, reader=by) if relationship is not None else None
    session = MentoringSession.objects.create(
        public_id=ref,
        organisation=programme.organisation,
        programme=programme,
        relationship=relationship,
        kind=SessionKind(kind),
        number=number or _next_number(relationship),
        state=state,
        topic_sealed=vault.seal(topic.strip(), place=f"topic:{ref}") if vault and topic.strip() else None,
        channel=Channel(channel),
        place_sealed=vault.seal(place.strip(), place=f"place:{ref}") if vault and place.strip() else None,
        starts_at=starts[0],
        ends_at=starts[0] + timedelta(minutes=minutes),
        proposed_times=[moment.isoformat() for moment in starts] if state == SessionState.PROPOSED else [],
        uid=f"{ref}@{urlparse(settings.BASE_URL).hostname or 'timbalik'}",
        booked_by=by,
        created_at=now,
    )
    for seat in seats:
        has_agreed = seat.person.pk == by.pk
        SessionParticipant.objects.create(
            organisation=programme.organisation,
            session=session,
            person=seat.person,
            side=Side(seat.side),
            reply=Reply.YES if has_agreed else Reply.WAITING,
            replied_at=now if has_agreed else None,
            answered_by=by if has_agreed else None,
        )
    facts: dict[str, str | int] = {"kind": session.kind, "number": session.number}
    if state == SessionState.BOOKED:
        note("session.booked", session, by=by, now=now, facts=facts)
        send_invitations(session, now=now)
    else:
        note("session.times_proposed", session, by=by, now=now, facts=facts)
        send_time_proposals(session, by=by, now=now)
    return session


def check_start(starts_at: datetime, *, now: datetime) -> None:
    """Raises ``SessionInThePast``, ``SessionTooFar``."""
    if starts_at <= now:
        raise SessionInThePast
    if starts_at - now > FURTHEST:
        raise SessionTooFar


def _next_number(relationship: Relationship | None) -> int:
    if relationship is None:
        return 1
    # The relationship's row is held, so two bookings at once do not take one number.
    Relationship.objects.of(relationship.organisation_id).select_for_update().get(pk=relationship.pk)
    return int(relationship.sessions.aggregate(last=Max("number"))["last"] or 0) + 1
