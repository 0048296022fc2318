"""Prices of pairs from the answer's own prices: a shortest path each, instead of a round solved again."""

from __future__ import annotations

from timbalik.engine.assignment.errors import Infeasible, InvalidInstance
from timbalik.engine.assignment.whatif import WarmRound
from timbalik.matching.arranging import price_of
from timbalik.matching.prices import Price
from timbalik.matching.solution import Assignment, Problem

COUNTED = {"reach": "loss_pairs", "floor": "loss_floor", "total": "loss_hundredths"}


def price_from(warm: WarmRound | None, problem: Problem, current: Assignment, mentor: str, mentee: str) -> Price:
    """The same figures as ``price_of``; the chain is one among equally good ones."""
    pair = (mentor, mentee)
    rule = problem.rule_of(*pair) or ("chosen_against" if pair in current.instance.forbidden else "")
    if warm is None or mentor in current.mentors_of[mentee]:
        return price_of(problem, current, *pair)
    try:
        change = warm.change(force=[pair], allow=[pair] if rule else [])
    except InvalidInstance:  # numbers beyond what-if
        return price_of(problem, current, *pair)
    except Infeasible:
        return Price(mentor, mentee, rule=rule, possible=False)
    losses = {COUNTED[level]: amount for level, amount in change.loss if level in COUNTED}
    # what the engine counts as a level of its own: fewer under the floor is more
    return Price(mentor, mentee, rule=rule, leave=change.leave, come=change.come, **losses)
