"""Choose one of the suggested times."""

from __future__ import annotations

from datetime import datetime

from timbalik.lib.moments import aware_moment
from timbalik.meetings.models import SessionParticipant
from timbalik.meetings.operations import NotAParticipant, SessionNotBooked, TimeNotOffered, choose_time
from timbalik.meetings.states import SessionState
from timbalik.notifications.models import ActionLink
from timbalik.web.moments import when
from timbalik.web.public.onetap.card import Act, Card, Said
from timbalik.web.public.onetap.seats import facts_of, the_seat


def show(link: ActionLink, said: Said, now: datetime) -> Card:
    return _card(link, the_seat(link, now=now), now)


def tap(link: ActionLink, said: Said, now: datetime) -> Card:
    seat = the_seat(link, now=now)
    outcome = "chosen"
    try:
        choose_time(seat.session, aware_moment(said.get("starts_at", "")), by=link.person, now=now)
    except (TimeNotOffered, SessionNotBooked, NotAParticipant, ValueError):
        outcome = "refused"
    return _card(link, the_seat(link, now=now), now, outcome=outcome)


def _card(link: ActionLink, seat: SessionParticipant, now: datetime, *, outcome: str = "") -> Card:
    facts, session = facts_of(link, seat), seat.session
    length = session.ends_at - session.starts_at
    starts = [datetime.fromisoformat(moment) for moment in session.proposed_times]
    slots = [
        (start.isoformat(), when(start, start + length, reader=facts["me"], others=facts["others"]))
        for start in starts
        if start > now
    ]
    is_open = session.state == SessionState.PROPOSED
    return Card("public/onetap/times.html", facts | {"slots": slots, "outcome": outcome, "is_choice": is_open})


ACT = Act(show, tap)
