"""The pairs of a large room that are looked at, each once, ordered by mentee and then mentor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from timbalik.engine.assignment.blocks import MapBlocks
from timbalik.engine.assignment.facing import Facing
from timbalik.engine.assignment.room_answer import Weights
from timbalik.engine.assignment.weighing import weigh_best
from timbalik.engine.assignment.whole import IntArray


@dataclass(frozen=True, eq=False)
class Candidates:
    """Some pairs; ``key`` is mentee times mentors plus mentor."""

    key: IntArray
    score: IntArray
    weak: NDArray[np.bool_]

    def worth(self, weights: Weights) -> IntArray:
        """Return what each pair is worth on all levels at once."""
        return self.score + weights.reach - weights.less * self.weak

    def only(self, some: NDArray[np.bool_] | IntArray) -> Candidates:
        """Return some of the pairs."""
        return Candidates(self.key[some], self.score[some], self.weak[some])

    def unknown_to(self, known: Candidates) -> Candidates:
        """Return those that are not known yet, in order, each once."""
        key, first = np.unique(self.key, return_index=True)
        return self.only(first[~known.hold(key)])

    def hold(self, key: IntArray) -> NDArray[np.bool_]:
        """Return which of some keys are among these pairs."""
        place = np.searchsorted(self.key, key)
        known = np.zeros(len(key), bool)
        inside = place < len(self.key)
        known[inside] = self.key[place[inside]] == key[inside]
        return known

    def merged(self, new: Candidates) -> Candidates:
        """Return old and new pairs in order."""
        place = np.searchsorted(self.key, new.key)
        return Candidates(
            np.insert(self.key, place, new.key),
            np.insert(self.score, place, new.score),
            np.insert(self.weak, place, new.weak),
        )


def no_candidates() -> Candidates:
    """Return no pairs."""
    none = np.zeros(0, np.int64)
    return Candidates(none, none, none.astype(bool))


def first_candidates(
    near: Facing, far: Facing, k: int, blocks: MapBlocks, go_on: Callable[[], bool]
) -> Candidates | None:
    """Return everybody's best ``k`` partners by score, from both sides; None when the time was over first.

    ``near`` has mentees facing mentors, ``far`` mentors facing mentees.
    """
    one = weigh_best(near, k, blocks, go_on)
    two = weigh_best(far, k, blocks, go_on) if one is not None else None
    if one is None or two is None:
        return None
    some = Candidates(one.row * near.n_others + one.other, one.score, one.weak).unknown_to(no_candidates())
    more = Candidates(two.other * near.n_others + two.row, two.score, two.weak)
    return some.merged(more.unknown_to(some))
