"""When a letter that nobody waits for should arrive."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from zoneinfo import ZoneInfo

from timbalik.engine.scheduling.holiday_calendar import indonesian_days_off
from timbalik.engine.scheduling.office_hours import next_office_hour
from timbalik.people.models.persons import Person


def office_hour_of(person: Person, *, now: datetime) -> datetime:
    """``now`` in the person's own working hours, else the next working morning where they live.

    Holidays and collective leave are known for organisations that keep Indonesia's; elsewhere weekends alone.
    """
    keeps_indonesian = person.organisation.holiday_country == "ID"
    return next_office_hour(now, ZoneInfo(person.time_zone), indonesian_days_off if keeps_indonesian else _no_holidays)


def _no_holidays(first: date, last: date) -> Collection[date]:
    return ()
