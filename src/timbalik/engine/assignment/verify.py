"""An independent judge: does this certificate prove this answer?

Shares the data classes and the published tie-break rule with the solver, and none of its code: pairs, levels, bounds and
faces are derived again here, in plain numpy, in time linear in the number of pairs. Weak duality is all it rests on: for
*any* prices, no assignment can be worth more than the sum of positive margins, plus each positive price times the room,
plus each negative price times the minimum. A certificate with wrong prices therefore cannot pass; it can only fail.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from timbalik.engine.assignment.certificate import Certificate
from timbalik.engine.assignment.errors import InvalidCertificate
from timbalik.engine.assignment.instance import Instance
from timbalik.engine.assignment.tiebreak import pair_numbers, person_numbers, tie_bits

IntArray = NDArray[np.int64]


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
    """

    value: int
    bound: int
    pairs: int
    considered: int

    @property
    def optimal(self) -> bool:
        """Return whether nothing better exists."""
        return self.value == self.bound


@dataclass(eq=False)
class _Open:
    """The pairs still open and the room left, while stages are checked one after another."""

    row: IntArray
    column: IntArray
    held: NDArray[np.bool_]
    least: tuple[IntArray, IntArray]
    most: tuple[IntArray, IntArray]


def verify(instance: Instance, proof: Certificate | HasCertificate) -> Verdict:
    """Recheck feasibility and optimality over every allowed pair.

    Raises
    ------
    InvalidCertificate
        Naming the first claim that fails: another instance, a forbidden pair, a capacity passed, a bound that its prices
        do not support, a level left out.
    """
    certificate = proof if isinstance(proof, Certificate) else proof.certificate
    if certificate.digest != instance.digest:
        raise InvalidCertificate("the certificate is about other numbers: instance digests differ")
    allowed = _allowed(instance)
    chosen = _check_pairs(instance, certificate, allowed)
    locked = np.zeros(instance.shape, bool)
    for mentor, mentee in instance.locked:
        locked[instance.mentor_ids.index(mentor), instance.mentee_ids.index(mentee)] = True
    row, column = np.nonzero(allowed & ~locked)
    taken = locked.sum(1), locked.sum(0)
    state = _Open(
        row=row,
        column=column,
        held=chosen[row, column],
        least=(
            np.maximum(instance.mentor_minimum - taken[0], 0),
            np.maximum(instance.mentee_minimum - taken[1], 0),
        ),
        most=(instance.mentor_capacity - taken[0], instance.mentee_capacity - taken[1]),
    )
    value = sum(int(number) for number in (instance.score + _bonus(instance, certificate))[chosen])
    bound = value + _check_stages(instance, certificate, state)
    if (certificate.value, certificate.bound) != (value, bound):
        raise InvalidCertificate(
            f"value {certificate.value} and bound {certificate.bound} are stated, {value} and {bound} are true"
        )
    return Verdict(value=value, bound=bound, pairs=len(certificate.pairs), considered=int(allowed.sum()))


def _allowed(instance: Instance) -> NDArray[np.bool_]:
    allowed = np.array(instance.rule == 0)
    for mentor, mentee in instance.forbidden:
        allowed[instance.mentor_ids.index(mentor), instance.mentee_ids.index(mentee)] = False
    return allowed


def _table(instance: Instance, pairs: frozenset[tuple[str, str]]) -> IntArray:
    table = np.zeros(instance.shape, np.int64)
    for mentor, mentee in pairs:
        table[instance.mentor_ids.index(mentor), instance.mentee_ids.index(mentee)] = 1
    return table


def _bonus(instance: Instance, certificate: Certificate) -> IntArray:
    return certificate.objective.keep_bonus_hundredths * _table(instance, instance.previous)


