"""An independent judge: does this certificate prove this answer?

Shares the data classes and the published tie-break rule with the solver, and none of its code: pairs, levels, bounds and
faces are derived again here, in plain numpy, in time linear in the number of pairs. Weak duality is all it rests on: for
*any* prices, no assignment can be worth more than the sum of positive margins, plus each positive price times the room,
plus each negative price times the minimum. A certificate with wrong prices therefore cannot pass; it can only fail.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from operator import mul
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from timbalik.engine.assignment.certificate import Certificate
from timbalik.engine.assignment.errors import InvalidCertificate
from timbalik.engine.assignment.pairlist import Numbers, PairList
from timbalik.engine.assignment.score_file import chunks
from timbalik.engine.assignment.target import as_verified
from timbalik.engine.assignment.tiebreak import pair_numbers, tie_bits

IntArray = NDArray[np.int64]

#: Where no stage bounds the total.
NO_BOUND: Final = 2**62


class HasCertificate(Protocol):
    """An assignment, or anything that carries a certificate."""

    @property
    def certificate(self) -> Certificate:
        """Return the proof."""


@dataclass(frozen=True)
class Verdict:
    """What the judge found.

    Attributes
    ----------
    value, bound : int
        Recomputed total, and the most it could be; equal when the answer is proved best.
    pairs, considered : int
        Pairs held; pairs weighed (every allowed one).
    weighed : bool
        False when a time limit stopped the solver before it came to the total.
    """

    value: int
    bound: int
    pairs: int
    considered: int
    weighed: bool = True

    @property
    def optimal(self) -> bool:
        """Return whether nothing better exists on any level from the first to the total."""
        return self.weighed and self.value == self.bound


@dataclass(eq=False)
class _Open:
    """The pairs still open and the room left, while stages are checked one after another."""

    pair: IntArray
    row: NDArray[np.int32]
    column: NDArray[np.int32]
    held: NDArray[np.bool_]
    least: tuple[IntArray, IntArray]
    most: tuple[IntArray, IntArray]

    @cached_property
    def room(self) -> tuple[IntArray, IntArray]:
        """Capacity, or the number of open pairs where that is less, of mentors and of mentees."""
        counts = [
            np.bincount(people, minlength=len(most))
            for people, most in zip((self.row, self.column), self.most, strict=True)
        ]
        return np.minimum(self.most[0], counts[0]), np.minimum(self.most[1], counts[1])


def verify(numbers: Numbers, proof: Certificate | HasCertificate) -> Verdict:
    """Recheck feasibility and optimality over every allowed pair.

    Raises
    ------
    InvalidCertificate
        Naming the first claim that fails: another instance, a forbidden pair, a capacity passed, a bound that its
        prices do not support, a level left out.
    """
    certificate = proof if isinstance(proof, Certificate) else proof.certificate
    if certificate.digest != numbers.digest:
        raise InvalidCertificate("the certificate is about other numbers: instance digests differ")
    pairs = numbers.pair_list
    held = _check_pairs(numbers, certificate, pairs)
    considered = len(pairs.mentor)
    if certificate.objective.reach_target is not None:
        numbers, certificate, held = as_verified(numbers, certificate, held)
        pairs = numbers.pair_list
    taken = [
        np.bincount(people[pairs.locked], minlength=size)
        for people, size in zip((pairs.mentor, pairs.mentee), numbers.shape, strict=True)
    ]
    open_ = np.flatnonzero(~pairs.locked)
    state = _Open(
        pair=open_,
        row=pairs.mentor[open_] if pairs.locked.any() else pairs.mentor,
        column=pairs.mentee[open_] if pairs.locked.any() else pairs.mentee,
        held=held[open_],
        least=(np.maximum(numbers.mentor_minimum - taken[0], 0), np.maximum(numbers.mentee_minimum - taken[1], 0)),
        most=(numbers.mentor_capacity - taken[0], numbers.mentee_capacity - taken[1]),
    )
    kept = int((pairs.previous & held).sum())
    value = sum(pairs.score[held].tolist()) + certificate.objective.keep_bonus_hundredths * kept
    slack, weighed = _check_stages(numbers, certificate, state)
    if slack:
        slack = max(1, min(slack, _largest_total(numbers, certificate) - value))
    bound = value + slack
    if (certificate.value, certificate.bound) != (value, bound):
        raise InvalidCertificate(
            f"value {certificate.value} and bound {certificate.bound} are stated, {value} and {bound} are true"
        )
    return Verdict(value=value, bound=bound, pairs=len(certificate.mentor), considered=considered, weighed=weighed)


def _check_pairs(numbers: Numbers, certificate: Certificate, pairs: PairList) -> NDArray[np.bool_]:
    """Return which allowed pairs are held; raise when the pairs break a hard constraint."""
    n_mentors, n_mentees = numbers.shape
    mentor, mentee = certificate.mentor, certificate.mentee
    for one in np.flatnonzero((mentor < 0) | (mentor >= n_mentors) | (mentee < 0) | (mentee >= n_mentees))[:1]:
        raise InvalidCertificate(f"pair ({mentor[one]}, {mentee[one]}) lies outside the instance")
    claimed = mentor + n_mentors * mentee
    order = np.argsort(claimed)
    ascending = claimed[order]  # found many times faster than one here and one there
    if (ascending[1:] == ascending[:-1]).any():
        raise InvalidCertificate("a pair appears twice")
    listed = pairs.mentor + n_mentors * pairs.mentee.astype(np.int64)
    place = np.empty(len(claimed), np.int64)
    place[order] = np.minimum(np.searchsorted(listed, ascending), max(0, len(listed) - 1))
    wrong = np.ones(len(claimed), bool) if not len(listed) else listed[place] != claimed
    for one in np.flatnonzero(wrong)[:1]:
        raise InvalidCertificate(f"pair ({mentor[one]}, {mentee[one]}) is forbidden")
    held = np.zeros(len(listed), bool)
    held[place] = True
    for one in np.flatnonzero(pairs.locked & ~held)[:1]:
        raise InvalidCertificate(f"locked pair ({pairs.mentor[one]}, {pairs.mentee[one]}) is missing")
    for side, load, least, most in (
        ("mentor", np.bincount(mentor, minlength=n_mentors), numbers.mentor_minimum, numbers.mentor_capacity),
        ("mentee", np.bincount(mentee, minlength=n_mentees), numbers.mentee_minimum, numbers.mentee_capacity),
    ):
        for person in np.flatnonzero((load < least) | (load > most))[:1]:
            raise InvalidCertificate(
                f"{side} {person} has {load[person]} pairs: {least[person]} to {most[person]} are accepted"
            )
    return held


def _check_stages(numbers: Numbers, certificate: Certificate, state: _Open) -> tuple[int, bool]:
    """Check every stage; return by how much the total could still be above the value, and whether it was weighed.

    A search stopped by its time limit proves the first levels only, or only bounds the last one it came to.
    """
    asked = [name for name in certificate.objective.levels if name != "changes" or numbers.pair_list.previous.any()]
    asked.append("tie-break")
    settled: int | None = None
    for number, stage in enumerate(certificate.stages):
        if stage.mentor_price.shape != (numbers.shape[0],) or stage.mentee_price.shape != (numbers.shape[1],):
            raise InvalidCertificate(f"stage {number}: one price for every person is accepted")
        values = []
        for name, threshold in zip(stage.names, stage.thresholds, strict=True):
            if asked[:1] == ["leximin"] and name != "leximin":
                _check_bands(numbers, certificate, state, settled, None)
                asked.pop(0)
            if name == "leximin" and asked[:1] == ["leximin"]:
                _check_bands(numbers, certificate, state, settled, threshold)
                settled = threshold
            elif asked[:1] == [name]:
                asked.pop(0)
            else:
                raise InvalidCertificate(f"stage {number} proves {name}, {asked[:1]} is next")
            values.append(_level_values(numbers, certificate, state, name, threshold))
        worth = _composite(values, stage.factors, state, number)
        del values  # of millions of pairs
        held = sum(worth[state.held].tolist())
        margin = _margins(worth, stage.mentor_price, stage.mentee_price, state)
        bound = _bound(margin, stage.mentor_price, stage.mentee_price, state)
        if (held, bound) != (stage.value, stage.bound):
            raise InvalidCertificate(
                f"stage {number}: value {stage.value} and bound {stage.bound} are stated, {held} and {bound} are true"
            )
        if held != bound:
            if "total" not in stage.names or number + 1 < len(certificate.stages):
                raise InvalidCertificate(f"stage {number}: value {held} does not reach the bound {bound}")
            # rounded up: what is larger in total may be smaller on the levels after it, by less than a unit
            return -((held - bound) // stage.factors[stage.names.index("total")]), True
        state = _narrow(margin, stage.mentor_price, stage.mentee_price, state)
    left = [name for name in asked if name != "tie-break"]
    if not left or ("total" in certificate.objective.levels and "total" not in left):
        return 0, True
    return NO_BOUND, False


def _largest_total(numbers: Numbers, certificate: Certificate) -> int:
    """Return a bound that needs no proof: every mentee's places filled with their best allowed pair."""
    pairs = numbers.pair_list
    best = np.zeros(numbers.shape[1], np.int64)
    np.maximum.at(best, pairs.mentee, pairs.score + certificate.objective.keep_bonus_hundredths * pairs.previous)
    return sum(int(one) * int(many) for one, many in zip(best, numbers.mentee_capacity, strict=True))


