"""A few times that suit everybody, for one tap from a busy person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from timbalik.engine.scheduling.errors import InvalidHours
from timbalik.engine.scheduling.free_time import Calendar, common_free_time, zone_of
from timbalik.engine.scheduling.spans import Span

PROPOSALS = 3
STEP = timedelta(minutes=15)


def propose_slots(
    calendars: Sequence[Calendar],
    *,
    minutes: int,
    now: datetime,
    lead: timedelta,
    horizon: timedelta,
    count: int = PROPOSALS,
) -> tuple[Span, ...]:
    """Propose the earliest slots that suit everybody, on different days while there are enough days.

    Parameters
    ----------
    calendars : sequence of Calendar
        Everybody who must be there; days are counted by the first one's clock, the mentee's.
    minutes : int
        Length of the session.
    now : datetime
        Aware; nothing starts earlier than ``now + lead``.
    lead, horizon : timedelta
        Notice people need, and how far ahead to look, both from ``now``.
    count : int
        Most slots wanted.

    Returns
    -------
    tuple of Span
        In order of time, none overlapping another; fewer than ``count``, or none, when there is no more common time.
        They start on a quarter of an hour. The first pass takes the earliest slot of each day; only when days run
        out, a second pass adds later slots of the same days.
    """
    if minutes < 1 or count < 1:
        raise InvalidHours(f"minutes and count are 1 or more, got {minutes} and {count}.")
    if not calendars or horizon <= lead:
        return ()
    length = timedelta(minutes=minutes)
    zone = zone_of(calendars[0].zone)
    slots = [
        slot
        for span in common_free_time(calendars, window=Span(now + lead, now + horizon))
        for slot in quarter_slots(span, length)
    ]
    chosen: list[Span] = []
    days = set()
    for slot in slots:
        if (day := slot.start.astimezone(zone).date()) not in days:
            days.add(day)
            chosen.append(slot)
        if len(chosen) == count:
            return tuple(chosen)
    for slot in slots:
        if len(chosen) == count:
            break
        if not any(slot.overlaps(other) for other in chosen):
            chosen.append(slot)
    return tuple(sorted(chosen))


def quarter_slots(span: Span, length: timedelta) -> Iterator[Span]:
    """Yield the slots of a length inside a span that start on a quarter of an hour, the earliest first."""
    # Every zone in use is a whole number of quarters from UTC, so a quarter of UTC is a quarter on each clock.
    late = (span.start - datetime(1970, 1, 1, tzinfo=UTC)) % STEP
    start = span.start + (STEP - late if late else timedelta())
    while start + length <= span.end:
        yield Span(start, start + length)
        start += STEP
