"""One person's free week as the bits of a whole number, half an hour each: plain arithmetic, no numeric library.

The same week as in ``hours``, which compares thousands at once: half hours of UTC, free only when all of it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

SLOT_MINUTES: Final = 30
SLOTS: Final = 7 * 24 * 60 // SLOT_MINUTES
SLOTS_OF_DAY: Final = SLOTS // 7
WHOLE_WEEK: Final = (1 << SLOTS) - 1

WeekdayHours = tuple[int, time, time]


def utc_offset_minutes(zone: str, monday: date) -> int:
    """How far local time is ahead of UTC at noon of the reference Monday."""
    offset = datetime.combine(monday, time(12), ZoneInfo(zone)).utcoffset() or timedelta()
    return int(offset.total_seconds()) // 60


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def free_week(hours: Iterable[WeekdayHours], offset_minutes: int) -> int:
    """Hours around midnight on Sunday wrap to Monday."""
    week = 0
    for weekday, starts, ends in hours:
        day = weekday * 24 * 60 - offset_minutes
        first = -(-(day + starts.hour * 60 + starts.minute) // SLOT_MINUTES)
        last = (day + ends.hour * 60 + ends.minute) // SLOT_MINUTES
        if last > first:
            week |= turned((1 << (last - first)) - 1, -first)
    return week


def turned(week: int, by: int) -> int:
    """Every half hour ``by`` places earlier, around the end of the week."""
    by %= SLOTS
    return ((week >> by) | (week << (SLOTS - by))) & WHOLE_WEEK


def session_starts(week: int, session_minutes: int) -> int:
    """Where a session could begin: this half hour and those after it are free, as many as the session needs."""
    starts = week
    for step in range(1, -(-session_minutes // SLOT_MINUTES)):
        starts &= turned(week, step)
    return starts


def minutes(week: int) -> int:
    return week.bit_count() * SLOT_MINUTES


def minutes_by_weekday(week: int, offset_minutes: int) -> dict[int, int]:
    """Monday is 0, by the clock of somebody that far ahead of UTC; days without any left out."""
    local = turned(week, -(offset_minutes // SLOT_MINUTES))
    day = (1 << SLOTS_OF_DAY) - 1
    found = {weekday: minutes((local >> weekday * SLOTS_OF_DAY) & day) for weekday in range(7)}
    return {weekday: free for weekday, free in found.items() if free}
