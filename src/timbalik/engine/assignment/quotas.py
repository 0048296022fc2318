"""Quotas, keep-together and keep-apart: constraints that cross the assignment structure, still exact.

Method (Lagrangian bound and reduced-cost core; Fisher 1981, *Management Science* 27): a linear programme on a small core of
pairs gives each side constraint a price, kept as a whole number of ``SCALE``\\ ths; the integer kernel then solves over *all*
pairs at these prices, and its bound holds for every assignment that keeps the side constraints. Only pairs whose reduced cost
is at most the gap can be part of a better one, so an integer programme over those settles the question. Another one draws the
answer by lottery numbers among all that are equally good, so that no order of people, quotas or couples has a part in it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from timbalik.engine.assignment.errors import Infeasible, InvalidInstance, TimeLimitReached
from timbalik.engine.assignment.face import Face, exact_sum
from timbalik.engine.assignment.instance import Instance
from timbalik.engine.assignment.objective import REACH_TOTAL, Objective
from timbalik.engine.assignment.opening import list_levels, open_face
from timbalik.engine.assignment.quota_answer import QuotaAnswer, by_lottery, put_back
from timbalik.engine.assignment.quota_programme import Found, Programme
from timbalik.engine.assignment.quota_proof import QuotaCertificate, QuotaStage
from timbalik.engine.assignment.quota_reason import smallest_reason
from timbalik.engine.assignment.quota_rows import (
    Quota,
    SideConstraints,
    check_side,
    draw_numbers,
    make_rows,
    never_held,
    quota_between,
)
from timbalik.engine.assignment.stages import Level, pack, solve_stage, sum_levels
from timbalik.engine.assignment.whole import IntArray
from timbalik.engine.assignment.witness import name_people

__all__ = ["Quota", "QuotaAnswer", "SideConstraints", "quota_between", "solve_with_quotas"]

#: Prices are whole numbers of this part of a unit: rounding them to units would cost the bound some of its tightness.
SCALE: Final = 256

#: Pairs within this many units of the prices make the first core, and the core that the first integer programme searches.
FIRST_SLACK: Final = 300
SMALL_SLACK: Final = 60

#: The lottery is drawn from at most so many pairs and seconds: very many equally good arrangements would take too long.
MOST_DRAWN: Final = 20_000
DRAW_SECONDS: Final = 5.0

#: Linear programmes spent on better prices; a second one sees the pairs that the first prices made worth a look.
PRICE_ROUNDS: Final = 3


def solve_with_quotas(
    instance: Instance, side: SideConstraints, objective: Objective = REACH_TOTAL, *, time_limit_seconds: float = 60.0
) -> QuotaAnswer:
    """Return the best assignment for the objective (reach, floor, total, changes in their order) that keeps everything.

    Locks, minimums and the floor count as in a round without quotas, and so does the lottery among equals (with fewer bits).

    Raises
    ------
    InvalidInstance
        For a quota that contradicts itself, a circle in keep-together, two people to be kept both together and apart, or an
        objective with leximin or without reach first.
    Infeasible
        If no assignment keeps everything; the message names the quota that alone cannot be met, where there is one, or the
        smallest set found of quotas and couples that cannot be met together.
    TimeLimitReached
        If nothing was found in time.
    """
    deadline = time.monotonic() + time_limit_seconds
    check_side(instance, side)
    if objective.levels[:1] != ("reach",) or "leximin" in objective.levels or objective.reach_target is not None:
        raise InvalidInstance(f"levels {objective.levels!r} beside quotas: reach first, without leximin or target")
    ordered, turned, orders = by_lottery(instance, side)
    search = _Search(ordered, turned, objective, deadline)
    return put_back(_answer(search), instance, side, search.rows, orders)


def _answer(search: _Search) -> QuotaAnswer:
    """Solve with people in the order of their lottery numbers."""
    try:
        search.solve_free_round()
    except Infeasible as error:
        raise name_people(search.instance, error) from None
    reach, stage = search.bound_reach()
    # stopped by time, the free round may hold fewer pairs than there could be
    answer = search.best(reach, stage, reach_settled=stage.bound // SCALE == reach)
    if answer is None:
        search.check_quotas_alone()
        reach, stage, settled = search.fewer_pairs()
        answer = search.best(reach, stage, reach_settled=settled)
    if answer is None:
        raise TimeLimitReached("the time limit came before an assignment that keeps the quotas was found")
    return answer


@dataclass(frozen=True, eq=False)
class _Priced:
    """What the kernel makes of some prices: the bound, every pair's margin, and the pairs it would hold."""

    stage: QuotaStage
    margin: IntArray
    places: IntArray


