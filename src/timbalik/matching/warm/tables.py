"""What the warm process holds of one round: everything about pairs that does not change with the weights."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import replace
from typing import Any, TypeVar

from timbalik.engine.assignment.whatif import WarmRound
from timbalik.matching.eligibility import rule_table
from timbalik.matching.grouping import Grouped
from timbalik.matching.pool import Pool
from timbalik.matching.scoring import compacted, measure, weigh
from timbalik.matching.settings import RoundSettings
from timbalik.matching.solution import Assignment, Problem, instance_of
from timbalik.matching.warm.answers import Standing

T = TypeVar("T")

KEPT = 3  # ways of weighing, and arrangements, of one round


class Tables:
    """Two bytes a figure; a problem of given weights is put together in a moment."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        measures = measure(pool)
        self._rules = rule_table(pool, measures)
        self._measures = compacted(measures)
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()

    def problem(self, settings: RoundSettings) -> Problem:
        def make() -> Problem:
            scores = weigh(self._measures, settings.weights)
            return Problem(self.pool, settings, scores, instance_of(self.pool, scores, self._rules, settings))

        return self._remembered(("problem", settings), make)

    def assignment(self, standing: Standing) -> Assignment:
        """What these settings and wishes lead to, nearest to the pairs that stand. Raises ``Infeasible``."""

        def make() -> Assignment:
            return self.problem(standing.settings).solve(standing.wishes, previous=standing.pairs)

        return self._remembered(("assignment", standing), make)

    def prices(self, standing: Standing) -> WarmRound | None:
        """The arrangement ready for questions; None beside people kept together or apart, which prices do not know."""

        def make() -> WarmRound | None:
            assignment = self.assignment(standing)
            return None if isinstance(assignment, Grouped) else WarmRound(assignment)

        return self._remembered(("prices", standing), make)

    def _remembered(self, key: Hashable, make: Callable[[], T]) -> T:
        if key not in self._kept:
            self._kept[key] = make()
        self._kept.move_to_end(key)
        while len(self._kept) > 3 * KEPT:
            self._kept.popitem(last=False)
        found: T = self._kept[key]
        return found


def with_weights(standing: Standing, settings: RoundSettings) -> Standing:
    return replace(standing, settings=settings)
