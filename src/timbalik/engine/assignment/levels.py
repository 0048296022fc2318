"""The chain of faces: solve the first levels, keep exactly the assignments that are best there, solve the next.

All optima of a stage, and nothing else, satisfy complementary slackness with that stage's prices: a pair with a positive
margin is held, one with a negative margin is not, whoever has a positive price is full and whoever has a negative one
stays at the minimum. That set is a smaller problem of the same kind, so a later level can never cost an earlier one
anything, and no factor has to be guessed large enough: factors are used only where their product provably fits 64 bits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from timbalik.engine.assignment.errors import InvalidInstance, TimeLimitReached
from timbalik.engine.assignment.tiebreak import pair_numbers
from timbalik.engine.assignment.witness import short_people

IntArray = NDArray[np.int64]

#: Most that a stage's levels may add up to; leaves room for sums of prices and path lengths in 63 bits.
MOST_COMPOSITE = 2**58


@dataclass(frozen=True, eq=False)
class Level:
    """One thing to make as large as possible: a whole number for each pair."""

    name: str
    values: IntArray
    threshold: int = 0


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


@dataclass(frozen=True, eq=False)
class Face:
    """What is still open: the free pairs, and the room that held pairs leave.

    ``pairs`` are positions in the full list of pairs; ``fixed`` those already decided to be held.
    """

    mentor: NDArray[np.int32]
    mentee: NDArray[np.int32]
    pairs: IntArray
    fixed: IntArray
    mentor_capacity: IntArray
    mentor_minimum: IntArray
    mentee_capacity: IntArray
    mentee_minimum: IntArray

    @property
    def most_pairs(self) -> int:
        """Most pairs that could still be held."""
        return int(min(self.mentor_room.sum(), self.mentee_room.sum()))

    @cached_property
    def mentee_starts(self) -> IntArray:
        """Return where each mentee's pairs begin; pairs are ordered by mentee."""
        starts = np.zeros(len(self.mentee_capacity) + 1, np.int64)
        starts[1:] = np.cumsum(np.bincount(self.mentee, minlength=len(self.mentee_capacity)))
        return starts

    @cached_property
    def mentor_room(self) -> IntArray:
        """Capacity, or the number of free pairs where that is less."""
        return np.minimum(self.mentor_capacity, np.bincount(self.mentor, minlength=len(self.mentor_capacity)))

    @cached_property
    def mentee_room(self) -> IntArray:
        """Capacity, or the number of free pairs where that is less."""
        return np.minimum(self.mentee_capacity, np.bincount(self.mentee, minlength=len(self.mentee_capacity)))


@dataclass(frozen=True, eq=False)
class Stage:
    """A proof of some levels at once: prices whose bound equals the value reached.

    ``value`` and ``bound`` are in units of the last level named, ``factors`` say what a unit of each level counts.
    """

    names: tuple[str, ...]
    thresholds: tuple[int, ...]
    factors: tuple[int, ...]
    mentor_price: IntArray
    mentee_price: IntArray
    value: int
    bound: int


def pack(levels: list[Level], face: Face) -> tuple[int, list[int]]:
    """Return how many leading levels fit one 64-bit stage, and their factors.

    The factor of a level is larger than everything the levels after it in the same stage can add up to.
    """
    most = max(1, face.most_pairs)
    spreads = [_spread(level.values) * most for level in levels]
    count, product = 0, 1
    for spread in spreads:
        if count and product * (spread + 1) > MOST_COMPOSITE:
            break
        product *= spread + 1
        count += 1
    if product > MOST_COMPOSITE:
        raise InvalidInstance(
            f"level {levels[0].name}: sums of up to {spreads[0]} do not fit exact 64-bit arithmetic (2**58)"
        )
    factors = [1] * count
    for position in range(count - 2, -1, -1):
        factors[position] = factors[position + 1] * (spreads[position + 1] + 1)
    return count, factors


def _spread(values: IntArray) -> int:
    """Return how far two sums of equal length, or a value and no pair, can lie apart for one pair."""
    return max(int(values.max(initial=0)), 0) - min(int(values.min(initial=0)), 0)


def always() -> bool:
    """Never give up."""
    return True