class _Search:
    """One solve with side constraints."""

    def __init__(self, instance: Instance, side: SideConstraints, objective: Objective, deadline: float) -> None:
        self.instance, self.side, self.objective, self.deadline = instance, side, objective, deadline
        self.whole: Face = open_face(instance)
        self.open = ~never_held(instance, side)[self.whole.pairs]
        self.face: Face = self.whole if self.open.all() else _part_of(self.whole, self.open)
        self.rows = make_rows(instance, side, self.face.pairs)
        self.programme = Programme(self.face, self.rows, deadline)
        levels = [
            replace(level, values=level.values[self.whole.pairs])
            for level in list_levels(instance, objective)
            if isinstance(level, Level) and level.name != "reach"
        ]
        # the number of pairs is fixed while these are weighed, so a level counts within its spread alone
        count, factors = pack(levels, self.whole) if levels else (0, [])
        if count < len(levels):
            raise InvalidInstance("the levels are too large to be weighed together beside quotas")
        self.factors, self.levels = factors, levels
        self.free_worth = sum_levels(levels, factors) if levels else np.zeros(len(self.whole.mentor), np.int64)
        self.worth: IntArray = self.free_worth[self.open]
        if SCALE * int(np.abs(self.free_worth).max(initial=0)) * max(1, self.whole.most_pairs) >= 2**56:
            raise InvalidInstance("the levels are too large to be weighed together beside quotas")
        self.free: IntArray = np.zeros(0, np.int64)
        self.coupled = np.unique(self.rows.matrix[len(side.quotas) :].indices)
        #: So many pairs as can be, whatever their worth, where that had to be searched.
        self.known: IntArray | None = None
        self._checked = False

    def go_on(self) -> bool:
        return time.monotonic() < self.deadline

    def solve_free_round(self) -> None:
        """Solve without side constraints; raise ``Infeasible`` where minimums alone cannot be met."""
        lift = 2 * (int(np.abs(self.free_worth).max(initial=0)) + 1) * max(1, self.whole.most_pairs)
        held, _, margin = _kernel(self.whole, self.free_worth + lift, self.go_on)
        self.free, self.margin = np.flatnonzero(held), margin[self.open]

    def bound_reach(self) -> tuple[int, QuotaStage]:
        """Return how many open pairs there can be at most, as far as prices tell, and the bound that says so."""
        ones, nothing = np.ones(len(self.face.mentor), np.int64), np.zeros(len(self.rows.low), np.int64)
        try:
            stage = self._priced(SCALE * ones, nothing, None).stage
        except Infeasible:
            # people can have their minimums, but not together with those they are kept with
            raise self._impossible(finished=True) from None
        if self.side.keep_together or self.side.mentors_together:
            stage = min(stage, self._most_pairs, key=lambda one: one.bound)
        return min(len(self.free), stage.bound // SCALE), stage

    def fewer_pairs(self) -> tuple[int, QuotaStage, bool]:
        """Return the most open pairs the side constraints allow, a bound on them, and whether more were shown impossible."""
        core, ones, stage = self._first_core(), np.ones(len(self.face.mentor), np.int64), self._most_pairs
        found = self.programme.best(core, ones, None)
        settled = found.places is not None and len(found.places) == stage.bound // SCALE
        if not settled:
            everything = np.arange(len(ones))
            wider = self.programme.best(everything, ones, None, share=0.5)
            if wider.places is None and (found.places is None or wider.finished):
                raise self._impossible(finished=wider.finished)
            if found.places is None or (wider.places is not None and len(wider.places) >= len(found.places)):
                found = wider
            found = Found(found.places, wider.finished)
            prices = self.programme.prices(everything, ones, None)
            if prices is not None:
                better = self._priced(SCALE * ones, _whole(prices[1:]), None).stage
                stage = min(stage, better, key=lambda one: one.bound)
        # the free round's prices say little about fewer pairs
        self.margin = np.full(len(ones), -1 - FIRST_SLACK if settled else 0)
        self.margin[core] = 0
        assert found.places is not None
        reach = len(found.places)
        self.known = found.places
        return reach, stage, found.finished or stage.bound // SCALE == reach

    def _first_core(self) -> IntArray:
        """Return pairs near the prices, and all pairs of people in couples: what a couple asks for may lie far from them."""
        return np.union1d(np.flatnonzero(self.margin >= -FIRST_SLACK), self.coupled)

    @cached_property
    def _most_pairs(self) -> QuotaStage:
        """A bound on the number of pairs, over all pairs, at prices that a core gives the side constraints."""
        ones = np.ones(len(self.face.mentor), np.int64)
        prices = self.programme.prices(self._first_core(), ones, None)
        lagrange = np.zeros(len(self.rows.low), np.int64) if prices is None else _whole(prices[1:])
        return self._priced(SCALE * ones, lagrange, None).stage

    def best(self, reach: int, reach_stage: QuotaStage, *, reach_settled: bool) -> QuotaAnswer | None:
        """Return the best with so many pairs: price the side constraints, bound over all pairs, settle within the core.

        None where there is none with so many, or none was found in time.
        """
        priced = self._good_prices(reach)
        stage, margin = priced.stage, priced.margin
        slack, gap, settled = SMALL_SLACK * SCALE, 0, False
        chosen: IntArray | None = None
        if self._keeps_all(priced.places, reach):
            chosen = priced.places
            gap = stage.bound - SCALE * exact_sum(self.worth[chosen])
            slack, settled = min(slack, gap), gap < SCALE
        while not settled:
            core = np.flatnonzero(margin >= -slack)
            # as long as nothing is found, fewer pairs may have to be looked for as well
            found = self.programme.best(core, self.worth, reach, share=0.5 if chosen is None else 1.0)
            if found.places is not None:
                if chosen is None or exact_sum(self.worth[found.places]) > exact_sum(self.worth[chosen]):
                    chosen = found.places
                gap = stage.bound - SCALE * exact_sum(self.worth[chosen])
                settled = found.finished and (gap < SCALE or gap <= slack or len(core) == len(margin))
            elif len(core) == len(margin):
                break
            else:
                self.check_quotas_alone()
                if reach > self._most_pairs.bound // SCALE:
                    break
            if settled or not self.go_on() or (len(core) == len(margin) and not found.finished):
                break
            slack = slack * 6 if found.places is None else gap
        if chosen is None and self.known is not None and len(self.known) == reach:
            chosen, settled = self.known, False
        if chosen is None:
            return None
        proved = settled and reach_settled
        drawn = self._drawn(chosen, stage, margin) if proved else None
        return self._answer(
            chosen if drawn is None else drawn, reach_stage, stage, proved=proved, drawn=drawn is not None
        )

    def _drawn(self, chosen: IntArray, stage: QuotaStage, margin: IntArray) -> IntArray | None:
        """Return of all that are as good as the best found the one with most luck; None where that was not settled in time."""
        value = exact_sum(self.worth[chosen])
        gap = stage.bound - SCALE * value
        core = np.flatnonzero(margin >= -gap)
        if len(core) > MOST_DRAWN:
            return None
        numbers = draw_numbers(self.instance, self.face.mentor, self.face.mentee)
        found = self.programme.best(
            core, numbers, len(chosen), seconds=DRAW_SECONDS, least=(self.worth, value), sure=margin[core] > gap
        )
        if found.places is None or not found.finished:
            return None
        # what floating point took for equal must be so
        same = len(found.places) == len(chosen) and exact_sum(self.worth[found.places]) == value
        return found.places if same and exact_sum(numbers[found.places]) >= exact_sum(numbers[chosen]) else None

    def check_quotas_alone(self) -> None:
        """Raise ``Infeasible`` for the first quota that capacities, minimums and locks alone do not let be met. Exact."""
        for row, quota in enumerate(() if self._checked else self.side.quotas):
            marked = quota.pairs[self.whole.mentor, self.whole.mentee].astype(np.int64)
            for sign, limit in ((1, int(self.rows.low[row])), (-1, -int(self.rows.high[row]))):
                _, (bound, _, _), _ = _kernel(self.whole, sign * marked, self.go_on)
                if bound < limit:
                    wanted = f"at least {quota.at_least}"
                    wanted += "" if quota.at_most is None else f", at most {quota.at_most}"
                    raise Infeasible(
                        f"quota {row} {quota.name!r} ({wanted}) cannot be met:"
                        f" {'at most' if sign > 0 else 'at least'} {sign * bound} besides locked pairs is possible"
                    )
        self._checked = True

    def _keeps_all(self, places: IntArray, reach: int) -> bool:
        """Return whether some pairs, as many as asked, keep the side constraints: the round at good prices often does."""
        held = np.zeros(len(self.face.mentor), np.int64)
        held[places] = 1
        sums = np.asarray(self.rows.matrix @ held, np.int64).ravel()
        return len(places) == reach and bool(((sums >= self.rows.low) & (sums <= self.rows.high)).all())

    def _good_prices(self, reach: int) -> _Priced:
        """Return the tightest bound that a few linear programmes give."""
        core = self._first_core()
        best: _Priced | None = None
        for _ in range(PRICE_ROUNDS):
            prices = self.programme.prices(core, self.worth, reach)
            lagrange = np.zeros(1 + len(self.rows.low)) if prices is None else prices
            found = self._priced(SCALE * self.worth, _whole(lagrange[1:]), (int(_whole(lagrange[:1])[0]), reach))
            gained = None if best is None else best.stage.bound - found.stage.bound
            if best is None or found.stage.bound < best.stage.bound:
                best = found
            if prices is None or not len(self.rows.low) or not self.go_on() or (gained is not None and gained < SCALE):
                break
            wider = np.union1d(core, np.flatnonzero(found.margin >= -SMALL_SLACK * SCALE))
            if len(wider) == len(core):
                break
            core = wider
        assert best is not None
        return best

    def _priced(self, worth: IntArray, side: IntArray, count: tuple[int, int] | None) -> _Priced:
        """Return the bound over all pairs at some prices of the side rows and of the number of pairs."""
        adjusted = worth - np.asarray(self.rows.matrix.T @ side, np.int64).ravel() if len(side) else worth
        counted = 0
        if count is not None:
            adjusted, counted = adjusted - count[0], count[0] * count[1]
        held, stage, margin = _kernel(self.face, adjusted, self.go_on)
        limits = np.where(side > 0, self.rows.high, self.rows.low)
        return _Priced(
            QuotaStage(
                count_price=0 if count is None else count[0],
                side_price=side,
                mentor_price=stage[1],
                mentee_price=stage[2],
                bound=stage[0] + counted + exact_sum(side, limits),
            ),
            margin,
            np.flatnonzero(held),
        )

    def _answer(
        self, chosen: IntArray, reach_stage: QuotaStage, stage: QuotaStage, *, proved: bool, drawn: bool
    ) -> QuotaAnswer:
        pairs = self.instance.pair_list
        held = np.sort(np.concatenate([self.face.fixed, self.face.pairs[chosen]]))
        free = np.concatenate([self.whole.fixed, self.whole.pairs[self.free]])
        value = exact_sum(self.worth[chosen])
        total = exact_sum(pairs.score[held])
        names = [level.name for level in self.levels]
        at = names.index("total") if "total" in names else None
        slack = 0 if proved else max(0, stage.bound // SCALE - value)
        bound = total if proved else total + max(1, slack if at is None else -(-slack // self.factors[at]))
        order = np.lexsort((pairs.mentee[held], pairs.mentor[held]))
        mentor, mentee = pairs.mentor[held][order].astype(np.int64), pairs.mentee[held][order].astype(np.int64)
        certificate = QuotaCertificate(
            digest="",
            objective=self.objective,
            scale=SCALE,
            factors=tuple(self.factors),
            mentor=mentor,
            mentee=mentee,
            value=value,
            # one above the value at least: what is not proved must not look so
            bound=value if proved else max(value + 1, stage.bound // SCALE),
            reach=reach_stage,
            worth=stage,
            drawn=drawn,
        )
        return QuotaAnswer(
            pairs=tuple(zip(mentor.tolist(), mentee.tolist(), strict=True)),
            total=total,
            bound=bound,
            price=exact_sum(pairs.score[free]) - total,
            proved=proved,
            drawn=drawn,
            certificate=certificate,
        )

    def _impossible(self, *, finished: bool) -> TimeLimitReached | Infeasible:
        """Return the error that names what cannot be met."""
        if not finished:
            return TimeLimitReached("the time limit came before the quotas were found possible")
        # over all pairs: which of them couples rule out is part of the reason
        rows = make_rows(self.instance, self.side, self.whole.pairs)
        return Infeasible(smallest_reason(self.whole, rows, self.side, self.deadline))


def _part_of(face: Face, kept: NDArray[np.bool_]) -> Face:
    """Return the face with some of its open pairs."""
    return replace(face, mentor=face.mentor[kept], mentee=face.mentee[kept], listed=face.pairs[kept])


def _whole(prices: NDArray[np.float64]) -> IntArray:
    return np.rint(prices * SCALE).astype(np.int64)


def _kernel(
    face: Face, worth: IntArray, go_on: Callable[[], bool]
) -> tuple[NDArray[np.bool_], tuple[int, IntArray, IntArray], IntArray]:
    """Solve without side constraints: the pairs, (bound, prices) and the margins of all pairs."""
    held, stage, margin = solve_stage([Level("worth", worth)], [1], face, go_on, finest=10_000)
    return held, (stage.bound, stage.mentor_price, stage.mentee_price), margin
