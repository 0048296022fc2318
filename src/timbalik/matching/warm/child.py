"""The warm process: ``python -m timbalik.matching.warm.child``, started by ``asking`` and by nothing else.

Knows no database and no names: pools come in as plain data, refs and figures go out. Loads no Django settings.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Any, TypeVar

from timbalik.engine.assignment.errors import Infeasible
from timbalik.engine.assignment.warming import warm as warm_engine
from timbalik.lib.companion import OnStep, serve
from timbalik.matching.alternatives import Exploration, explore_from
from timbalik.matching.arranging import price_of
from timbalik.matching.computations import COMPUTATIONS
from timbalik.matching.errors import NotInThisRound, PairImpossible
from timbalik.matching.group_prices import couple_price
from timbalik.matching.grouping import Couple
from timbalik.matching.pool import Pool
from timbalik.matching.prices import GroupPrice, Price
from timbalik.matching.settings import Weights
from timbalik.matching.warm.answers import NOT_HELD, Preview, Standing
from timbalik.matching.warm.previewing import preview
from timbalik.matching.warm.pricing import price_from
from timbalik.matching.warm.tables import Tables

T = TypeVar("T")

ROUNDS_HELD = 3


class Warm:
    """The last few rounds asked about. ``stamp`` says of which moment their people are."""

    def __init__(self) -> None:
        self._held: OrderedDict[str, tuple[str, Tables]] = OrderedDict()

    def tables(self, key: str, stamp: str, pool: Pool | None, on_step: OnStep) -> Tables | None:
        """What is held of a round, made of ``pool`` where it is new; None where a pool is needed first."""
        known = self._held.get(key)
        if known is None or known[0] != stamp:
            if pool is None:
                return None
            if known is None or known[1].pool != pool:  # else something happened that concerns nobody here
                on_step("scoring")
                known = (stamp, Tables(pool))
            self._held[key] = (stamp, known[1])
        self._held.move_to_end(key)
        while len(self._held) > ROUNDS_HELD:
            self._held.popitem(last=False)
        return self._held[key][1]

    def preview(
        self, key: str, stamp: str, pool: Pool | None, standing: Standing, weights: Weights, *, on_step: OnStep
    ) -> Preview | str:
        tables = self.tables(key, stamp, pool, on_step)
        if tables is None:
            return NOT_HELD
        on_step("solving")
        try:
            return preview(tables, standing, weights)
        except Infeasible as error:
            raise PairImpossible(str(error)) from None

    def explore(
        self,
        key: str,
        stamp: str,
        pool: Pool | None,
        standing: Standing,
        ref: str,
        is_mentor: bool,
        partner: str,
        *,
        on_step: OnStep,
    ) -> Exploration | str:
        tables = self.tables(key, stamp, pool, on_step)
        if tables is None:
            return NOT_HELD
        on_step("solving")
        problem, current, warm = tables.problem(standing.settings), tables.assignment(standing), tables.prices(standing)
        on_step("pricing")

        def price(mentor: str, mentee: str) -> Price:
            return price_from(warm, problem, current, mentor, mentee)

        def exactly(mentor: str, mentee: str) -> Price:
            return price_of(problem, current, mentor, mentee)

        return explore_from(problem, current, ref, is_mentor=is_mentor, partner=partner, price=price, exactly=exactly)

    def price(
        self, key: str, stamp: str, pool: Pool | None, standing: Standing, mentor: str, mentee: str, *, on_step: OnStep
    ) -> Price | str:
        tables = self.tables(key, stamp, pool, on_step)
        if tables is None:
            return NOT_HELD
        problem = tables.problem(standing.settings)
        if not problem.is_here((mentor, mentee)):
            raise NotInThisRound(f"{mentor} {mentee}")
        on_step("solving")
        return price_of(problem, tables.assignment(standing), mentor, mentee)

    def couple(
        self,
        key: str,
        stamp: str,
        pool: Pool | None,
        standing: Standing,
        kind: str,
        couple: Couple,
        *,
        on_step: OnStep,
    ) -> GroupPrice | str:
        tables = self.tables(key, stamp, pool, on_step)
        if tables is None:
            return NOT_HELD
        problem = tables.problem(standing.settings)
        if not all(ref in problem.instance.mentee_index for ref in couple):
            raise NotInThisRound(" ".join(couple))
        on_step("solving")
        return couple_price(problem, tables.assignment(standing), standing.wishes, kind, couple)


def wake(*, on_step: OnStep) -> int:
    """Compile, or load what was compiled before anybody waits for it."""
    on_step("warming")
    return warm_engine()


def main() -> None:
    warm = Warm()
    asked: dict[str, Callable[..., Any]] = {
        "preview": warm.preview,
        "explore": warm.explore,
        "price": warm.price,
        "couple": warm.couple,
        "wake": wake,
    }
    serve({**COMPUTATIONS, **asked})


if __name__ == "__main__":
    main()