def _check_bands(
    numbers: Numbers, certificate: Certificate, state: _Open, settled: int | None, threshold: int | None
) -> None:
    """Refuse a leximin step that jumps over a band in which the answer holds a pair.

    A band without a held pair may be passed over: the step to the higher threshold, with as few pairs under it as under
    the last one, then proves the bands between as well. At the end (no threshold) no band may be open any more.
    """
    width = certificate.objective.band_hundredths
    if threshold is not None and (threshold % width or (settled is not None and threshold <= settled)):
        raise InvalidCertificate(f"leximin threshold {threshold}: a higher multiple of {width} is accepted")
    weaker = numbers.pair_list.weaker[state.pair]
    later = np.ones(len(weaker), bool) if settled is None else weaker >= settled
    passed = later if threshold is None else state.held & later & (weaker < threshold - width)
    if passed.any():
        raise InvalidCertificate(f"leximin: bands from {settled} to {threshold} are passed over")


def _level_values(numbers: Numbers, certificate: Certificate, state: _Open, name: str, threshold: int) -> IntArray:
    """Return what a level counts for each open pair."""
    pairs, objective = numbers.pair_list, certificate.objective
    if name == "floor" and threshold != objective.floor_hundredths:
        raise InvalidCertificate(f"floor {threshold} is proved, {objective.floor_hundredths} was asked")
    if name in ("floor", "leximin"):
        return -(pairs.weaker[state.pair] < threshold).astype(np.int64)
    if name == "total":
        score = pairs.score[state.pair]
        if objective.keep_bonus_hundredths:
            score += objective.keep_bonus_hundredths * pairs.previous[state.pair]
        return score
    if name == "changes":
        return pairs.previous[state.pair].astype(np.int64)
    if name == "tie-break":
        most = min(int(numbers.mentor_capacity.sum()), int(numbers.mentee_capacity.sum()))
        mentors, mentees = numbers.lottery
        return pair_numbers(mentors[state.row], mentees[state.column], tie_bits(most))
    return np.broadcast_to(np.int64(1), len(state.row))


