"""What-if from the last answer's prices equals solving again from nothing."""

from __future__ import annotations

import numpy as np

from tests.engine.assignment.rounds import draw_round
from timbalik.engine.assignment.errors import Infeasible
from timbalik.engine.assignment.explain import LevelPrice, explain_pair, explain_unmatched, price_levels, why_not
from timbalik.engine.assignment.instance import make_instance, rule_code
from timbalik.engine.assignment.objective import FAIR, REACH_TOTAL
from timbalik.engine.assignment.solve import solve
from timbalik.engine.assignment.whatif import WarmRound


def test_change_costs_what_solving_again_says() -> None:
    asked = 0
    for seed in range(0, 400, 2):
        instance, _ = draw_round(seed)
        try:
            assignment = solve(instance, FAIR)
            warm = WarmRound(assignment)
        except Infeasible:
            continue
        open_pairs = [pair for pair in np.argwhere(instance.allowed) if tuple(pair) not in assignment.pairs]
        for row, column in open_pairs[:: max(1, len(open_pairs) // 3)]:
            pair = instance.mentor_ids[row], instance.mentee_ids[column]
            exact = why_not(assignment, *pair)
            if not exact.possible or not instance.mentor_capacity[row] or not instance.mentee_capacity[column]:
                continue
            loss = dict(warm.change(force=[pair]).loss)
            assert (loss["reach"], loss["floor"], loss["total"]) == (
                exact.loss_pairs,
                exact.loss_floor,
                exact.loss_total,
            ), (seed, pair)
            asked += 1
    assert asked > 100


def test_reduced_cost_is_never_above_the_exact_cost() -> None:
    instance = make_instance(score=np.random.default_rng(2).integers(0, 100, (9, 9)))
    warm = WarmRound(solve(instance, REACH_TOTAL))
    for place, (row, column) in enumerate((i, j) for j in range(9) for i in range(9)):
        loss = dict(warm.change(force=[(str(row), str(column))]).loss)
        assert loss["reach"] == 0
        assert warm.reduced_cost[place] <= loss["total"]


def test_change_lets_people_leave() -> None:
    instance = make_instance(score=[[9, 8], [8, 1]])
    warm = WarmRound(solve(instance, REACH_TOTAL))

    change = warm.change(mentors_leave=["1"])

    assert change.loss == (("reach", 1), ("total", 7))
    assert (change.leave, change.come) == ((("0", "1"), ("1", "0")), (("0", "0"),))


def test_why_not_prices_a_forbidden_pair_and_names_the_rule() -> None:
    instance = make_instance(score=[[9, 5], [5, 2]], rule=[[rule_code("appraiser"), 0], [0, 0]])

    answer = why_not(solve(instance), "0", "0")

    assert (answer.rule, answer.possible, answer.loss_total) == ("appraiser", True, -1)
    assert answer.come == (("0", "0"), ("1", "1"))


def test_explain_says_who_is_left_out_and_what_would_help() -> None:
    line = rule_code("reporting_line")
    instance = make_instance(score=[[9, 8, 7]], rule=[[0, 0, line]], mentor_ids=["Ayu"])
    assignment = solve(instance)

    assert explain_unmatched(assignment, "2", "mentee").cause == "rule"
    full = explain_unmatched(assignment, "1", "mentee")
    assert (full.cause, full.remedy, full.remedy_partner) == ("partners_full", "raise_partner_capacity", "Ayu")
    assert explain_pair(assignment, "Ayu", "0").constraints == ("mentor_full", "mentee_full", "under_floor")


def test_price_levels_says_what_reach_costs_the_total() -> None:
    instance = make_instance(score=[[9_000, 100], [100, 0]], rule=[[0, 0], [0, 1]])

    assert price_levels(solve(instance, REACH_TOTAL)) == (LevelPrice("reach", total=8_800, pairs=-1, under_floor=-2),)
