"""Move a session or call it off. ``SEQUENCE`` rises in the same transaction, so no calendar hears old news last."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from timbalik.meetings.letters import send_cancellations, send_invitations, tell_two_fell_out
from timbalik.meetings.models import MentoringSession
from timbalik.meetings.operations.booking import LONGEST, SHORTEST, LengthRefused, check_start
from timbalik.meetings.operations.standing import calendar_seat, lock, note
from timbalik.meetings.queries import COMING, fell_out_in_a_row
from timbalik.meetings.states import CancelReason, Reply, SessionState
from timbalik.people.models.persons import Person


class SessionOver(Exception):
    """The session has begun or passed: say whether it took place, and book the next."""


@transaction.atomic
def reschedule(
    session: MentoringSession, *, starts_at: datetime, by: Person, now: datetime, minutes: int | None = None
) -> MentoringSession:
    """Move a session; everybody is asked again, except the one who moved it (or whose assistant did).

    Raises ``SessionOver``, ``SessionInThePast``, ``SessionTooFar``, ``LengthRefused``, ``NotAParticipant``,
    ``SessionNotBooked``.
    """
    lock(session, states=(SessionState.BOOKED,))
    seat = calendar_seat(session, by, now=now)
    if session.starts_at <= now:
        raise SessionOver
    check_start(starts_at, now=now)
    length = session.ends_at - session.starts_at if minutes is None else timedelta(minutes=minutes)
    if not timedelta(minutes=SHORTEST) <= length <= timedelta(minutes=LONGEST):
        raise LengthRefused
    session.starts_at, session.ends_at = starts_at, starts_at + length
    session.sequence += 1
    session.save(update_fields=["starts_at", "ends_at", "sequence"])
    session.participants.exclude(pk=seat.pk).update(reply=Reply.WAITING, replied_at=None, answered_by=None)
    session.participants.filter(pk=seat.pk).update(reply=Reply.YES, replied_at=now, answered_by=by)
    note("session.moved", session, by=by, now=now, seat=seat)
    send_invitations(session, now=now, is_change=True)
    return session


@transaction.atomic
def cancel_session(session: MentoringSession, *, reason: str, by: Person, now: datetime) -> MentoringSession:
    """Call a session off before it begins; after two in a row the pair hears a word about it (GR-11).

    Raises ``SessionOver``, ``NotAParticipant``, ``SessionNotBooked``.
    """
    lock(session, states=COMING)
    seat = calendar_seat(session, by, now=now)
    if session.starts_at <= now:
        raise SessionOver
    _call_off(session, by=by, side=seat.side, reason=CancelReason(reason), now=now)
    note(
        "session.cancelled",
        session,
        by=by,
        now=now,
        seat=seat,
        facts={"side": seat.side, "reason": session.cancel_reason},
    )
    if session.relationship is not None and fell_out_in_a_row(session.relationship) >= 2:
        tell_two_fell_out(session, now=now)
    return session


@transaction.atomic
def withdraw_session(session: MentoringSession, *, by: Person | None, now: datetime) -> MentoringSession:
    """Take a session back because the pair pauses or ends: nobody's cancellation, so it counts against no side."""
    lock(session, states=COMING)
    _call_off(session, by=by, side="", reason="", now=now)
    note("session.withdrawn", session, by=by, now=now)
    return session


def _call_off(session: MentoringSession, *, by: Person | None, side: str, reason: str, now: datetime) -> None:
    session.state = SessionState.CANCELLED
    session.sequence += 1
    session.cancelled_by = by
    session.cancelled_side = side
    session.cancel_reason = reason
    session.cancelled_at = now
    session.proposed_times = []
    session.save()
    send_cancellations(session, now=now)
