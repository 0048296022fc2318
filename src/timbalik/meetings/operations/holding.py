"""After the session: whether it took place, and two taps from each side."""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from timbalik.meetings.letters import ask_for_check_in, check_in_key, tell_two_fell_out
from timbalik.meetings.models import CheckIn, MentoringSession
from timbalik.meetings.operations.standing import SessionNotYet, lock, note, own_seat
from timbalik.meetings.queries import fell_out_in_a_row
from timbalik.meetings.signals import checked_in, session_held
from timbalik.meetings.states import SessionState
from timbalik.notifications.operations import cancel_queued
from timbalik.people.models.persons import Person
from timbalik.relationships.vault import open_vault

TAUGHT_MORE = ("mentor", "both", "mentee")
LONGEST_SENTENCE = 300


class CheckInRefused(Exception):
    """Usefulness is 1 to 5; who taught more is mentor, both or mentee; a first talk before a relationship has none."""


@dataclass(frozen=True)
class CheckInAnswers:
    usefulness: int
    taught_more: str
    gave: str = ""
    gained: str = ""


@transaction.atomic
def mark_held(session: MentoringSession, *, by: Person | None, now: datetime) -> MentoringSession:
    """Say that it took place, and ask both for two taps. A session taken for missed may be put right.

    Raises ``SessionNotYet``, ``NotAParticipant``, ``SessionNotBooked``. Saying it twice changes nothing.
    """
    lock(session, states=(SessionState.BOOKED, SessionState.MISSED, SessionState.HELD))
    if by is not None:
        own_seat(session, by)
    if session.starts_at > now:
        raise SessionNotYet
    if session.state != SessionState.HELD:
        session.state = SessionState.HELD
        session.save(update_fields=["state"])
        note("session.held", session, by=by, now=now)
        session_held.send(MentoringSession, session=session, by=by, now=now)
        if session.relationship is not None:
            ask_for_check_in(session, now=now)
    return session


@transaction.atomic
def mark_missed(session: MentoringSession, *, by: Person | None, now: datetime) -> MentoringSession:
    """Say that it did not take place, without asking whose fault. Raises as ``mark_held``."""
    lock(session, states=(SessionState.BOOKED, SessionState.MISSED))
    if by is not None:
        own_seat(session, by)
    if session.starts_at > now:
        raise SessionNotYet
    if session.state != SessionState.MISSED:
        session.state = SessionState.MISSED
        session.save(update_fields=["state"])
        note("session.missed", session, by=by, now=now)
        if session.relationship is not None and fell_out_in_a_row(session.relationship) >= 2:
            tell_two_fell_out(session, now=now)
    return session


@transaction.atomic
def check_in(session: MentoringSession, answers: CheckInAnswers, *, by: Person, now: datetime) -> CheckIn:
    """Record one member's two taps, sealed for the pair; tapping again replaces them. It says the session was held.

    Raises ``NotAParticipant`` (for an assistant too), ``SessionNotYet``, ``CheckInRefused``, ``SessionNotBooked``.
    """
    own_seat(session, by)
    if session.relationship is None or not 1 <= answers.usefulness <= 5 or answers.taught_more not in TAUGHT_MORE:
        raise CheckInRefused
    mark_held(session, by=by, now=now)
    vault = open_vault(session.relationship, reader=by)
    row = CheckIn.objects.of(session.organisation_id).filter(session=session, person=by).first() or CheckIn(
        public_id=uuid.uuid4(), organisation=session.organisation, session=session, person=by
    )
    content = asdict(answers) | {
        "gave": answers.gave.strip()[:LONGEST_SENTENCE],
        "gained": answers.gained.strip()[:LONGEST_SENTENCE],
    }
    row.content_sealed = vault.seal(content, place=f"check-in:{row.public_id}")
    row.at = now
    row.save()
    note("session.checked_in", session, by=by, now=now)
    cancel_queued(organisation_id=session.organisation_id, key_prefix=check_in_key(session, by))
    checked_in.send(MentoringSession, session=session, by=by, now=now)
    return row