def _check_pairs(instance: Instance, certificate: Certificate, allowed: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the chosen pairs as a table; raise when they break a hard constraint."""
    chosen = np.zeros(instance.shape, bool)
    for row, column in certificate.pairs:
        if not (0 <= row < instance.shape[0] and 0 <= column < instance.shape[1]):
            raise InvalidCertificate(f"pair ({row}, {column}) lies outside the instance")
        if chosen[row, column]:
            raise InvalidCertificate(f"pair ({row}, {column}) appears twice")
        if not allowed[row, column]:
            raise InvalidCertificate(f"pair ({row}, {column}) is forbidden")
        chosen[row, column] = True
    for mentor, mentee in instance.locked:
        if not chosen[instance.mentor_ids.index(mentor), instance.mentee_ids.index(mentee)]:
            raise InvalidCertificate(f"locked pair ({mentor!r}, {mentee!r}) is missing")
    for side, load, least, most in (
        ("mentor", chosen.sum(1), instance.mentor_minimum, instance.mentor_capacity),
        ("mentee", chosen.sum(0), instance.mentee_minimum, instance.mentee_capacity),
    ):
        for person in np.flatnonzero((load < least) | (load > most))[:1]:
            raise InvalidCertificate(
                f"{side} {person} has {load[person]} pairs: {least[person]} to {most[person]} are accepted"
            )
    return chosen


def _check_stages(instance: Instance, certificate: Certificate, state: _Open) -> int:
    """Check every stage; return by how much the total could still be above the value."""
    expected = _expected_levels(instance, certificate, state)
    named = [
        (name, threshold)
        for stage in certificate.stages
        for name, threshold in zip(stage.names, stage.thresholds, strict=True)
    ]
    if named != expected:
        raise InvalidCertificate(f"levels {named} are proved, {expected} were asked")
    slack = 0
    for number, stage in enumerate(certificate.stages):
        if stage.mentor_price.shape != (instance.shape[0],) or stage.mentee_price.shape != (instance.shape[1],):
            raise InvalidCertificate(f"stage {number}: one price for every person is accepted")
        values = [
            _level_values(instance, certificate, state, name, threshold)
            for name, threshold in zip(stage.names, stage.thresholds, strict=True)
        ]
        worth = _composite(values, stage.factors, state, number)
        held = sum(int(number) for number in worth[state.held])
        bound = _bound(worth, stage.mentor_price, stage.mentee_price, state)
        if (held, bound) != (stage.value, stage.bound):
            raise InvalidCertificate(
                f"stage {number}: value {stage.value} and bound {stage.bound} are stated, {held} and {bound} are true"
            )
        if held != bound:
            if "total" in stage.names:
                return (bound - held) // stage.factors[stage.names.index("total")]
            raise InvalidCertificate(f"stage {number}: value {held} does not reach the bound {bound}")
        _narrow(worth, stage.mentor_price, stage.mentee_price, state)
    return slack


def _expected_levels(instance: Instance, certificate: Certificate, state: _Open) -> list[tuple[str, int]]:
    objective = certificate.objective
    levels: list[tuple[str, int]] = []
    for name in objective.levels:
        if name == "leximin":
            weaker = np.minimum(instance.benefit_mentor, instance.benefit_mentee)[state.row, state.column]
            width = objective.band_hundredths
            levels += [(name, (band + 1) * width) for band in sorted({int(number) // width for number in weaker})]
        elif name == "floor":
            levels.append((name, objective.floor_hundredths))
        elif name != "changes" or instance.previous:
            levels.append((name, 0))
    return [*levels, ("tie-break", 0)]


def _level_values(instance: Instance, certificate: Certificate, state: _Open, name: str, threshold: int) -> IntArray:
    """Return what a level counts for each open pair."""
    if name in ("floor", "leximin"):
        weaker = np.minimum(instance.benefit_mentor, instance.benefit_mentee)
        return np.where(weaker < threshold, -1, 0)[state.row, state.column]
    if name == "total":
        return (instance.score + _bonus(instance, certificate))[state.row, state.column]
    if name == "changes":
        return _table(instance, instance.previous)[state.row, state.column]
    if name == "tie-break":
        most = min(int(instance.mentor_capacity.sum()), int(instance.mentee_capacity.sum()))
        mentors = person_numbers(instance.mentor_ids, "mentor", instance.salt)
        mentees = person_numbers(instance.mentee_ids, "mentee", instance.salt)
        return pair_numbers(mentors[state.row], mentees[state.column], tie_bits(most))
    return np.ones(len(state.row), np.int64)


def _composite(values: list[IntArray], factors: tuple[int, ...], state: _Open, number: int) -> IntArray:
    """Add the levels up; refuse factors that would let a later level outweigh an earlier one."""
    room = [_room(state, side) for side in (0, 1)]
    most = max(1, min(int(room[0].sum()), int(room[1].sum())))
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
        worth += level * factor
    return worth


def _room(state: _Open, side: int) -> IntArray:
    """Capacity, or the number of open pairs where that is less."""
    people = (state.row, state.column)[side]
    return np.minimum(state.most[side], np.bincount(people, minlength=len(state.most[side])))


def _bound(worth: IntArray, mentor_price: IntArray, mentee_price: IntArray, state: _Open) -> int:
    """Weak duality, in exact arithmetic."""
    limit = 2**62 - 1
    for price in (mentor_price, mentee_price):
        if price.size and max(int(price.max()), -int(price.min())) > limit // 2:
            raise InvalidCertificate("a price does not fit exact 64-bit sums")
    margin = worth - mentor_price[state.row] - mentee_price[state.column]
    bound = sum(int(number) for number in margin[margin > 0])
    for side, price in enumerate((mentor_price, mentee_price)):
        times = np.where(price > 0, _room(state, side), state.least[side])
        bound += sum(int(one) * int(many) for one, many in zip(price, times, strict=True) if one)
    return bound


def _narrow(worth: IntArray, mentor_price: IntArray, mentee_price: IntArray, state: _Open) -> None:
    """Keep what every optimum of the stage has in common with the prices: complementary slackness."""
    margin = worth - mentor_price[state.row] - mentee_price[state.column]
    sure, still_open = margin > 0, margin == 0
    if not state.held[sure].all() or state.held[margin < 0].any():
        raise InvalidCertificate("held pairs and prices do not agree")
    least, most = [], []
    for side, price in enumerate((mentor_price, mentee_price)):
        people = (state.row, state.column)[side]
        room = _room(state, side)
        taken = np.bincount(people[sure], minlength=len(room))
        least.append(np.maximum(np.where(price > 0, room, state.least[side]) - taken, 0))
        most.append(np.where(price < 0, state.least[side], room) - taken)
    state.least, state.most = (least[0], least[1]), (most[0], most[1])
    state.row, state.column = state.row[still_open], state.column[still_open]
    state.held = state.held[still_open]
