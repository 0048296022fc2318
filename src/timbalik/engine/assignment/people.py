"""One side of a very large room: who has which features, whom each may not meet, how many partners each may have."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from timbalik.engine.assignment.errors import InvalidInstance
from timbalik.engine.assignment.whole import IntArray, check_bounds


@dataclass(frozen=True, eq=False)
class People:
    """One side: features in compressed rows, a code that must differ, masks that must all meet.

    The score of a pair is the inner product of both people's features, a whole number of 0 or more.

    Attributes
    ----------
    ptr, feature, value : int arrays
        Person ``i`` has ``feature[ptr[i]:ptr[i + 1]]``, each once, with these ``value``.
    apart : int array
        Two people with the same code may not meet.
    masks : uint32 array (masks, people)
        Two people may meet where each of their masks has a bit in common.
    capacity : int array
        Most partners.
    minimum : int array, optional
        Fewest partners; 0 where it is left out.
    number : uint64 array, optional
        Everybody's lottery number (``tiebreak.person_numbers``), each different: who comes first where all else is equal.
        Where it is left out, the order in which people are given decides.
    """

    ptr: NDArray[np.int32]
    feature: NDArray[np.int32]
    value: NDArray[np.int32]
    apart: NDArray[np.int32]
    masks: NDArray[np.uint32]
    capacity: IntArray
    minimum: IntArray | None = None
    number: NDArray[np.uint64] | None = None

    def __len__(self) -> int:
        """Return how many people there are."""
        return len(self.ptr) - 1

    @property
    def least(self) -> IntArray:
        """Return everybody's fewest partners."""
        return np.zeros(len(self), np.int64) if self.minimum is None else self.minimum

    @property
    def order(self) -> IntArray:
        """Return people's positions by lottery number."""
        return np.arange(len(self)) if self.number is None else np.argsort(self.number, kind="stable")

    def taken(self, order: IntArray) -> People:
        """Return the same people in another order."""
        count = np.diff(self.ptr)[order]
        ends = np.cumsum(count)
        at = np.repeat(self.ptr[order] - ends + count, count) + np.arange(count.sum())
        return People(
            ptr=np.concatenate([[0], ends]).astype(self.ptr.dtype),
            feature=self.feature[at],
            value=self.value[at],
            apart=self.apart[order],
            masks=self.masks[:, order],
            capacity=self.capacity[order],
            minimum=None if self.minimum is None else self.minimum[order],
            number=None if self.number is None else self.number[order],
        )


@dataclass(frozen=True)
class Floor:
    """When a pair is weak: what one of the two gains by it lies under that side's floor.

    Attributes
    ----------
    first : int
        Features numbered below it are what mentors gain, the others what mentees gain.
    mentor, mentee : int
        The floors, in units of the score.
    """

    first: int
    mentor: int
    mentee: int


def check_people(people: People, side: str) -> None:
    """Raise ``InvalidInstance`` with the first person whose numbers cannot be."""
    n = len(people)
    if not len(people.feature) == len(people.value) == people.ptr[-1] or (np.diff(people.ptr) < 0).any():
        raise InvalidInstance(f"{side} features: rows must follow one another and end where the features end")
    if len(people.apart) != n or people.masks.ndim != 2 or people.masks.shape[1] != n:
        raise InvalidInstance(f"{side} codes and masks: {n} of each are accepted")
    for at in np.flatnonzero((people.feature < 0) | (people.value < 0))[:1]:
        row = int(np.searchsorted(people.ptr, at, side="right")) - 1
        raise InvalidInstance(
            f"{side} {row}: feature {people.feature[at]} with value {people.value[at]}; 0 or more is accepted"
        )
    owner = np.repeat(np.arange(n), np.diff(people.ptr))
    key = owner * (int(people.feature.max(initial=0)) + 1) + people.feature
    order = np.argsort(key, kind="stable")
    for at in np.flatnonzero(key[order][1:] == key[order][:-1])[:1]:
        raise InvalidInstance(f"{side} {owner[order[at]]}: feature {people.feature[order[at]]} appears twice")
    check_bounds(people.least, people.capacity, side, n)
    if people.number is not None and (len(people.number) != n or len(np.unique(people.number)) != n):
        raise InvalidInstance(f"{side} lottery numbers: {n} different ones are accepted")


def most_score(people: People, others: People) -> int:
    """Return a score that no pair of the two sides exceeds.

    Each feature counts with the largest value of the side that has the smaller ones, times the other side's rows: a weight
    that sums to 1,000 over a person's features is then not counted five times over.
    """
    n_features = 1 + max(int(people.feature.max(initial=0)), int(others.feature.max(initial=0)))
    largest = []
    for side in (people, others):
        most = np.zeros(n_features, np.int64)
        np.maximum.at(most, side.feature, side.value)
        largest.append(most)
    mine = largest[1] <= largest[0]
    return sum(
        int(_row_sums(side, np.where(counts, most, 0)).max(initial=0))
        for side, most, counts in ((people, largest[1], mine), (others, largest[0], ~mine))
    )


def _row_sums(people: People, times: IntArray) -> IntArray:
    """Return each person's sum of values times a number for each feature."""
    sums = np.concatenate([[0], np.cumsum(people.value * times[people.feature])])
    return np.asarray(sums[people.ptr[1:]] - sums[people.ptr[:-1]], np.int64)