def _composite(values: list[IntArray], factors: tuple[int, ...], state: _Open, number: int) -> IntArray:
    """Add the levels up; refuse factors that would let a later level outweigh an earlier one."""
    most = max(1, min(int(room.sum()) for room in state.room))
    reach = 0
    for level, factor in zip(reversed(values), reversed(factors), strict=True):
        if factor <= reach:
            raise InvalidCertificate(f"stage {number}: factor {factor} is too small, more than {reach} is accepted")
        highest, lowest = max(int(level.max(initial=0)), 0), min(int(level.min(initial=0)), 0)
        reach += factor * (highest - lowest) * most
    if reach >= 2**62:
        raise InvalidCertificate(f"stage {number}: factors overflow 64-bit numbers")
    worth = np.zeros(len(state.row), np.int64)
    for level, factor in zip(values, factors, strict=True):
        # what is the same for all pairs is multiplied once
        worth += level[:1] * factor if level.strides == (0,) else level if factor == 1 else level * factor
    return worth


def _margins(worth: IntArray, mentor_price: IntArray, mentee_price: IntArray, state: _Open) -> IntArray:
    """Return by how much each open pair lies above its prices, in the memory of what it is worth."""
    limit = 2**62 - 1
    for price in (mentor_price, mentee_price):
        if price.size and max(int(price.max()), -int(price.min())) > limit // 2:
            raise InvalidCertificate("a price does not fit exact 64-bit sums")
    for part in chunks(len(worth)):
        worth[part] -= mentor_price[state.row[part]]
        worth[part] -= mentee_price[state.column[part]]
    return worth


def _bound(margin: IntArray, mentor_price: IntArray, mentee_price: IntArray, state: _Open) -> int:
    """Weak duality, in exact arithmetic."""
    bound: int = sum(margin[margin > 0].tolist())
    for side, price in enumerate((mentor_price, mentee_price)):
        times = np.where(price > 0, state.room[side], state.least[side])
        bound += sum(map(mul, price.tolist(), times.tolist()))
    return bound


def _narrow(margin: IntArray, mentor_price: IntArray, mentee_price: IntArray, state: _Open) -> _Open:
    """Return what every optimum of the stage has in common with the prices: complementary slackness."""
    sure, still_open = margin > 0, margin == 0
    if not state.held[sure].all() or state.held[margin < 0].any():
        raise InvalidCertificate("held pairs and prices do not agree")
    least, most = [], []
    for side, price in enumerate((mentor_price, mentee_price)):
        room = state.room[side]
        taken = np.bincount((state.row, state.column)[side][sure], minlength=len(room))
        least.append(np.maximum(np.where(price > 0, room, state.least[side]) - taken, 0))
        most.append(np.where(price < 0, state.least[side], room) - taken)
    return _Open(
        pair=state.pair[still_open],
        row=state.row[still_open],
        column=state.column[still_open],
        held=state.held[still_open],
        least=(least[0], least[1]),
        most=(most[0], most[1]),
    )
