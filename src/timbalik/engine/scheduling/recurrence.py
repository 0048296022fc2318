"""A rhythm that is kept: the same hour every so many days; a day that is taken is moved, never dropped silently."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from timbalik.engine.scheduling.errors import InvalidHours
from timbalik.engine.scheduling.free_time import Calendar, common_free_time, zone_of
from timbalik.engine.scheduling.proposals import quarter_slots
from timbalik.engine.scheduling.spans import Span


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One session of a series: when it takes place, and the date it was meant for."""

    span: Span
    planned_on: date
    is_moved: bool


@dataclass(frozen=True, slots=True)
class Series:
    """A series of sessions, and the dates for which no common time was found near enough."""

    occurrences: tuple[Occurrence, ...]
    unplaced: tuple[date, ...]


def recur(first: Span, calendars: Sequence[Calendar], *, zone: str, every_days: int, count: int) -> Series:
    """Repeat a slot every ``every_days`` days at the same local hour, avoiding days off and appointments.

    Parameters
    ----------
    first : Span
        The agreed slot; it is kept as it is, even if it lies outside the usual hours.
    calendars : sequence of Calendar
        Everybody who must be there, with ``closed`` days and ``busy`` time over the whole series.
    zone : str
        Whose clock the hour belongs to; it stays on that clock when summer time begins or ends.
    every_days : int
        14 for every two weeks.
    count : int
        Sessions wanted, the first included.

    Returns
    -------
    Series
        A date that does not suit moves to the nearest following day on which the same hour suits everybody, then to
        any hour of these days, at most half the rhythm away; a move does not shift the sessions after it. What
        cannot be placed is reported, for a person to decide.
    """
    if every_days < 1 or count < 1:
        raise InvalidHours(f"every_days and count are 1 or more, got {every_days} and {count}.")
    clock = zone_of(zone)
    local = first.start.astimezone(clock)
    occurrences = [Occurrence(first, local.date(), is_moved=False)]
    unplaced: list[date] = []
    for step in range(1, count):
        planned = local.date() + timedelta(days=step * every_days)
        span = _place(planned, local.time(), first.length, calendars, clock, reach_days=every_days // 2)
        # A short rhythm must not put two sessions on top of each other.
        if span is None or span.overlaps(occurrences[-1].span):
            unplaced.append(planned)
            continue
        at = span.start.astimezone(clock)
        occurrences.append(Occurrence(span, planned, is_moved=(at.date(), at.time()) != (planned, local.time())))
    return Series(tuple(occurrences), tuple(unplaced))


def _place(
    planned: date, hour: time, length: timedelta, calendars: Sequence[Calendar], clock: ZoneInfo, *, reach_days: int
) -> Span | None:
    days = [planned + timedelta(days=step) for step in range(reach_days + 1)]
    for day in days:
        span = _from(datetime.combine(day, hour, clock), length)
        if common_free_time(calendars, window=span) == (span,):
            return span
    return next(_any_hour(days, length, calendars, clock), None)


def _any_hour(
    days: Sequence[date], length: timedelta, calendars: Sequence[Calendar], clock: ZoneInfo
) -> Iterator[Span]:
    opening = datetime.combine(days[0], time(0), clock)
    closing = datetime.combine(days[-1] + timedelta(days=1), time(0), clock)
    for free in common_free_time(calendars, window=Span(opening, closing)):
        yield from quarter_slots(free, length)


def _from(start: datetime, length: timedelta) -> Span:
    """Start at a local moment and last a real length, also across a change of the clock."""
    begin = start.astimezone(UTC)
    return Span(begin, begin + length)
