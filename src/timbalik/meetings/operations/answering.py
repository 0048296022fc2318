"""Yes or no to an invitation, from a participant or the assistant who keeps their calendar."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from timbalik.meetings.letters import tell_reply
from timbalik.meetings.models import MentoringSession, SessionParticipant
from timbalik.meetings.operations.standing import NotAParticipant, lock, note
from timbalik.meetings.rules import answers_are_open, can_answer_for
from timbalik.meetings.states import Reply, SessionState
from timbalik.people.models.persons import Person


class AnswerTooLate(Exception):
    """Answers close 30 minutes before the session."""


@transaction.atomic
def answer_session(
    session: MentoringSession, *, person: Person, reply: str, by: Person, now: datetime
) -> SessionParticipant:
    """Record ``person``'s answer; it can be changed until 30 minutes before. The same answer again changes nothing.

    A no leaves the session booked and tells the others, so that they find a time or call it off.

    Raises ``NotAParticipant``, ``AnswerTooLate``, ``SessionNotBooked``.
    """
    lock(session, states=(SessionState.BOOKED,))
    seat = session.participants.select_related("person").filter(person=person).first()
    if seat is None or not can_answer_for(by, seat, now=now):
        raise NotAParticipant(str(session.public_id))
    if not answers_are_open(session, now=now):
        raise AnswerTooLate
    if seat.reply == Reply(reply):
        return seat
    seat.reply = Reply(reply)
    seat.replied_at = now
    seat.answered_by = by
    seat.save(update_fields=["reply", "replied_at", "answered_by"])
    note("session.answered", session, by=by, now=now, seat=seat, facts={"reply": seat.reply})
    tell_reply(session, seat, now=now)
    return seat
