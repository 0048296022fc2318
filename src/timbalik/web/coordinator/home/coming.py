"""The next sessions: when, and who has confirmed. Topics belong to the pair."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from timbalik.journey.health import PairHealth
from timbalik.journey.pair_facts import SessionDates
from timbalik.lib.clock import day, hour, zone_name
from timbalik.meetings.models import SessionParticipant
from timbalik.meetings.states import Reply, SessionState
from timbalik.meetings.wording import names
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Programme
from timbalik.relationships.states import Side

SHOWN = 6


def coming_days(health: Sequence[PairHealth], programme: Programme, *, reader: Person, now: datetime) -> dict[str, Any]:
    """The sessions of the next seven days by day, in the reader's zone; one query for who said yes."""
    zone = ZoneInfo(reader.time_zone)
    until = now + timedelta(days=7)
    ahead = [
        (session, pair)
        for pair in health
        for session in pair.sessions
        if session.state == SessionState.BOOKED and now <= session.starts_at < until
    ]
    ahead.sort(key=lambda one: (one[0].starts_at, one[0].pk))
    said_yes = _said_yes(programme, [session.pk for session, _pair in ahead[:SHOWN]])
    rows = [_row(session, pair, said_yes, programme, zone) for session, pair in ahead[:SHOWN]]
    return {
        "days": [
            {"title": _day(date, now, zone), "sessions": list(some)}
            for date, some in groupby(rows, key=lambda row: row["date"])
        ],
        "sessions_ahead": len(ahead),
        "zone_name": zone_name(now, zone),
    }


def _said_yes(programme: Programme, sessions: Sequence[int]) -> set[tuple[int, str]]:
    """(session, side) where everybody of the side is certain."""
    if not sessions:
        return set()
    seats = SessionParticipant.objects.of(programme.organisation_id).filter(session__in=sessions)
    rows: Iterable[tuple[int, str, str]] = seats.values_list("session_id", "side", "reply")
    replies: dict[tuple[int, str], set[str]] = {}
    for session, side, reply in rows:
        replies.setdefault((session, side), set()).add(reply)
    return {seat for seat, given in replies.items() if given == {Reply.YES}}


def _row(
    session: SessionDates, pair: PairHealth, said_yes: set[tuple[int, str]], programme: Programme, zone: ZoneInfo
) -> dict[str, Any]:
    return {
        "date": session.starts_at.astimezone(zone).date(),
        "at": session.starts_at.isoformat(),
        "hour": hour(session.starts_at, zone),
        "mentor": names(pair.mentors),
        "mentee": names(pair.mentees),
        "url": reverse("coordinator:pair", args=[programme.public_id, pair.relationship.public_id]),
        "mentor_yes": (session.pk, Side.MENTOR) in said_yes,
        "mentee_yes": (session.pk, Side.MENTEE) in said_yes,
    }


def _day(date: object, now: datetime, zone: ZoneInfo) -> str:
    for days, word in ((0, _("Today")), (1, _("Tomorrow"))):
        if (now + timedelta(days=days)).astimezone(zone).date() == date:
            return word
    first = next(now + timedelta(days=n) for n in range(9) if (now + timedelta(days=n)).astimezone(zone).date() == date)
    return day(first, zone, with_year=False)
