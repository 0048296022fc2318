"""When a letter that can wait should arrive: in the receiver's working hours, not at night, on a weekend or a holiday."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

OPENS, CLOSES = time(9), time(16)
LONGEST_BREAK = 31  # days; a calendar that closes longer is taken for a slip


def next_office_hour(now: datetime, zone: ZoneInfo, closed: Callable[[date, date], Collection[date]]) -> datetime:
    """Return ``now`` on a working day between nine and four in ``zone``, else nine o'clock of the next working day.

    Parameters
    ----------
    closed : the holidays from one date to another, both included; weekends are known here.

    Examples
    --------
    >>> saturday = datetime(2026, 11, 21, 12, tzinfo=ZoneInfo("Asia/Jayapura"))
    >>> next_office_hour(saturday, ZoneInfo("Asia/Jayapura"), lambda first, last: ()).isoformat()
    '2026-11-23T09:00:00+09:00'
    """
    here = now.astimezone(zone)
    off = frozenset(closed(here.date(), here.date() + timedelta(days=LONGEST_BREAK)))

    def is_working(day: date) -> bool:
        return day.weekday() < 5 and day not in off

    if is_working(here.date()) and OPENS <= here.time() < CLOSES:
        return now
    first = here.date() if here.time() < OPENS else here.date() + timedelta(days=1)
    days = (first + timedelta(days=number) for number in range(LONGEST_BREAK))
    return datetime.combine(next((day for day in days if is_working(day)), first), OPENS, tzinfo=zone)
