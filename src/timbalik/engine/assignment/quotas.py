"""Quotas, keep-together and keep-apart: constraints that cross the assignment structure, still exact.

Method (Lagrangian bound and reduced-cost core; Fisher 1981, *Management Science* 27): a linear programme on a small core of
pairs gives each side constraint a price; the prices are rounded to whole numbers and added to the scores; the integer
kernel then solves over *all* pairs, and its bound holds for every assignment that keeps the side constraints. Only pairs
whose reduced cost is at most the gap can be part of a better one, so an integer programme over those settles the question.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from timbalik.engine.assignment.errors import Infeasible, InvalidInstance, TimeLimitReached
from timbalik.engine.assignment.face import Face, exact_sum
from timbalik.engine.assignment.instance import Instance
from timbalik.engine.assignment.opening import open_face
from timbalik.engine.assignment.stages import Level, solve_stage
from timbalik.engine.assignment.whole import IntArray

#: Pairs within this many hundredths of the prices make the first core.
FIRST_SLACK: Final = 300


@dataclass(frozen=True, eq=False)
class Quota:
    """At least and at most so many pairs among those a table marks, e.g. across two sites."""

    name: str
    pairs: NDArray[np.bool_]
    at_least: int = 0
    at_most: int | None = None


@dataclass(frozen=True)
class SideConstraints:
    """What a round must keep beyond capacities: quotas, mentees under one mentor, mentees never under one mentor."""

    quotas: tuple[Quota, ...] = ()
    keep_together: tuple[tuple[str, str], ...] = ()
    keep_apart: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class QuotaAnswer:
    """Pairs found, their number and total, and what no other assignment with as many pairs can exceed.

    ``proved`` says that the bound is reached; ``price`` is the total lost against the round without side constraints, where
    that round pairs as many.
    """

    pairs: tuple[tuple[int, int], ...]
    total: int
    bound: int
    price: int
    proved: bool


def solve_with_quotas(instance: Instance, side: SideConstraints, *, time_limit_seconds: float = 60.0) -> QuotaAnswer:
    """Return the assignment with most pairs and then the largest total that keeps the side constraints.

    Raises
    ------
    InvalidInstance
        For a quota that contradicts itself, or two mentees to be kept both together and apart.
    Infeasible
        If no assignment keeps everything; the message names the quota that alone cannot be met, where there is one.
    TimeLimitReached
        If nothing was found in time.
    """
    from scipy import sparse  # slow import

    deadline = time.monotonic() + time_limit_seconds
    pairs, face = instance.pair_list, open_face(instance)
    if len(face.fixed):
        raise InvalidInstance("locked pairs beside quotas: use a minimum or a quota for the pair instead")
    rows, low, high = _rows(instance, side)
    matrix = sparse.vstack(rows).tocsr() if rows else sparse.csr_matrix((0, len(pairs.mentor)), dtype=np.int64)
    programme = _Programme(face, matrix, np.array(low, float), np.array(high, float), deadline)
    lift = 2 * (int(np.abs(pairs.score).max(initial=0)) + 1) * max(1, face.most_pairs)
    held, _, margin = _bound(face, pairs.score + lift)
    reach = int(held.sum())
    answer = _settle(programme, face, pairs.score, margin, reach)
    if answer.found is None and programme.exact:
        most = programme.most_pairs()
        if most is None:
            raise _impossible(side, programme)
        reach = most
        answer = _settle(programme, face, pairs.score, margin, reach)
    if answer.found is None:
        raise TimeLimitReached("the time limit came before an assignment that keeps the quotas was found")
    total = exact_sum(pairs.score[answer.found])
    mentor, mentee = pairs.mentor[answer.found].tolist(), pairs.mentee[answer.found].tolist()
    return QuotaAnswer(
        pairs=tuple(sorted(zip(mentor, mentee, strict=True))),
        total=total,
        bound=total if answer.proved else answer.bound,
        price=exact_sum(pairs.score[held]) - total,
        proved=answer.proved,
    )


@dataclass(frozen=True, eq=False)
class _Settled:
    found: IntArray | None
    bound: int
    proved: bool


def _settle(programme: _Programme, face: Face, score: IntArray, margin: IntArray, reach: int) -> _Settled:
    """Find the best with so many pairs: price the side constraints, bound over all pairs, settle within the core."""
    prices = np.rint(programme.prices(margin >= -FIRST_SLACK, score, reach)).astype(np.int64)
    count, side = int(prices[0]), prices[1:]
    adjusted = score - count - np.asarray(programme.side_rows.T @ side, np.int64).ravel()
    _, bound, margin = _bound(face, adjusted)
    bound += count * reach + programme.worth_of(side)
    slack = FIRST_SLACK
    while True:
        core = margin >= -slack
        chosen = programme.best(core, score, reach)
        gap = None if chosen is None else bound - exact_sum(score[chosen])
        settled = bool(core.all()) or (gap is not None and gap <= slack)
        if settled or not programme.exact or time.monotonic() > programme.deadline:
            return _Settled(chosen, bound, settled and programme.exact and chosen is not None)
        slack = slack * 4 if gap is None else gap


class _Programme:
    """Linear and integer programmes over part of the pairs, by scipy's HiGHS."""

    def __init__(
        self, face: Face, matrix: Any, low: NDArray[np.float64], high: NDArray[np.float64], deadline: float
    ) -> None:
        from scipy import sparse  # slow import

        size = len(face.pairs)
        place, one = np.arange(size), np.ones(size)
        mentor = sparse.csr_matrix((one, (face.mentor, place)), (len(face.mentor_capacity), size))
        mentee = sparse.csr_matrix((one, (face.mentee, place)), (len(face.mentee_capacity), size))
        count = sparse.csr_matrix(np.ones((1, size)))
        self.matrix = sparse.vstack([count, matrix, mentor, mentee]).tocsc()
        self.side_rows = matrix
        self.low = np.concatenate([[0], low, face.mentor_minimum, face.mentee_minimum]).astype(float)
        self.high = np.concatenate([[np.inf], high, face.mentor_capacity, face.mentee_capacity]).astype(float)
        self.deadline = deadline
        self.exact = True

    def most_pairs(self) -> int | None:
        """Return the most pairs the side constraints allow; None where nothing is feasible."""
        size = self.matrix.shape[1]
        chosen = self._integers(np.ones(size, bool), np.ones(size), 0, np.inf)
        return None if chosen is None else len(chosen)

    def worth_of(self, prices: IntArray) -> int:
        """Return what the side constraints' limits are worth at their prices: added back to the bound."""
        low, high = self.low[1 : 1 + len(prices)], self.high[1 : 1 + len(prices)]
        return sum(p * int(high[k] if p > 0 else low[k]) for k, p in enumerate(prices.tolist()) if p)

    def prices(self, core: NDArray[np.bool_], score: IntArray, reach: int) -> NDArray[np.float64]:
        """Return the price of one pair more and of each side constraint, by the linear programme over the core.

        Zeros where it is infeasible; any prices give a bound that holds.
        """
        from scipy import sparse  # slow import
        from scipy.optimize import linprog  # slow import

        rows = self.matrix[:, np.flatnonzero(core)].tocsr()
        low, high = self.low.copy(), self.high.copy()
        low[0] = 0
        high[0] = np.inf
        above, below = np.flatnonzero(np.isfinite(high)), np.flatnonzero(low > 0)
        answer = linprog(
            -score[core].astype(float),
            A_ub=sparse.vstack([rows[above], -rows[below]]),
            b_ub=np.concatenate([high[above], -low[below]]),
            A_eq=rows[:1],
            b_eq=[reach],
            bounds=(0, 1),
            method="highs",
        )
        price = np.zeros(len(low))
        if answer.x is not None:
            price[above] -= answer.ineqlin.marginals[: len(above)]
            price[below] += answer.ineqlin.marginals[len(above) :]
            price[0] = -answer.eqlin.marginals[0]
        return price[: 1 + self.side_rows.shape[0]]

    def best(self, core: NDArray[np.bool_], score: IntArray, reach: int) -> IntArray | None:
        """Return the positions of the best pairs within the core, or None."""
        return self._integers(core, score[core].astype(float), reach, reach)

    def feasible_alone(self, row: int) -> bool:
        """Return whether one side constraint can be met beside the capacities."""
        keep = [0, 1 + row, *range(1 + self.side_rows.shape[0], len(self.low))]
        part = _Programme.__new__(_Programme)
        part.matrix, part.low, part.high = self.matrix[keep], self.low[keep], self.high[keep]
        part.deadline, part.exact = self.deadline, True
        return part.most_pairs() is not None

    def _integers(
        self, core: NDArray[np.bool_], worth: NDArray[np.float64], low: float, high: float
    ) -> IntArray | None:
        from scipy.optimize import Bounds, LinearConstraint, milp  # slow import

        places = np.flatnonzero(core)
        lows, highs = self.low.copy(), self.high.copy()
        lows[0], highs[0] = low, high
        answer = milp(
            -worth,
            constraints=LinearConstraint(self.matrix[:, places], lows, highs),
            bounds=Bounds(0, 1),
            integrality=np.ones(len(places)),
            options={"time_limit": max(0.1, self.deadline - time.monotonic()), "mip_rel_gap": 0.0},
        )
        self.exact = self.exact and answer.status in (0, 2)
        return None if answer.x is None else places[np.rint(answer.x).astype(bool)]


