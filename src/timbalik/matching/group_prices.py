"""What keeping two mentees together or apart would cost. Imports the engine (slow import)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from timbalik.engine.assignment.errors import Infeasible
from timbalik.matching.errors import NotInThisRound
from timbalik.matching.grouping import Couple, clash_of, side_of, with_couple
from timbalik.matching.inputs import Inputs, Wishes, with_group
from timbalik.matching.prices import GroupPrice
from timbalik.matching.solution import Assignment, Problem, make_problem
from timbalik.matching.states import GroupClash, OverrideKind

OnStep = Callable[[str], None]


def price_couple(inputs: Inputs, kind: str, couple: Couple, *, on_step: OnStep = lambda step: None) -> GroupPrice:
    """From the rows of a round. Raises ``NotInThisRound``."""
    on_step("scoring")
    problem = make_problem(inputs.pool, inputs.settings)
    if not all(ref in problem.instance.mentee_index for ref in couple):
        raise NotInThisRound(" ".join(couple))
    on_step("solving")
    current = problem.solve(inputs.wishes, previous=inputs.previous)
    return couple_price(problem, current, inputs.wishes, kind, couple)


def couple_price(problem: Problem, current: Assignment, wishes: Wishes, kind: str, couple: Couple) -> GroupPrice:
    """Solved once more beside what stands."""
    if couple in (wishes.together if kind == OverrideKind.TOGETHER else wishes.apart):
        return GroupPrice(known=True)
    wishes = replace(wishes, together=wishes.together - {couple}, apart=wishes.apart - {couple})
    locked = problem.instance.changed(
        locked=frozenset(pair for pair in wishes.locked if problem.is_open(pair)),
        forbidden=frozenset(pair for pair in wishes.forbidden if problem.is_here(pair)),
    )
    side = side_of(locked, wishes.together, wishes.apart)
    if clash := clash_of(locked, side, kind, couple):
        return GroupPrice(clash=clash)
    if with_couple(side, kind, couple) == side:
        return GroupPrice(known=True)
    try:
        then = problem.solve(with_group(wishes, kind, couple), previous=current.id_pairs)
    except Infeasible:
        return GroupPrice(clash=GroupClash.NO_ARRANGEMENT)
    before, after = set(current.id_pairs), set(then.id_pairs)
    return GroupPrice(
        loss_pairs=len(before) - len(after),
        loss_floor=len(then.under_floor) - len(current.under_floor),
        loss_hundredths=current.total - then.total,
        leave=tuple(sorted(before - after)),
        come=tuple(sorted(after - before)),
    )
