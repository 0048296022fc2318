"""What the pairs of a sheet would cost, all together and each alone. Imports the engine (slow import)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from timbalik.engine.assignment.errors import Infeasible
from timbalik.engine.assignment.whatif import WarmRound
from timbalik.matching.grouping import Grouped
from timbalik.matching.inputs import Inputs, Pair
from timbalik.matching.prices import RowPrices
from timbalik.matching.solution import make_problem
from timbalik.matching.warm.pricing import price_from

OnStep = Callable[[str], None]


def price_rows(inputs: Inputs, pairs: tuple[Pair, ...], each: int, *, on_step: OnStep = lambda step: None) -> RowPrices:
    """``pairs`` are all ready ones, the first ``each`` of them priced alone too; ``inputs.previous`` is what stands."""
    on_step("scoring")
    problem = make_problem(inputs.pool, inputs.settings)
    on_step("solving")
    chosen = frozenset(pairs)
    wishes = replace(inputs.wishes, locked=inputs.wishes.locked | chosen, forbidden=inputs.wishes.forbidden - chosen)
    try:
        found = problem.solve(wishes, previous=inputs.previous)
    except Infeasible:
        found = None
    alone = {}
    if each and pairs:
        on_step("pricing")
        current = problem.solve(inputs.wishes, previous=inputs.previous)
        warm = None if isinstance(current, Grouped) else WarmRound(current)
        alone = {pair: price_from(warm, problem, current, *pair) for pair in pairs[:each]}
    if found is None:
        return RowPrices(is_possible=False, alone=alone)
    return RowPrices(total=found.total, pairs=len(found.pairs), alone=alone)