def _bound(face: Face, worth: IntArray) -> tuple[NDArray[np.bool_], int, IntArray]:
    """Solve without side constraints: the pairs, the certified bound and the margins of all pairs."""
    held, stage, margin = solve_stage([Level("worth", worth)], [1], face, finest=10_000)
    return held, stage.bound, margin


def _rows(instance: Instance, side: SideConstraints) -> tuple[list[Any], list[float], list[float]]:
    """Return the side constraints as rows over the allowed pairs with their lower and upper limits."""
    from scipy import sparse  # slow import

    pairs = instance.pair_list
    rows, low, high = [], [], []
    for quota in side.quotas:
        if quota.pairs.shape != instance.shape:
            raise InvalidInstance(f"quota {quota.name!r} has shape {quota.pairs.shape}: {instance.shape} is accepted")
        most = len(pairs.mentor) if quota.at_most is None else quota.at_most
        if not 0 <= quota.at_least <= most:
            raise InvalidInstance(f"quota {quota.name!r}: at least {quota.at_least} and at most {most} contradict")
        rows.append(sparse.csr_matrix(quota.pairs[pairs.mentor, pairs.mentee].astype(np.int64)))
        low.append(float(quota.at_least))
        high.append(float(most))
    together = {frozenset(pair) for pair in side.keep_together}
    for pair in side.keep_apart:
        if frozenset(pair) in together:
            raise InvalidInstance(f"mentees {pair[0]!r} and {pair[1]!r} are to be kept both together and apart")
    for couples, sign in ((side.keep_together, -1), (side.keep_apart, 1)):
        for one, other in couples:
            for row in range(instance.shape[0]):
                mine = (pairs.mentor == row) & (pairs.mentee == instance.mentee_index[one])
                theirs = (pairs.mentor == row) & (pairs.mentee == instance.mentee_index[other])
                if mine.any() or theirs.any():
                    rows.append(sparse.csr_matrix(mine.astype(np.int64) + sign * theirs.astype(np.int64)))
                    low.append(0.0)
                    high.append(0.0 if sign < 0 else 1.0)
    return rows, low, high


def _impossible(side: SideConstraints, programme: _Programme) -> TimeLimitReached | Infeasible:
    """Return the error that names what cannot be met."""
    if not programme.exact:
        return TimeLimitReached("the time limit came before the quotas were found possible")
    for row, quota in enumerate(side.quotas):
        if not programme.feasible_alone(row):
            return Infeasible(
                f"quota {quota.name!r} (at least {quota.at_least}, at most {quota.at_most}) cannot be met"
            )
    return Infeasible("quotas, keep-together and keep-apart cannot be met together")