def solve_stage(
    levels: list[Level],
    factors: list[int],
    face: Face,
    go_on: Callable[[], bool] = always,
    *,
    finest: int | None = None,
) -> tuple[NDArray[np.bool_], Stage, IntArray]:
    """Solve some levels at once; return held pairs, proof and margins; raise ``Infeasible`` when the minimums cannot be met.

    When ``go_on()`` turns False the answer so far comes back; its bound holds, and lies above its value.
    """
    from timbalik.engine.assignment import kernels  # slow import: numba loads its compiled kernels

    weight = sum_levels(levels, factors)
    gain = _spread(weight) * max(1, face.most_pairs) + 1
    mentor_room, mentee_room = face.mentor_room, face.mentee_room
    short = [np.flatnonzero(face.mentor_minimum > mentor_room), np.flatnonzero(face.mentee_minimum > mentee_room)]
    if short[0].size or short[1].size:
        raise short_people(face, short[0], short[1])
    # nobody can afford a mentor without a place
    prices = np.where(mentor_room > 0, 0, int(weight.max(initial=0)) + gain)
    held, mentee_price, mentor_price = kernels.solve_transport(
        face.mentee_starts,
        face.mentor,
        weight,
        mentee_room,
        face.mentee_minimum,
        np.where(face.mentee_minimum > 0, gain, 0),
        mentor_room,
        face.mentor_minimum,
        np.where(face.mentor_minimum > 0, gain, 0),
        prices,
        bid_steps(weight, _spread(levels[-1].values) if finest is None else finest),
        np.zeros(len(weight), np.uint8),
        go_on,
    )
    chosen = held.astype(bool)
    short = [
        np.flatnonzero(np.bincount(face.mentor[chosen], minlength=len(mentor_room)) < face.mentor_minimum),
        np.flatnonzero(np.bincount(face.mentee[chosen], minlength=len(mentee_room)) < face.mentee_minimum),
    ]
    if short[0].size or short[1].size:
        if not go_on():
            raise TimeLimitReached("the time limit came before the minimums of all people were met")
        raise short_people(face, short[0], short[1], chosen)
    value = exact_sum(weight[chosen])
    margin = weight - mentor_price[face.mentor]
    margin -= mentee_price[face.mentee]
    bound = dual_bound(margin, face, mentor_price, mentee_price)
    stage = Stage(
        names=tuple(level.name for level in levels),
        thresholds=tuple(level.threshold for level in levels),
        factors=tuple(factors),
        mentor_price=mentor_price,
        mentee_price=mentee_price,
        value=value,
        bound=bound,
    )
    return chosen, stage, margin


def bid_steps(weight: IntArray, finest: int) -> IntArray:
    """Return the smallest raises of the auctions that look for good prices: coarse first, never finer than useful."""
    steps = []
    step = int(weight.max() - weight.min()) >> 6 if weight.size else 0
    finish = max(1, finest >> 10)
    while step > finish:
        steps.append(step)
        step >>= 4
    return np.array([*steps, finish] if steps else [], np.int64)


def sum_levels(levels: list[Level], factors: list[int]) -> IntArray:
    """Return each pair's worth in one number."""
    weight = levels[-1].values
    for level, factor in zip(levels[:-1], factors, strict=False):
        spread = level.values.max(initial=0) != level.values.min(initial=0)
        weight = weight + (level.values * factor if spread or not level.values.size else level.values[0] * factor)
    return weight


def dual_bound(margin: IntArray, face: Face, mentor_price: IntArray, mentee_price: IntArray) -> int:
    """Return what no assignment can exceed at these prices, exactly."""
    return (
        exact_sum(margin[margin > 0])
        + exact_sum(mentor_price, np.where(mentor_price > 0, face.mentor_room, face.mentor_minimum))
        + exact_sum(mentee_price, np.where(mentee_price > 0, face.mentee_room, face.mentee_minimum))
    )


def exact_sum(values: IntArray, times: IntArray | None = None) -> int:
    """Sum 64-bit numbers without overflow: high and low halves apart."""
    high, low = values >> 31, values & (2**31 - 1)
    if times is not None:
        high, low = high * times, low * times
    return (int(high.sum()) << 31) + int(low.sum())


