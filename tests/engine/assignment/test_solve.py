"""The solver on cases worked by hand."""

from __future__ import annotations

import pytest

from timbalik.engine.assignment.errors import Infeasible, InvalidInstance
from timbalik.engine.assignment.instance import make_instance, rule_code
from timbalik.engine.assignment.objective import REACH_TOTAL, TOTAL, Objective
from timbalik.engine.assignment.solve import solve
from timbalik.engine.assignment.verify import verify


def test_solve_prefers_the_larger_total_over_the_single_best_pair() -> None:
    instance = make_instance(score=[[90, 80], [80, 10]], mentor_ids=["Ayu", "Bima"], mentee_ids=["Citra", "Dian"])

    assignment = solve(instance)

    assert assignment.id_pairs == (("Ayu", "Dian"), ("Bima", "Citra"))
    assert (assignment.total, assignment.certificate.bound) == (160, 160)


def test_solve_takes_a_worthless_allowed_pair_before_a_forbidden_one() -> None:
    line = rule_code("reporting_line")
    instance = make_instance(score=[[0, 10_000], [10_000, 0]], rule=[[0, line], [line, 0]])

    assert solve(instance).pairs == ((0, 0), (1, 1))


def test_solve_reaches_more_people_before_a_larger_total() -> None:
    instance = make_instance(score=[[9_000, 100], [100, 0]], rule=[[0, 0], [0, 1]])

    assert solve(instance, TOTAL).total == 9_000
    assert solve(instance, REACH_TOTAL).pairs == ((0, 1), (1, 0))


def test_solve_avoids_pairs_that_leave_one_side_with_nothing() -> None:
    score, mentor = [[5_000, 3_000], [3_000, 4_000]], [[0, 4_000], [4_000, 4_000]]
    instance = make_instance(score=score, benefit_mentor=mentor, benefit_mentee=[[10_000] * 2] * 2)

    assert solve(instance, REACH_TOTAL).pairs == ((0, 0), (1, 1))
    assert solve(instance).pairs == ((0, 1), (1, 0))


def test_solve_gives_nobody_the_same_partner_twice() -> None:
    instance = make_instance(score=[[9, 1]], mentor_capacity=3, mentee_capacity=2)

    assert solve(instance).pairs == ((0, 0), (0, 1))


def test_solve_keeps_a_lock_and_a_persons_decision() -> None:
    instance = make_instance(score=[[9, 1], [1, 9]], locked=[("0", "1")])

    assert solve(instance).pairs == ((0, 1), (1, 0))
    assert solve(make_instance(score=[[9, 1], [1, 9]], forbidden=[("0", "0")])).pairs == ((0, 1), (1, 0))


def test_solve_keeps_last_rounds_pairs_when_nothing_is_lost() -> None:
    instance = make_instance(score=[[5, 5], [5, 5]], previous=[("0", "1")])

    assert solve(instance).pairs == ((0, 1), (1, 0))


def test_solve_weighs_staying_by_the_keep_bonus() -> None:
    instance = make_instance(score=[[60, 50], [50, 50]], previous=[("0", "1")])

    assert solve(instance).pairs == ((0, 0), (1, 1))
    kept = solve(instance, Objective(keep_bonus_hundredths=11))
    assert (kept.pairs, kept.total, kept.certificate.value) == (((0, 1), (1, 0)), 100, 111)


def test_solve_names_who_cannot_be_served_together() -> None:
    instance = make_instance(
        score=[[1, 1, 1], [1, 1, 1]], rule=[[0, 0, 0], [1, 1, 0]], mentee_minimum=[1, 1, 0], mentor_ids=["Ayu", "Bima"]
    )

    with pytest.raises(Infeasible) as caught:
        solve(instance)

    assert (caught.value.mentors, caught.value.mentees) == (("Ayu",), ("0", "1"))


def test_solve_refuses_a_lock_on_a_forbidden_pair() -> None:
    with pytest.raises(InvalidInstance, match="reporting_line"):
        make_instance(score=[[1]], rule=[[rule_code("reporting_line")]], locked=[("0", "0")])


def test_solve_answers_an_empty_round() -> None:
    instance = make_instance(score=[[1, 2]], mentor_capacity=0)

    assignment = solve(instance)

    assert assignment.pairs == ()
    assert verify(instance, assignment).optimal
