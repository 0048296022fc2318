"""A few times that suit everybody, from their weekly hours, their other sessions and the holidays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from timbalik.engine.scheduling.free_time import Calendar, WeeklyHours
from timbalik.engine.scheduling.holiday_calendar import indonesian_days_off
from timbalik.engine.scheduling.proposals import propose_slots
from timbalik.engine.scheduling.spans import Span
from timbalik.meetings.models import SessionParticipant
from timbalik.meetings.queries import COMING
from timbalik.people.models.availability import Availability
from timbalik.people.models.persons import Person

# Whoever gave no hours is taken to be free in these.
OFFICE_HOURS = tuple(WeeklyHours(weekday, time(9), time(16)) for weekday in range(5))
LEAD = timedelta(hours=24)
HORIZON = timedelta(days=21)


def common_times(
    people: Sequence[Person], *, minutes: int, now: datetime, after: datetime | None = None, count: int = 3
) -> list[datetime]:
    """Up to ``count`` starts, on different days where possible, from ``after`` (or tomorrow) on; two queries."""
    begin = max(after or now, now + LEAD)
    horizon = begin - now + HORIZON
    hours = _weekly_hours(people)
    busy = _busy(people, begin=now)
    closed = _days_off(people[0], now.date(), (now + horizon).date())
    calendars = [
        Calendar(
            zone=person.time_zone,
            hours=tuple(hours[person.pk]) or OFFICE_HOURS,
            busy=tuple(busy[person.pk]),
            closed=closed,
        )
        for person in people
    ]
    slots = propose_slots(calendars, minutes=minutes, now=now, lead=begin - now, horizon=horizon, count=count)
    return [slot.start for slot in slots]


def _days_off(person: Person, first: date, last: date) -> frozenset[date]:
    return indonesian_days_off(first, last) if person.organisation.holiday_country == "ID" else frozenset()


def _weekly_hours(people: Sequence[Person]) -> dict[int, list[WeeklyHours]]:
    found: dict[int, list[WeeklyHours]] = defaultdict(list)
    rows = Availability.objects.filter(organisation_id=people[0].organisation_id, person__in=people)
    for person, weekday, starts, ends in rows.values_list("person_id", "weekday", "starts", "ends"):
        found[person].append(WeeklyHours(weekday, starts, ends))
    return found


def _busy(people: Sequence[Person], *, begin: datetime) -> dict[int, list[Span]]:
    found: dict[int, list[Span]] = defaultdict(list)
    rows = SessionParticipant.objects.filter(
        organisation_id=people[0].organisation_id,
        person__in=people,
        session__state__in=COMING,
        session__ends_at__gt=begin,
    )
    for person, starts, ends in rows.values_list("person_id", "session__starts_at", "session__ends_at"):
        found[person].append(Span(starts, ends))
    return found
