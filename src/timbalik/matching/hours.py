"""Weekly hours as bits, so that a thousand people on each side can be compared at once.

The week is cut into half hours of UTC; a half hour counts as free only when all of it is. Zones with summer time are
taken as they stand in the reference week.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from timbalik.matching.weeks import SLOT_MINUTES, SLOTS, WeekdayHours, utc_offset_minutes

WORDS: Final = -(-SLOTS // 64)

Bits = NDArray[np.uint64]


def free_slots(hours: Iterable[WeekdayHours], offset_minutes: int) -> NDArray[np.bool_]:
    """One person's week in UTC; hours around midnight on Sunday wrap to Monday."""
    free = np.zeros(SLOTS, np.bool_)
    for weekday, starts, ends in hours:
        day = weekday * 24 * 60 - offset_minutes
        first = -(-(day + starts.hour * 60 + starts.minute) // SLOT_MINUTES)
        last = (day + ends.hour * 60 + ends.minute) // SLOT_MINUTES
        free[np.arange(first, last) % SLOTS] = True
    return free


def session_starts(free: NDArray[np.bool_], session_minutes: int) -> NDArray[np.bool_]:
    """Where a session could begin: this half hour and those after it are free, as many as the session needs.

    Shrinking each week first and comparing then gives the same as comparing first: both must hold for each half hour.
    """
    starts = free.copy()
    for step in range(1, -(-session_minutes // SLOT_MINUTES)):
        starts &= np.roll(free, -step, axis=1)
    return starts


def pack(free: NDArray[np.bool_]) -> Bits:
    """Weeks (n, SLOTS) as words (n, WORDS)."""
    padded = np.zeros((len(free), WORDS * 64), np.bool_)
    padded[:, :SLOTS] = free
    return np.packbits(padded, axis=1).view(np.uint64)


def shared(mentors: Bits, mentees: Bits) -> NDArray[np.int32]:
    """How many bits each mentor has in common with each mentee."""
    counts = np.zeros((len(mentors), len(mentees)), np.int32)
    for word in range(WORDS):
        counts += np.bitwise_count(mentors[:, word, None] & mentees[None, :, word])
    return counts


def weeks(everybody: Sequence[tuple[Iterable[WeekdayHours], str]], monday: date) -> NDArray[np.bool_]:
    """The weeks (n, SLOTS) of people given by their local hours and zone."""
    offsets = {zone: utc_offset_minutes(zone, monday) for zone in {zone for _, zone in everybody}}
    table = np.zeros((len(everybody), SLOTS), np.bool_)
    for row, (hours, zone) in enumerate(everybody):
        table[row] = free_slots(hours, offsets[zone])
    return table
