"""The time two or more people have in common, wherever they live."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from timbalik.engine.scheduling.errors import InvalidHours
from timbalik.engine.scheduling.spans import Span, intersect, subtract

MIDNIGHT = time(0)
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, order=True)
class WeeklyHours:
    """Free hours on one weekday, by the person's own clock.

    Attributes
    ----------
    weekday : int
        0 for Monday to 6 for Sunday.
    start, end : time
        An end at or before the start lies on the next day, so 22.00 to 02.00 is four hours and an end of 00.00
        closes the day. Only 00.00 to 00.00 means a whole day.
    """

    weekday: int
    start: time
    end: time

    def __post_init__(self) -> None:
        if not 0 <= self.weekday <= 6:
            raise InvalidHours(f"weekday is 0 for Monday to 6 for Sunday, got {self.weekday}.")
        if self.start.tzinfo is not None or self.end.tzinfo is not None:
            raise InvalidHours("Weekly hours are local times without a zone; the zone belongs to the calendar.")
        if self.start == self.end != MIDNIGHT:
            raise InvalidHours(f"Hours that start and end at {self.start:%H.%M} say nothing.")


@dataclass(frozen=True, slots=True)
class Calendar:
    """What is known of one person's time.

    Attributes
    ----------
    zone : str
        IANA name, for example ``Asia/Makassar``.
    hours : tuple of WeeklyHours
        Usual free hours; they may overlap.
    busy : tuple of Span
        Taken anyway.
    closed : frozenset of date
        Days off by the person's own date: holidays, leave.
    """

    zone: str
    hours: tuple[WeeklyHours, ...]
    busy: tuple[Span, ...] = ()
    closed: frozenset[date] = frozenset()


def zone_of(name: str) -> ZoneInfo:
    """Return the zone of that IANA name, or raise ``InvalidHours``."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InvalidHours(f"{name!r} is not an IANA time zone such as 'Asia/Jakarta'.") from error


def free_time(calendar: Calendar, *, window: Span) -> tuple[Span, ...]:
    """Return when one person is free inside a window, in order and merged.

    Local hours are placed day by day, so they keep their place on the wall clock when summer time begins or ends.
    Hours that do not exist on such a day are left out rather than moved outside what the person offered; an hour
    that happens twice is offered twice unless the offer ends inside it.
    """
    return intersect(subtract(_offered(calendar, window), calendar.busy), (window,))


def common_free_time(calendars: Sequence[Calendar], *, window: Span) -> tuple[Span, ...]:
    """Return when everybody is free inside a window; without anybody, nothing.

    Examples
    --------
    >>> hours = (WeeklyHours(1, time(9), time(12)),)
    >>> jakarta, jayapura = Calendar("Asia/Jakarta", hours), Calendar("Asia/Jayapura", hours)
    >>> day = Span(datetime(2026, 11, 24, tzinfo=UTC), datetime(2026, 11, 25, tzinfo=UTC))
    >>> [(f"{span.start:%H.%M}", f"{span.end:%H.%M}") for span in common_free_time([jakarta, jayapura], window=day)]
    [('02.00', '03.00')]
    """
    if not calendars:
        return ()
    shared: tuple[Span, ...] = (window,)
    for calendar in calendars:
        shared = intersect(shared, free_time(calendar, window=window))
    return shared


def shared_weekly_minutes(first: Calendar, second: Calendar, *, week_of: date) -> int:
    """Return how many minutes of a usual week two people share, holidays and appointments left aside.

    The week from ``week_of`` 00.00 UTC stands for all; a zone with summer time counts as it is then. Hours that reach
    over the end of the week are found at its beginning, since every week is alike.
    """
    start = datetime.combine(week_of, MIDNIGHT, UTC)
    usual = [Calendar(calendar.zone, calendar.hours) for calendar in (first, second)]
    shared = common_free_time(usual, window=Span(start, start + WEEK))
    return sum(int(span.length.total_seconds()) for span in shared) // 60


def _offered(calendar: Calendar, window: Span) -> Iterable[Span]:
    """Place the weekly hours on every local date that can touch the window."""
    zone = zone_of(calendar.zone)
    for day in _dates(window.start.astimezone(zone).date() - timedelta(days=1), window.end.astimezone(zone).date()):
        if day in calendar.closed:
            continue
        for hours in calendar.hours:
            if hours.weekday == day.weekday():
                yield from _placed(hours, day, zone, calendar.closed)


def _placed(hours: WeeklyHours, day: date, zone: ZoneInfo, closed: frozenset[date]) -> Iterator[Span]:
    start = _moment(day, hours.start, zone, is_end=False)
    is_overnight = hours.end <= hours.start
    tomorrow = day + timedelta(days=1)
    if is_overnight and tomorrow in closed:
        # The night before a holiday ends at midnight.
        end = _moment(tomorrow, MIDNIGHT, zone, is_end=True)
    else:
        end = _moment(tomorrow if is_overnight else day, hours.end, zone, is_end=True)
    if start < end:
        yield Span(start, end)


def _moment(day: date, clock: time, zone: ZoneInfo, *, is_end: bool) -> datetime:
    """Turn a local time into a moment, never outside the hours offered.

    In the hour that summer time skips, Python reads fold 0 as after the gap and fold 1 as before it: a start moves
    later, an end earlier. An hour that happens twice is entered at its first pass and left at its first pass.
    """
    local = datetime.combine(day, clock, zone)
    moment = local.astimezone(UTC)
    is_skipped = moment.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None)
    if is_skipped and is_end:
        return local.replace(fold=1).astimezone(UTC)
    return moment


def _dates(first: date, last: date) -> Iterator[date]:
    for days in range((last - first).days + 1):
        yield first + timedelta(days=days)
