"""A programme's own reach target: at least so many pairs, and from there on the levels that follow.

The round gets one more mentor, *nobody*. Every mentee's places are all filled, by mentors or by nobody, and nobody has just as
many places as pairs may be missing. That is a round of the same kind, so the solver and its proof stay what they are; the
prices of a certificate then hold one mentor more, whose price is what the target costs for one pair.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from timbalik.engine.assignment.certificate import Certificate
from timbalik.engine.assignment.errors import Infeasible, InvalidCertificate
from timbalik.engine.assignment.objective import Objective
from timbalik.engine.assignment.pairlist import Numbers, PairList

IntArray = NDArray[np.int64]

#: What a pair with nobody gains: above every floor and band, so that it never counts as weak.
NEVER_WEAK: Final = 2**40


@dataclass(frozen=True, eq=False)
class WithNobody:
    """The round with *nobody* as its last mentor; he takes one place of a mentee at a time."""

    round_: Numbers
    target: int

    @property
    def shape(self) -> tuple[int, int]:
        mentors, mentees = self.round_.shape
        return mentors + 1, mentees

    @property
    def digest(self) -> str:
        return self.round_.digest

    @property
    def mentor_capacity(self) -> IntArray:
        return np.append(self.round_.mentor_capacity, int(self.round_.mentee_capacity.sum()) - self.target)

    @property
    def mentor_minimum(self) -> IntArray:
        return np.append(self.round_.mentor_minimum, 0)

    @property
    def mentee_capacity(self) -> IntArray:
        return self.round_.mentee_capacity

    @property
    def mentee_minimum(self) -> IntArray:
        return self.round_.mentee_capacity

    @cached_property
    def spare(self) -> NDArray[np.bool_]:
        """Which pairs of the list are with nobody."""
        spare: NDArray[np.bool_] = self.pair_list.mentor == self.round_.shape[0]
        return spare

    @cached_property
    def pair_list(self) -> PairList:
        """The allowed pairs, and for each mentee one with nobody for every place that may stay empty."""
        real = self.round_.pair_list
        empty = self.round_.mentee_capacity - self.round_.mentee_minimum
        mentee = np.repeat(np.arange(len(empty), dtype=np.int32), empty)
        everybody = np.concatenate([real.mentee, mentee])
        # nobody comes after every mentor, so a stable order by mentee keeps the order by mentor
        order = np.argsort(everybody, kind="stable")

        def column(present: NDArray[np.generic], filling: int | bool) -> NDArray[np.generic]:
            added = np.full(len(mentee), filling, present.dtype)
            return np.concatenate([present, added])[order]

        return PairList(
            mentor=column(real.mentor, self.round_.shape[0]).astype(np.int32),
            mentee=everybody[order],
            score=column(real.score, 0).astype(np.int64),
            weaker=column(real.weaker, NEVER_WEAK).astype(np.int64),
            previous=column(real.previous, False).astype(bool),
            locked=column(real.locked, False).astype(bool),
        )

    @property
    def lottery(self) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
        mentors, mentees = self.round_.lottery
        return np.append(mentors, np.uint64(0)), mentees

    def mentor_name(self, position: int) -> str:
        return self.round_.mentor_name(position) if position < self.round_.shape[0] else "nobody"

    def mentee_name(self, position: int) -> str:
        return self.round_.mentee_name(position)


def after_target(objective: Objective) -> Objective:
    """Return the levels that follow once the target is met."""
    levels = tuple(level for level in objective.levels if level != "reach")
    return replace(objective, levels=levels, reach_target=None)


def solve_to_target(
    numbers: Numbers, objective: Objective, solve_numbers: Callable[[Numbers, Objective], Certificate]
) -> Certificate:
    """Return the best answer with at least as many pairs as the target; where so many cannot be, with most pairs.

    Raises
    ------
    TimeLimitReached
        If the time is over before so many were found, or shown to be too many.
    """
    target = objective.reach_target or 0
    if target <= int(numbers.mentee_capacity.sum()):
        try:
            found = solve_numbers(WithNobody(numbers, target), after_target(objective))
        except Infeasible:
            pass
        else:
            real = found.mentor < numbers.shape[0]
            return replace(found, objective=objective, mentor=found.mentor[real], mentee=found.mentee[real])
    return replace(solve_numbers(numbers, replace(objective, reach_target=None)), objective=objective)


def as_verified(
    numbers: Numbers, certificate: Certificate, held: NDArray[np.bool_]
) -> tuple[Numbers, Certificate, NDArray[np.bool_]]:
    """Return what a judge has to recheck for an objective with a target: round, certificate and held pairs with nobody.

    Raises
    ------
    InvalidCertificate
        If fewer pairs than the target are held and the certificate does not prove that more cannot be.
    """
    target = certificate.objective.reach_target or 0
    if not certificate.stages or len(certificate.stages[0].mentor_price) == numbers.shape[0]:
        if certificate.stages and len(certificate.mentor) > target:
            raise InvalidCertificate(
                f"{len(certificate.mentor)} pairs are held as the most there can be, {target} asked"
            )
        return numbers, replace(certificate, objective=replace(certificate.objective, reach_target=None)), held
    if len(certificate.mentor) < target:
        raise InvalidCertificate(f"{len(certificate.mentor)} pairs are held, {target} are the target")
    extended = WithNobody(numbers, target)
    empty = numbers.mentee_capacity - np.bincount(certificate.mentee, minlength=numbers.shape[1])
    spare = np.flatnonzero(extended.spare)
    all_held = np.zeros(len(extended.spare), bool)
    all_held[~extended.spare] = held
    mentee = extended.pair_list.mentee[spare]
    first = np.searchsorted(mentee, np.arange(numbers.shape[1]))
    all_held[spare] = np.arange(len(spare)) - first[mentee] < empty[mentee]
    plain = replace(certificate, objective=after_target(certificate.objective))
    return extended, plain, all_held
