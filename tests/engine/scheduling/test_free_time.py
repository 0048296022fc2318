from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.engine.scheduling.minute_judge import free_minutes, minutes_of
from timbalik.engine.scheduling.errors import InvalidHours
from timbalik.engine.scheduling.free_time import (
    Calendar,
    WeeklyHours,
    common_free_time,
    free_time,
    shared_weekly_minutes,
    zone_of,
)
from timbalik.engine.scheduling.spans import Span, merge

WIB, WIT, NEW_YORK = "Asia/Jakarta", "Asia/Jayapura", "America/New_York"
MONDAY, TUESDAY, SUNDAY = 0, 1, 6


def local(zone: str, *parts: int) -> datetime:
    return datetime(*parts, tzinfo=ZoneInfo(zone))  # type: ignore[arg-type]


def day(zone: str, year: int, month: int, number: int) -> Span:
    start = local(zone, year, month, number)
    return Span(start, (start + timedelta(days=1)).replace(fold=0))


def clocks(spans: tuple[Span, ...], zone: str) -> list[str]:
    here = ZoneInfo(zone)
    return [f"{span.start.astimezone(here):%H.%M}-{span.end.astimezone(here):%H.%M}" for span in spans]


def test_jakarta_and_jayapura_share_what_two_hours_of_difference_leave() -> None:
    hours = (WeeklyHours(TUESDAY, time(9), time(12)),)
    shared = common_free_time([Calendar(WIB, hours), Calendar(WIT, hours)], window=day(WIB, 2026, 11, 24))
    assert clocks(shared, WIB) == ["09.00-10.00"]
    assert clocks(shared, WIT) == ["11.00-12.00"]


def test_appointments_and_days_off_are_left_out() -> None:
    hours = (WeeklyHours(MONDAY, time(9), time(12)), WeeklyHours(TUESDAY, time(9), time(12)))
    taken = Span(local(WIB, 2026, 11, 23, 10), local(WIB, 2026, 11, 23, 10, 30))
    calendar = Calendar(WIB, hours, busy=(taken,), closed=frozenset({date(2026, 11, 24)}))
    window = Span(local(WIB, 2026, 11, 23), local(WIB, 2026, 11, 26))
    assert clocks(free_time(calendar, window=window), WIB) == ["09.00-10.00", "10.30-12.00"]


def test_hours_keep_the_wall_clock_when_summer_time_ends() -> None:
    # New York leaves summer time on 1 November 2026.
    calendar = Calendar(NEW_YORK, (WeeklyHours(MONDAY, time(8), time(9)),))
    before = free_time(calendar, window=day(NEW_YORK, 2026, 10, 26))
    after = free_time(calendar, window=day(NEW_YORK, 2026, 11, 2))
    assert clocks(before, "UTC") == ["12.00-13.00"]
    assert clocks(after, "UTC") == ["13.00-14.00"]


def test_hour_that_summer_time_skips_is_not_offered() -> None:
    # On 8 March 2026 the clock goes from 02.00 to 03.00.
    window = day(NEW_YORK, 2026, 3, 8)
    assert free_time(Calendar(NEW_YORK, (WeeklyHours(SUNDAY, time(2), time(3)),)), window=window) == ()
    around = free_time(Calendar(NEW_YORK, (WeeklyHours(SUNDAY, time(1), time(4)),)), window=window)
    assert around[0].length == timedelta(hours=2)


def test_night_hours_reach_into_the_next_day_but_not_into_a_holiday() -> None:
    night = (WeeklyHours(MONDAY, time(22), time(2)),)
    window = Span(local(WIB, 2026, 11, 23), local(WIB, 2026, 11, 25))
    holiday = frozenset({date(2026, 11, 24)})
    assert clocks(free_time(Calendar(WIB, night), window=window), WIB) == ["22.00-02.00"]
    assert clocks(free_time(Calendar(WIB, night, closed=holiday), window=window), WIB) == ["22.00-00.00"]


def test_nobody_shares_nothing() -> None:
    assert common_free_time([], window=day(WIB, 2026, 11, 24)) == ()


def test_shared_weekly_minutes_ignore_holidays_and_wrap_around_the_week() -> None:
    # Monday 00.00 to 03.00 in Jayapura is Sunday 15.00 to 18.00 UTC: the end of a week that starts on Monday.
    east = Calendar(WIT, (WeeklyHours(MONDAY, time(0), time(3)),), closed=frozenset({date(2026, 11, 23)}))
    west = Calendar(WIB, (WeeklyHours(SUNDAY, time(23), time(0)), WeeklyHours(SUNDAY, time(23), time(0))))
    assert shared_weekly_minutes(east, west, week_of=date(2026, 11, 23)) == 60
    assert shared_weekly_minutes(east, east, week_of=date(2026, 11, 23)) == 180


@pytest.mark.parametrize("zone", ["Asia/Jakarta", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"])
def test_free_time_agrees_with_asking_every_minute(zone: str) -> None:
    for seed in range(12):
        rng = random.Random(f"{zone}{seed}")
        # Weeks around changes of the clock in New York and on Lord Howe (by half an hour), and a plain one.
        start = datetime(*rng.choice([(2026, 3, 7), (2026, 4, 4), (2026, 10, 31), (2026, 6, 1)]), tzinfo=UTC)
        window = Span(start, start + timedelta(days=3))
        calendars = [random_calendar(rng, zone, start), random_calendar(rng, rng.choice([WIB, NEW_YORK]), start)]
        found = common_free_time(calendars, window=window)
        judged = free_minutes(calendars, window)
        # What is offered is free by everybody's clock; only hours cut by a change of the clock may be left out.
        assert minutes_of(found) <= judged
        assert len(judged - minutes_of(found)) <= 120
        if start.month == 6:
            assert minutes_of(found) == judged
        assert found == merge(found)


def random_calendar(rng: random.Random, zone: str, start: datetime) -> Calendar:
    def clock() -> time:
        return time(rng.randrange(24), rng.choice([0, 15, 30]))

    hours = set()
    for _ in range(rng.randint(2, 9)):
        first, last = clock(), clock()
        if first != last:
            hours.add(WeeklyHours(rng.randrange(7), first, last))
    begin = start + timedelta(minutes=rng.randrange(4000))
    busy = (Span(begin, begin + timedelta(minutes=rng.randint(1, 300))),)
    closed = frozenset({start.date() + timedelta(days=rng.randrange(4))}) if rng.random() < 0.5 else frozenset()
    return Calendar(zone, tuple(sorted(hours)), busy, closed)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: WeeklyHours(7, time(9), time(10)),
        lambda: WeeklyHours(0, time(9), time(9)),
        lambda: WeeklyHours(0, time(9, tzinfo=UTC), time(10)),
        lambda: zone_of("Asia/Atlantis"),
        lambda: zone_of("../etc/passwd"),
        lambda: Span(datetime(2026, 1, 1, 9), datetime(2026, 1, 1, 10)),  # noqa: DTZ001 - refused is the point
        lambda: Span(datetime(2026, 1, 1, 9, tzinfo=UTC), datetime(2026, 1, 1, 9, tzinfo=UTC)),
    ],
)
def test_unreadable_hours_are_refused(wrong: Callable[[], object]) -> None:
    with pytest.raises(InvalidHours):
        wrong()
