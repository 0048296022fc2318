"""What comes out for a very large room: plain arrays that solver and audit both read."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from timbalik.engine.assignment.people import Floor
from timbalik.engine.assignment.whole import IntArray


@dataclass(frozen=True)
class Weights:
    """What one more pair counts, more than anything the levels after it can sum to; and what a weak pair counts less, in turn."""

    reach: int
    less: int


@dataclass(frozen=True, eq=False)
class RoomAnswer:
    """Pairs, prices and the proof's two numbers.

    Attributes
    ----------
    total : int
        Sum of the scores.
    weak : int
        Pairs of which one side gains less than its floor; 0 where none was asked for.
    value, bound : int
        All levels in one number, ``pairs * weights.reach - weak * weights.less + total``, and the most that any assignment can
        have of it; equal unless the time was over first.
    rounds, candidates : int
        Pricing passes, and pairs looked at in the last solution.
    """

    mentor: IntArray
    mentee: IntArray
    total: int
    weak: int
    value: int
    bound: int
    floor: Floor | None
    weights: Weights
    mentor_price: IntArray
    mentee_price: IntArray
    rounds: int
    candidates: int

    @property
    def proved(self) -> bool:
        """Return whether no assignment over all pairs is better."""
        return self.value == self.bound

    @property
    def most_pairs(self) -> int:
        """Return how many pairs the bound still leaves possible."""
        return len(self.mentor) if self.proved else self.bound // (self.weights.reach - self.weights.less)

    @property
    def least_weak(self) -> int:
        """Return how few weak pairs the bound still leaves possible among as many pairs."""
        if not self.weights.less or self.proved:
            return self.weak
        return max(0, -((self.bound - len(self.mentor) * self.weights.reach) // self.weights.less))

    @property
    def most_total(self) -> int:
        """Return which total the bound still leaves possible for as many pairs, as few of them weak."""
        return min(self.total + self.bound - self.value, (self.weights.less or self.weights.reach) - 1)

    def put_back(self, mentors: IntArray, mentees: IntArray) -> RoomAnswer:
        """Return the answer for people who stood in another order: ``mentors[0]`` is who came first here."""
        mentor, mentee = mentors[self.mentor], mentees[self.mentee]
        order = np.lexsort((mentor, mentee))
        return replace(
            self,
            mentor=mentor[order],
            mentee=mentee[order],
            mentor_price=_put_back(self.mentor_price, mentors),
            mentee_price=_put_back(self.mentee_price, mentees),
        )


def _put_back(price: IntArray, order: IntArray) -> IntArray:
    back = np.empty_like(price)
    back[order] = price
    return back
