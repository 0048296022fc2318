"""Who may do what with a session: participants everything, their delegates the calendar, nobody else anything."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from timbalik.people.queries import is_delegate_of

if TYPE_CHECKING:
    from timbalik.meetings.models import MentoringSession, SessionParticipant
    from timbalik.people.models.persons import Person

ANSWERS_CLOSE = timedelta(minutes=30)  # before the session


def can_answer_for(person: Person, participant: SessionParticipant, *, now: datetime) -> bool:
    """A participant answers for themselves; a delegate for the principal. The check-in is never a delegate's."""
    return participant.person_id == person.pk or is_delegate_of(person, participant.person, now=now)


def answers_are_open(session: MentoringSession, *, now: datetime) -> bool:
    return now <= session.starts_at - ANSWERS_CLOSE
