from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from timbalik.engine.scheduling.errors import InvalidHours
from timbalik.engine.scheduling.free_time import Calendar, WeeklyHours
from timbalik.engine.scheduling.holiday_calendar import indonesian_days_off
from timbalik.engine.scheduling.recurrence import Series, recur
from timbalik.engine.scheduling.spans import Span

WIB, NEW_YORK = "Asia/Jakarta", "America/New_York"
WEEKDAYS = tuple(WeeklyHours(day, time(9), time(17)) for day in range(5))


def hour_at(zone: str, year: int, month: int, day: int, hour: int) -> Span:
    start = datetime(year, month, day, hour, tzinfo=ZoneInfo(zone))
    return Span(start, start + timedelta(hours=1))


def told(series: Series, zone: str) -> list[str]:
    here = ZoneInfo(zone)
    return [
        f"{one.span.start.astimezone(here):%d/%m %H.%M}{' moved' if one.is_moved else ''}" for one in series.occurrences
    ]


def test_every_two_weeks_keeps_weekday_and_hour() -> None:
    series = recur(hour_at(WIB, 2026, 8, 4, 10), [Calendar(WIB, WEEKDAYS)], zone=WIB, every_days=14, count=4)
    assert told(series, WIB) == ["04/08 10.00", "18/08 10.00", "01/09 10.00", "15/09 10.00"]
    assert series.unplaced == ()


def test_collective_leave_and_christmas_push_a_session_past_the_weekend() -> None:
    off = indonesian_days_off(date(2026, 11, 1), date(2027, 1, 31))
    everybody = [Calendar(WIB, WEEKDAYS, closed=off), Calendar("Asia/Jayapura", WEEKDAYS, closed=off)]
    series = recur(hour_at(WIB, 2026, 11, 26, 10), everybody, zone=WIB, every_days=14, count=4)
    assert told(series, WIB) == ["26/11 10.00", "10/12 10.00", "28/12 10.00 moved", "07/01 10.00"]
    assert series.occurrences[2].planned_on == date(2026, 12, 24)


def test_hour_stays_on_the_clock_it_belongs_to() -> None:
    # New York leaves summer time on 1 November 2026; Jakarta has none.
    hours = tuple(WeeklyHours(day, time(0), time(0)) for day in range(7))
    pair = [Calendar(NEW_YORK, hours), Calendar(WIB, hours)]
    series = recur(hour_at(NEW_YORK, 2026, 10, 27, 8), pair, zone=NEW_YORK, every_days=7, count=2)
    assert told(series, NEW_YORK) == ["27/10 08.00", "03/11 08.00"]
    assert told(series, WIB) == ["27/10 19.00", "03/11 20.00"]


def test_taken_hour_moves_to_the_next_day_and_then_to_another_hour() -> None:
    busy = (Span(datetime(2026, 8, 18, 0, tzinfo=ZoneInfo(WIB)), datetime(2026, 8, 20, 13, tzinfo=ZoneInfo(WIB))),)
    mentee = Calendar(WIB, WEEKDAYS, busy=busy)
    series = recur(hour_at(WIB, 2026, 8, 4, 10), [mentee], zone=WIB, every_days=14, count=2)
    assert told(series, WIB) == ["04/08 10.00", "21/08 10.00 moved"]
    weekly = recur(hour_at(WIB, 2026, 8, 13, 10), [mentee], zone=WIB, every_days=5, count=2)
    assert told(weekly, WIB) == ["13/08 10.00", "20/08 13.00 moved"]


def test_session_without_common_time_is_reported() -> None:
    only_tuesdays = Calendar(WIB, (WeeklyHours(1, time(10), time(11)),), closed=frozenset({date(2026, 8, 18)}))
    series = recur(hour_at(WIB, 2026, 8, 4, 10), [only_tuesdays], zone=WIB, every_days=14, count=3)
    assert told(series, WIB) == ["04/08 10.00", "25/08 10.00 moved", "01/09 10.00"]
    short = recur(hour_at(WIB, 2026, 8, 11, 10), [only_tuesdays], zone=WIB, every_days=7, count=3)
    assert (told(short, WIB), short.unplaced) == (["11/08 10.00", "25/08 10.00"], (date(2026, 8, 18),))


def test_no_rhythm_is_refused() -> None:
    with pytest.raises(InvalidHours, match="1 or more"):
        recur(hour_at(WIB, 2026, 8, 4, 10), [], zone=WIB, every_days=0, count=3)
