"""Reasons in order: topics, chains of people who move, the stable alternative and the price of staying."""

from __future__ import annotations

import numpy as np

from timbalik.engine.assignment.explain import Move, explain_pair, why_not
from timbalik.engine.assignment.instance import make_instance
from timbalik.engine.assignment.objective import REACH_TOTAL
from timbalik.engine.assignment.rematch import rematch_curve
from timbalik.engine.assignment.solve import solve
from timbalik.engine.assignment.stability import blocking_pairs, stable_alternative


def test_a_pair_says_what_each_gains_topic_by_topic() -> None:
    instance = make_instance(score=[[60]], benefit_mentor=[[20]], benefit_mentee=[[100]])

    reason = explain_pair(
        solve(instance), "0", "0", topics=lambda mentor, mentee: ({"budget": 20}, {"tiktok": 30, "ai": 70, "sql": 0})
    )

    assert reason.mentor_gains == (("budget", 20),)
    assert reason.mentee_gains == (("ai", 70), ("tiktok", 30))
    assert (sum(gain for _, gain in reason.mentee_gains), reason.weaker_side) == (reason.benefit_mentee, "mentor")


def test_why_not_tells_the_chain_in_the_order_people_make_room() -> None:
    instance = make_instance(
        score=[[9, 8, 0], [0, 9, 8], [8, 0, 9]], mentor_ids=["Ayu", "Bima", "Citra"], mentee_ids=["x", "y", "z"]
    )

    moves = why_not(solve(instance), "Ayu", "y").moves

    assert moves == (Move("y", "Bima", "Ayu"), Move("x", "Ayu", "Citra"), Move("z", "Citra", "Bima"))


def test_why_not_of_somebody_whose_only_place_is_locked_says_there_is_no_room() -> None:
    instance = make_instance(
        score=[[9, 8], [8, 9]], mentor_ids=["Ayu", "Bima"], mentee_ids=["x", "y"], locked=[("Ayu", "x")]
    )

    assert not why_not(solve(instance), "Ayu", "y").possible


def test_the_stable_alternative_is_offered_with_its_price() -> None:
    rng = np.random.default_rng(4)
    instance = make_instance(score=rng.integers(0, 10_000, (30, 30)), benefit_mentor=rng.integers(0, 10_000, (30, 30)))
    answer = solve(instance, REACH_TOTAL)

    offered = stable_alternative(answer)

    assert offered.blocking == int(blocking_pairs(instance, answer.pairs).sum()) > 0
    assert not blocking_pairs(instance, offered.pairs).any()
    assert offered.loss_total > 0


def test_a_larger_bonus_never_moves_more_people() -> None:
    rng = np.random.default_rng(9)
    score = rng.integers(0, 10_000, (40, 40))
    before = solve(make_instance(score=score), REACH_TOTAL)
    places = np.ones(40, np.int64)
    places[:3] = 0
    again = make_instance(score=score, mentor_capacity=places, previous=before.id_pairs)

    curve = rematch_curve(again, REACH_TOTAL, (0, 300, 100_000))

    assert [one.pairs for one in curve] == [37, 37, 37]
    assert curve[0].moved >= curve[1].moved >= curve[2].moved == 0
    assert curve[0].total >= curve[1].total >= curve[2].total
