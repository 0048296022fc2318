"""One stage: some levels summed into one number a pair, solved at once and proved by prices."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from timbalik.engine.assignment.errors import InvalidInstance, TimeLimitReached
from timbalik.engine.assignment.face import Face, IntArray, exact_sum, price_sum
from timbalik.engine.assignment.witness import short_people

#: Most that a stage's levels may add up to; leaves room for sums of prices and path lengths in 63 bits.
MOST_COMPOSITE = 2**58


@dataclass(frozen=True, eq=False)
class Level:
    """One thing to make as large as possible: a whole number for each pair."""

    name: str
    values: IntArray
    threshold: int = 0


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
    return pack_spreads([_spread(level.values) for level in levels], face.most_pairs, levels[0].name)


def pack_spreads(spreads_each: list[int], most_pairs: int, first: str) -> tuple[int, list[int]]:
    """Return how many leading levels fit one stage, and their factors, from what one pair can make of each level."""
    spreads = [spread * max(1, most_pairs) for spread in spreads_each]
    count, product = 0, 1
    for spread in spreads:
        if count and product * (spread + 1) > MOST_COMPOSITE:
            break
        product *= spread + 1
        count += 1
    if product > MOST_COMPOSITE:
        raise InvalidInstance(f"level {first}: sums of up to {spreads[0]} do not fit exact 64-bit arithmetic (2**58)")
    factors = [1] * count
    for position in range(count - 2, -1, -1):
        factors[position] = factors[position + 1] * (spreads[position + 1] + 1)
    return count, factors


def _spread(values: IntArray) -> int:
    """Return how far two sums of equal length, or a value and no pair, can lie apart for one pair."""
    least, most = _ends(values)
    return max(most, 0) - min(least, 0)


@dataclass(frozen=True, eq=False)
class Worth:
    """What each pair is worth on all levels of a stage: ``varied`` and, for every pair alike, ``always``.

    ``least`` and ``most`` are the ends of the sum. ``varied`` may be a level's own numbers: it is never written to.
    """

    always: int
    varied: IntArray
    least: int
    most: int

    @property
    def spread(self) -> int:
        """Return how far two sums of equal length, or a value and no pair, can lie apart for one pair."""
        return max(self.most, 0) - min(self.least, 0)


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
    start: tuple[NDArray[np.bool_], IntArray] | None = None,
    gain: int | None = None,
) -> tuple[NDArray[np.bool_], Stage, IntArray]:
    """Solve some levels at once; return held pairs, proof and margins; raise ``Infeasible`` when the minimums cannot be met.

    When ``go_on()`` turns False the answer so far comes back; its bound holds, and lies above its value. ``start`` says which
    pairs were held and what mentors' prices were in a solution of nearly the same pairs, to go on from there. ``gain`` is what a
    place below somebody's minimum is worth, where less than the most that all pairs could sum to is known to do.
    """
    from timbalik.engine.assignment import cold, kernels, kernels_proof  # slow import: numba loads its compiled kernels

    worth = find_worth(levels, factors)
    gain = worth.spread * max(1, face.most_pairs) + 1 if gain is None else gain
    mentor_room, mentee_room = face.mentor_room, face.mentee_room
    short = [np.flatnonzero(face.mentor_minimum > mentor_room), np.flatnonzero(face.mentee_minimum > mentee_room)]
    if short[0].size or short[1].size:
        raise short_people(face, short[0], short[1])
    if start is None:
        finest = _spread(levels[-1].values) if finest is None else finest
        held, mentee_price, mentor_price = cold.solve_cold(face, worth, gain, finest, go_on)
    else:
        # nobody can afford a mentor without a place
        prices = np.where(mentor_room > 0, start[1], max(worth.most, 0) + gain)
        weight = worth.varied + worth.always
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
            start[0].astype(np.uint8),
            go_on,
        )
    chosen = held.view(np.bool_)
    pairs = np.flatnonzero(chosen)
    loads = [
        np.bincount(people[pairs], minlength=len(room))
        for people, room in ((face.mentor, mentor_room), (face.mentee, mentee_room))
    ]
    value = exact_sum(worth.varied[pairs]) + worth.always * len(pairs)
    short = [np.flatnonzero(loads[0] < face.mentor_minimum), np.flatnonzero(loads[1] < face.mentee_minimum)]
    if short[0].size or short[1].size:
        if not go_on():
            raise TimeLimitReached("the time limit came before the minimums of all people were met")
        raise short_people(face, short[0], short[1], chosen)
    margin = np.empty_like(worth.varied)
    high, low = kernels_proof.find_margins(
        worth.varied, worth.always, face.mentor, face.mentee, mentor_price, mentee_price, margin
    )
    bound = (int(high) << 31) + int(low) + price_sum(face, mentor_price, mentee_price)
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
    worth = find_worth(levels, factors)
    return worth.varied + worth.always


def find_worth(levels: list[Level], factors: list[int]) -> Worth:
    """Return what each pair is worth; levels that are the same for all pairs become one number."""
    same = 0
    varied: tuple[IntArray, int, int] | None = None
    for level, factor in zip(levels, factors, strict=True):
        least, most = _ends(level.values)
        if least == most:
            same += factor * least
            continue
        part = level.values if factor == 1 else level.values * factor
        if varied is None:
            varied = part, factor * least, factor * most
        else:
            part = varied[0] + part
            varied = part, *_ends(part)
    if varied is None:
        return Worth(same, np.zeros(len(levels[-1].values), np.int64), same, same)
    return Worth(same, np.require(varied[0], requirements=["C", "W"]), same + varied[1], same + varied[2])


def _ends(values: IntArray) -> tuple[int, int]:
    """Return the smallest and largest number; one that is looked at many times is read once."""
    seen = values[:1] if values.strides == (0,) else values
    return (int(seen.min()), int(seen.max())) if seen.size else (0, 0)


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
        listed=free if face.listed is None else face.listed[free],
        fixed=np.concatenate([face.fixed, sure if face.listed is None else face.listed[sure]]),
        mentor_minimum=np.maximum(mentor_low - mentor_taken, 0),
        mentor_capacity=mentor_high - mentor_taken,
        mentee_minimum=np.maximum(mentee_low - mentee_taken, 0),
        mentee_capacity=mentee_high - mentee_taken,
    )
