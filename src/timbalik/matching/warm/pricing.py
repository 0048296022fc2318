"""Prices of pairs from the answer's own prices: a shortest path each, instead of a round solved again."""

from __future__ import annotations

from timbalik.engine.assignment.errors import Infeasible, InvalidInstance
from timbalik.engine.assignment.whatif import WarmRound
from timbalik.matching.arranging import price_of
from timbalik.matching.prices import Price
from timbalik.matching.solution import Assignment, Problem


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
    losses = dict(change.loss)
    return Price(
        mentor,
        mentee,
        rule=rule,
        loss_pairs=losses.get("reach", 0),
        loss_floor=losses.get("floor", 0),
        loss_hundredths=losses.get("total", 0),
        leave=change.leave,
        come=change.come,
    )
