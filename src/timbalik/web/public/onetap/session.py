"""Yes, no, or another time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from timbalik.lib.moments import aware_moment
from timbalik.meetings.models import SessionParticipant
from timbalik.meetings.operations import (
    AnswerTooLate,
    NotAParticipant,
    SessionInThePast,
    SessionNotBooked,
    SessionOver,
    SessionTooFar,
    answer_session,
    reschedule,
)
from timbalik.meetings.queries import seats
from timbalik.meetings.rules import answers_are_open
from timbalik.meetings.states import Reply, SessionState
from timbalik.meetings.suggestions import common_times
from timbalik.notifications.models import ActionLink
from timbalik.web.moments import when
from timbalik.web.public.onetap.card import Act, Card, Said
from timbalik.web.public.onetap.seats import facts_of, the_seat

REFUSED = (AnswerTooLate, SessionNotBooked, SessionOver, SessionInThePast, SessionTooFar, NotAParticipant)


def show(link: ActionLink, said: Said, now: datetime) -> Card:
    seat = the_seat(link, now=now)
    if "pindah" in said and seat.session.state == SessionState.BOOKED and seat.session.starts_at > now:
        return _times(link, seat, now)
    return _card(link, seat, now)


def tap(link: ActionLink, said: Said, now: datetime) -> Card:
    """An answer may be changed until 30 minutes before, so the link is not spent."""
    seat = the_seat(link, now=now)
    outcome = ""
    try:
        if said.get("reply") in (Reply.YES, Reply.NO):
            answer_session(seat.session, person=seat.person, reply=said["reply"], by=link.person, now=now)
            outcome = said["reply"]
        elif said.get("starts_at"):
            reschedule(seat.session, starts_at=aware_moment(said["starts_at"]), by=link.person, now=now)
            outcome = "moved"
    except (*REFUSED, ValueError):
        outcome = "refused"
    seat = the_seat(link, now=now)
    if outcome == Reply.NO and seat.session.starts_at > now:
        return _times(link, seat, now, outcome=outcome)
    return _card(link, seat, now, outcome=outcome)


def _card(link: ActionLink, seat: SessionParticipant, now: datetime, *, outcome: str = "") -> Card:
    facts = facts_of(link, seat)
    return Card(
        "public/onetap/session.html",
        facts
        | {
            "outcome": outcome,
            "is_booked": seat.session.state == SessionState.BOOKED,
            "is_open": answers_are_open(seat.session, now=now) and seat.session.state == SessionState.BOOKED,
            "closes_at": seat.session.starts_at - timedelta(minutes=30),
        },
    )


def _times(link: ActionLink, seat: SessionParticipant, now: datetime, *, outcome: str = "") -> Card:
    """Three times that suit everybody."""
    facts = facts_of(link, seat)
    return Card("public/onetap/times.html", facts | {"slots": _slots(seat, facts, now), "outcome": outcome})


def _slots(seat: SessionParticipant, facts: dict[str, Any], now: datetime) -> list[tuple[str, str]]:
    session = seat.session
    length = session.ends_at - session.starts_at
    people = [one.person for one in reversed(seats(session))]
    for person in people:
        person.organisation = session.organisation
    starts = common_times(people, minutes=int(length.total_seconds()) // 60, now=now)
    return [
        (start.isoformat(), when(start, start + length, reader=facts["me"], others=facts["others"])) for start in starts
    ]


ACT = Act(show, tap)