def next_face(face: Face, margin: IntArray, stage: Stage) -> Face:
    """Return the face of all optima of a solved stage."""
    sure, free = np.flatnonzero(margin > 0), np.flatnonzero(margin == 0)
    mentor_taken = np.bincount(face.mentor[sure], minlength=len(face.mentor_capacity))
    mentee_taken = np.bincount(face.mentee[sure], minlength=len(face.mentee_capacity))
    mentor_low = np.where(stage.mentor_price > 0, face.mentor_room, face.mentor_minimum)
    mentor_high = np.where(stage.mentor_price < 0, face.mentor_minimum, face.mentor_room)
    mentee_low = np.where(stage.mentee_price > 0, face.mentee_room, face.mentee_minimum)
    mentee_high = np.where(stage.mentee_price < 0, face.mentee_minimum, face.mentee_room)
    return replace(
        face,
        mentor=face.mentor[free],
        mentee=face.mentee[free],
        pairs=face.pairs[free],
        fixed=np.concatenate([face.fixed, face.pairs[sure]]),
        mentor_minimum=np.maximum(mentor_low - mentor_taken, 0),
        mentor_capacity=mentor_high - mentor_taken,
        mentee_minimum=np.maximum(mentee_low - mentee_taken, 0),
        mentee_capacity=mentee_high - mentee_taken,
    )


def solve_levels(
    levels: list[Waiting],
    face: Face,
    progress: Callable[[int, int], None] | None = None,
    go_on: Callable[[], bool] = always,
) -> tuple[IntArray, list[Stage]]:
    """Solve all levels in order; return the positions of the held pairs and one proof per stage.

    ``progress`` is told after each stage how many levels are done and how many are known to wait.
    """
    stages: list[Stage] = []
    waiting = list(levels)
    held = face.fixed
    while waiting:
        ready, waiting = _next_levels(waiting, face)
        count, factors = pack(ready, face)
        for level in reversed(ready[count:]):
            waiting = _put_back(level, waiting, levels)
        ready = ready[:count]
        chosen, stage, margin = solve_stage(ready, factors, face, go_on)
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


def _next_levels(waiting: list[Waiting], face: Face) -> tuple[list[Level], list[Waiting]]:
    """Return levels for the next stage as numbers for each open pair, and what stays behind."""
    ready: list[Level] = []
    for position, level in enumerate(waiting):
        if isinstance(level, Lottery):
            if ready and len(face.pairs) > MANY_PAIRS:
                return ready, waiting[position:]
            ready.append(level.level(face))
            continue
        if isinstance(level, Level):
            everything = len(level.values) == len(face.pairs)
            ready.append(level if everything else replace(level, values=level.values[face.pairs]))
            continue
        if ready:
            return ready, waiting[position:]
        thresholds = level.thresholds(face.pairs)
        if level.above is None and len(thresholds) > MOST_BANDS:
            thresholds = thresholds[_bottleneck(level, thresholds, face) :]
        if not thresholds:
            continue
        taken = thresholds[:MOST_BANDS]
        rest = replace(level, above=taken[-1])
        after: list[Waiting] = [rest] if len(taken) < len(thresholds) else []
        return [level.level(face.pairs, one) for one in taken], [*after, *waiting[position + 1 :]]
    return ready, []


def _bottleneck(level: Bands, thresholds: list[int], face: Face) -> int:
    """Return the position of the largest threshold below which no pair need lie (0 where there is none)."""
    low, high = 0, len(thresholds)
    while high - low > 1:
        middle = (low + high) // 2
        one = level.level(face.pairs, thresholds[middle])
        _, stage, _ = solve_stage([one], [1], face)
        low, high = (middle, high) if stage.value == 0 else (low, middle)
    return low


def _put_back(level: Level, waiting: list[Waiting], levels: list[Waiting]) -> list[Waiting]:
    """Return the waiting levels with one more that did not fit this stage."""
    whole = next(one for one in levels if one.name == level.name)
    if not isinstance(whole, Bands):
        return [whole, *waiting]
    rest = waiting[1:] if waiting and isinstance(waiting[0], Bands) else waiting
    return [replace(whole, above=level.threshold - whole.width), *rest]
