"""The chain of faces: solve the first levels, keep exactly the assignments that are best there, solve the next.

All optima of a stage, and nothing else, satisfy complementary slackness with that stage's prices: a pair with a positive
margin is held, one with a negative margin is not, whoever has a positive price is full and whoever has a negative one
stays at the minimum. That set is a smaller problem of the same kind, so a later level can never cost an earlier one
anything, and no factor has to be guessed large enough: factors are used only where their product provably fits 64 bits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from timbalik.engine.assignment.errors import TimeLimitReached
from timbalik.engine.assignment.face import Face, IntArray
from timbalik.engine.assignment.stages import Level, Stage, always, next_face, pack, pack_spreads, solve_stage
from timbalik.engine.assignment.tiebreak import pair_numbers


@dataclass(frozen=True, eq=False)
class Bands:
    """Leximin: one level for every band that still occurs, made when its turn comes.

    ``values`` is what the weaker side gains, ``above`` the threshold already settled.
    """

    name: str
    values: IntArray
    width: int
    above: int | None = None

    def thresholds(self, pairs: IntArray) -> list[int]:
        """Return the upper ends of the bands in which open pairs lie, ascending, beyond those settled."""
        ends = (np.unique(self.values[pairs] // self.width) + 1) * self.width
        return [int(end) for end in ends if self.above is None or end > self.above]

    def level(self, pairs: IntArray, threshold: int) -> Level:
        """Return the level that counts open pairs under a threshold."""
        return Level(self.name, -(self.values[pairs] < threshold).astype(np.int64), threshold)


@dataclass(frozen=True, eq=False)
class Lottery:
    """The tie-break, drawn only for the pairs that are still open when its turn comes."""

    mentors: NDArray[np.uint64]
    mentees: NDArray[np.uint64]
    bits: int
    name: str = "tie-break"

    def level(self, face: Face) -> Level:
        """Return the numbers of the open pairs."""
        return Level(self.name, pair_numbers(self.mentors[face.mentor], self.mentees[face.mentee], self.bits))


Waiting = Level | Bands | Lottery

#: With more open pairs than this the tie-break waits for a smaller face instead of sharing a stage.
MANY_PAIRS = 20_000


def solve_levels(
    levels: list[Waiting],
    face: Face,
    progress: Callable[[int, int], None] | None = None,
    go_on: Callable[[], bool] = always,
    before: IntArray | None = None,
) -> tuple[IntArray, list[Stage]]:
    """Solve all levels in order; return the positions of the held pairs and one proof per stage.

    ``progress`` is told after each stage how many levels are done and how many are known to wait. ``before`` are pairs held that
    are best on the levels before these: the answer where the time is over before better ones are found.
    """
    stages: list[Stage] = []
    waiting = list(levels)
    held = face.fixed
    while waiting:
        try:
            ready, waiting = _next_levels(waiting, face, go_on)
            count, factors = pack(ready, face)
            for level in reversed(ready[count:]):
                waiting = _put_back(level, waiting, levels)
            ready = ready[:count]
            chosen, stage, margin = solve_stage(ready, factors, face, go_on)
        except TimeLimitReached:
            if not stages and before is None:
                raise
            return np.sort(held if stages or before is None else before), stages
        stages.append(stage)
        held = np.concatenate([face.fixed, face.pairs[chosen]])
        if not go_on():
            break
        if waiting:
            face = next_face(face, margin, stage)
        if progress is not None:
            progress(len(stages), len(waiting))
    return np.sort(held), stages


#: Most bands taken into one stage; 62 one-bit counts is the most that could fit.
MOST_BANDS = 62


def _next_levels(waiting: list[Waiting], face: Face, go_on: Callable[[], bool]) -> tuple[list[Level], list[Waiting]]:
    """Return levels for the next stage as numbers for each open pair, and what stays behind."""
    ready: list[Level] = []
    for position, level in enumerate(waiting):
        if isinstance(level, Lottery):
            if ready and len(face.mentor) > MANY_PAIRS:
                return ready, waiting[position:]
            ready.append(level.level(face))
            continue
        if isinstance(level, Level):
            everything = len(level.values) == len(face.mentor)
            ready.append(level if everything else replace(level, values=level.values[face.pairs]))
            continue
        if ready:
            return ready, waiting[position:]
        thresholds = level.thresholds(face.pairs)
        if level.above is None and len(thresholds) > MOST_BANDS:
            thresholds = thresholds[_bottleneck(level, thresholds, face, go_on) :]
        if not thresholds:
            continue
        # no more than the stage can hold: each is a number for every open pair
        fitting, _ = pack_spreads([1] * min(MOST_BANDS, len(thresholds)), face.most_pairs, level.name)
        taken = thresholds[:fitting]
        rest = replace(level, above=taken[-1])
        after: list[Waiting] = [rest] if len(taken) < len(thresholds) else []
        return [level.level(face.pairs, one) for one in taken], [*after, *waiting[position + 1 :]]
    return ready, []


def _bottleneck(level: Bands, thresholds: list[int], face: Face, go_on: Callable[[], bool]) -> int:
    """Return the position of the largest threshold below which no pair need lie (0 where there is none).

    Where the time is over, a smaller one: what was found without a pair under it stays right.
    """
    low, high = 0, len(thresholds)
    while high - low > 1:
        middle = (low + high) // 2
        one = level.level(face.pairs, thresholds[middle])
        _, stage, _ = solve_stage([one], [1], face, go_on)
        if stage.value:
            high = middle
            continue
        low = middle
        # whatever does without more pairs still does without these
        kept = np.flatnonzero(one.values == 0)
        face = replace(face, mentor=face.mentor[kept], mentee=face.mentee[kept], listed=face.pairs[kept])
    return low


def _put_back(level: Level, waiting: list[Waiting], levels: list[Waiting]) -> list[Waiting]:
    """Return the waiting levels with one more that did not fit this stage."""
    whole = next(one for one in levels if one.name == level.name)
    if not isinstance(whole, Bands):
        return [whole, *waiting]
    rest = waiting[1:] if waiting and isinstance(waiting[0], Bands) else waiting
    return [replace(whole, above=level.threshold - whole.width), *rest]
