"""The face of a round: which pairs are still open, and the room that held pairs leave."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Face:
    """What is still open: the free pairs, and the room that held pairs leave.

    ``listed`` are the free pairs' positions in the full list of pairs, None where all are free; ``fixed`` those already
    decided to be held.
    """

    mentor: NDArray[np.int32]
    mentee: NDArray[np.int32]
    listed: IntArray | None
    fixed: IntArray
    mentor_capacity: IntArray
    mentor_minimum: IntArray
    mentee_capacity: IntArray
    mentee_minimum: IntArray

    @cached_property
    def pairs(self) -> IntArray:
        """Return the free pairs' positions in the full list."""
        return np.arange(len(self.mentor)) if self.listed is None else self.listed

    @property
    def most_pairs(self) -> int:
        """Most pairs that could still be held."""
        return int(min(self.mentor_room.sum(), self.mentee_room.sum()))

    @cached_property
    def mentee_starts(self) -> IntArray:
        """Return where each mentee's pairs begin; pairs are ordered by mentee."""
        return np.searchsorted(self.mentee, np.arange(len(self.mentee_capacity) + 1, dtype=self.mentee.dtype))

    @cached_property
    def mentor_pairs(self) -> IntArray:
        """Return how many free pairs each mentor has."""
        from timbalik.engine.assignment.compiled import is_compiled  # slow import: judges need no kernels

        if not is_compiled():
            return np.bincount(self.mentor, minlength=len(self.mentor_capacity))
        from timbalik.engine.assignment.kernels_base import count_each  # slow import: numba loads its compiled kernels

        counts = np.zeros(len(self.mentor_capacity), np.int64)
        count_each(self.mentor, counts)
        return counts

    @cached_property
    def mentor_room(self) -> IntArray:
        """Capacity, or the number of free pairs where that is less."""
        return np.minimum(self.mentor_capacity, self.mentor_pairs)

    @cached_property
    def mentee_room(self) -> IntArray:
        """Capacity, or the number of free pairs where that is less."""
        return np.minimum(self.mentee_capacity, np.diff(self.mentee_starts))


@dataclass(frozen=True, eq=False)
class Room:
    """How many partners everybody may take, no more than they have open pairs, and how many they have to."""

    mentor_room: IntArray
    mentor_minimum: IntArray
    mentee_room: IntArray
    mentee_minimum: IntArray

    @property
    def most_pairs(self) -> int:
        """Most pairs that could be held."""
        return int(min(self.mentor_room.sum(), self.mentee_room.sum()))


def dual_bound(margin: IntArray, face: Face | Room, mentor_price: IntArray, mentee_price: IntArray) -> int:
    """Return what no assignment can exceed at these prices, exactly."""
    return exact_sum(margin[margin > 0]) + price_sum(face, mentor_price, mentee_price)


def price_sum(face: Face | Room, mentor_price: IntArray, mentee_price: IntArray) -> int:
    """Return the prices' part of the bound: a positive one for all room, a negative one for the minimum."""
    return exact_sum(mentor_price, np.where(mentor_price > 0, face.mentor_room, face.mentor_minimum)) + exact_sum(
        mentee_price, np.where(mentee_price > 0, face.mentee_room, face.mentee_minimum)
    )


def exact_sum(values: IntArray, times: IntArray | None = None) -> int:
    """Sum 64-bit numbers without overflow: high and low halves apart."""
    high, low = values >> 31, values & (2**31 - 1)
    if times is not None:
        high, low = high * times, low * times
    return (int(high.sum()) << 31) + int(low.sum())
