"""Reads of sessions. Topic, place and check-ins come opened, for one member at a time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from timbalik.meetings.models import CheckIn, MentoringSession, SessionParticipant
from timbalik.meetings.states import SessionState
from timbalik.people.models.persons import Person
from timbalik.people.queries import delegated_to
from timbalik.relationships.models import Relationship
from timbalik.relationships.states import Side
from timbalik.relationships.vault import Vault, open_vault

COMING = (SessionState.BOOKED, SessionState.PROPOSED)


def visible_to(person: Person) -> QuerySet[MentoringSession]:
    """The sessions this person takes part in."""
    return MentoringSession.objects.filter(
        Exists(SessionParticipant.objects.filter(session=OuterRef("pk"), person=person)),
        organisation_id=person.organisation_id,
    ).select_related("relationship", "programme")


def on_calendars_of(delegate: Person, *, now: datetime) -> QuerySet[SessionParticipant]:
    """What an assistant sees: the principals' seats in sessions from today on."""
    principals = delegated_to(delegate, now=now).values_list("principal_id", flat=True)
    return (
        SessionParticipant.objects.filter(
            organisation_id=delegate.organisation_id,
            person__in=list(principals),
            session__ends_at__gte=now,
            session__state__in=COMING,
        )
        .select_related("session", "session__programme", "person")
        .prefetch_related("session__participants__person")
        .order_by("session__starts_at")
    )


def delegates_of(principal: Person, *, now: datetime) -> list[Person]:
    """Who keeps this person's calendar at present."""
    rows = principal.delegations_given.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=now), valid_from__lte=now)
    return [delegation.delegate for delegation in rows.select_related("delegate").order_by("pk")]


def coming(sessions: QuerySet[MentoringSession], *, now: datetime) -> QuerySet[MentoringSession]:
    return sessions.filter(state__in=COMING, ends_at__gt=now).order_by("starts_at")


def seats(session: MentoringSession) -> list[SessionParticipant]:
    """The participants, mentors first."""
    rows = session.participants.select_related("person")
    return sorted(rows, key=lambda seat: (seat.side != Side.MENTOR, seat.pk))


@dataclass(frozen=True)
class SessionWords:
    topic: str = ""
    place: str = ""


def session_words(session: MentoringSession, vault: Vault) -> SessionWords:
    def opened(sealed: bytes | memoryview | None, name: str) -> str:
        return str(vault.open(sealed, place=f"{name}:{session.public_id}")) if sealed else ""

    return SessionWords(opened(session.topic_sealed, "topic"), opened(session.place_sealed, "place"))


def session_words_for(session: MentoringSession, *, reader: Person) -> SessionWords:
    """Topic and place for one of the pair. Raises ``NotAMember``; a first talk before any relationship has neither."""
    if session.relationship is None:
        return SessionWords()
    return session_words(session, open_vault(session.relationship, reader=reader))


@dataclass(frozen=True)
class OpenedCheckIn:
    """What one member said after a session. ``usefulness`` stays with who gave it."""

    session_id: int
    person_id: int
    usefulness: int
    taught_more: str
    gave: str
    gained: str
    at: datetime


def opened_check_ins(
    relationship: Relationship, vault: Vault, *, only: Collection[int] | None = None
) -> list[OpenedCheckIn]:
    """What was said after all sessions (or after ``only`` these), oldest first: for the pair alone (``ARCHITECTURE`` 20)."""
    rows = CheckIn.objects.filter(organisation_id=relationship.organisation_id, session__relationship=relationship)
    if only is not None:
        rows = rows.filter(session__in=only)
    opened = []
    for row in rows.order_by("at"):
        if not row.content_sealed:  # its author was erased
            continue
        content = vault.open(row.content_sealed, place=f"check-in:{row.public_id}")
        opened.append(OpenedCheckIn(session_id=row.session_id, person_id=row.person_id, at=row.at, **content))
    return opened


def fell_out_in_a_row(relationship: Relationship) -> int:
    """How many of the latest sessions were called off by a side or missed, without one held since (GR-11)."""
    rows = relationship.sessions.filter(state__in=(SessionState.HELD, SessionState.MISSED, SessionState.CANCELLED))
    count = 0
    for session in rows.order_by("-starts_at", "-number")[:6]:
        if session.state == SessionState.HELD:
            break
        if session.state == SessionState.MISSED or session.cancelled_side:
            count += 1
    return count
