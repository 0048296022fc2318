"""What every act on a session begins with: its row held, and the acting person's seat found."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from timbalik.audit.operations import record
from timbalik.meetings.models import MentoringSession, SessionParticipant
from timbalik.meetings.rules import can_answer_for
from timbalik.people.models.persons import Person

CHANGING = [
    "state",
    "starts_at",
    "ends_at",
    "proposed_times",
    "sequence",
    "cancelled_side",
    "cancel_reason",
    "cancelled_at",
]


class NotAParticipant(Exception):
    """Only who sits in the session acts on it; for the calendar also their assistant."""


class SessionNotBooked(Exception):
    """The session is in another state than the act needs; ``state`` says which."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


class SessionNotYet(Exception):
    """The session has not begun."""


def lock(session: MentoringSession, *, states: tuple[str, ...]) -> MentoringSession:
    """Read the session's state again and hold its row. Raises ``SessionNotBooked``."""
    rows = MentoringSession.objects.of(session.organisation_id).select_for_update()
    session.refresh_from_db(fields=CHANGING, from_queryset=rows)
    if session.state not in states:
        raise SessionNotBooked(session.state)
    return session


def calendar_seat(session: MentoringSession, by: Person, *, now: datetime) -> SessionParticipant:
    """The seat ``by`` acts for: their own, else that of the person whose calendar they keep.

    Raises ``NotAParticipant``.
    """
    rows = list(session.participants.select_related("person"))
    for seat in rows:
        if seat.person_id == by.pk:
            return seat
    for seat in rows:
        if can_answer_for(by, seat, now=now):
            return seat
    raise NotAParticipant(str(session.public_id))


def own_seat(session: MentoringSession, by: Person) -> SessionParticipant:
    """Raises ``NotAParticipant``, for assistants too."""
    seat = session.participants.select_related("person").filter(person=by).first()
    if seat is None:
        raise NotAParticipant(str(session.public_id))
    return seat


def note(
    verb: str,
    session: MentoringSession,
    *,
    by: Person | None,
    now: datetime,
    seat: SessionParticipant | None = None,
    facts: Mapping[str, str | int] | None = None,
) -> None:
    """The audit entry; ``seat`` is whose calendar an assistant acted on."""
    on_behalf_of = seat.person if seat is not None and by is not None and seat.person_id != by.pk else None
    record(
        verb,
        organisation=session.organisation,
        by=by,
        subject=session,
        now=now,
        on_behalf_of=on_behalf_of,
        facts={"sequence": session.sequence, **(facts or {})},
    )
