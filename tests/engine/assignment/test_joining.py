from __future__ import annotations

import numpy as np
import pytest

from timbalik.engine.assignment.errors import InvalidInstance
from timbalik.engine.assignment.instance import make_instance
from timbalik.engine.assignment.joining import add_pairs, rescaled
from timbalik.engine.assignment.newcomers import Newcomer, with_newcomers
from timbalik.engine.assignment.objective import REACH_TOTAL
from timbalik.engine.assignment.solve import solve
from timbalik.engine.assignment.whatif import WarmRound


@pytest.mark.parametrize("seed", range(30))
def test_added_pairs_are_those_of_the_round_with_newcomers(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n, m = rng.integers(1, 9, 2)
    instance = make_instance(score=rng.integers(0, 99, (n, m)), rule=rng.integers(0, 2, (n, m)))
    mentors = [
        Newcomer(f"x{k}", rng.integers(0, 99, m), rule=rng.integers(0, 2, m), places=k + 1) for k in range(seed % 3)
    ]
    mentees = [Newcomer(f"y{k}", rng.integers(0, 99, n), rule=rng.integers(0, 2, n)) for k in range(seed // 3 % 3)]
    wider = with_newcomers(instance, mentors, mentees)

    added = add_pairs(instance, [], mentors, mentees)

    assert (added.roll.mentor_ids, added.roll.mentee_ids) == (wider.mentor_ids, wider.mentee_ids)
    new = wider.allowed.copy()
    new[:n, :m] = False
    places = list(zip(added.mentor.tolist(), added.mentee.tolist(), strict=True))
    assert sorted(places) == [tuple(place) for place in np.argwhere(new).tolist()]
    assert added.score.tolist() == [int(wider.score[place]) for place in places]
    assert added.weaker.tolist() == [int(wider.weaker[place]) for place in places]


def test_a_lifted_rule_adds_its_pair_once_and_an_open_one_not_at_all() -> None:
    instance = make_instance(score=[[9, 8]], rule=[[1, 0]], previous=[("0", "0")])

    added = add_pairs(instance, [("0", "0"), ("0", "1"), ("0", "0")], [], [])

    assert added.roll is instance
    assert (added.mentor.tolist(), added.mentee.tolist(), added.previous.tolist()) == ([0], [0], [True])


@pytest.mark.parametrize("rule", [99, 300, -1])
def test_a_newcomer_names_rules_of_the_round(rule: int) -> None:
    instance = make_instance(score=[[9]])
    one = Newcomer("Wati", [1], rule=rule)

    with pytest.raises(InvalidInstance, match=f"rule of 'Wati' is {rule}: 0 to "):
        add_pairs(instance, [], [one], [])
    with pytest.raises(InvalidInstance, match=f"rule of 'Wati' is {rule}: 0 to "):
        with_newcomers(instance, [one], [])


def test_two_newcomers_are_not_paired_even_where_no_rule_forbids_anything() -> None:
    instance = make_instance(score=[[9]], rules=("",))

    wider = with_newcomers(instance, [Newcomer("Wati", [5])], [Newcomer("Joko", [5])])

    assert wider.allowed.tolist() == [[True, True], [True, False]]
    assert wider.rules == ("", "other")
    assert solve(wider, REACH_TOTAL).id_pairs == (("0", "Joko"), ("Wati", "0"))


def test_prices_keep_each_levels_share_when_factors_change() -> None:
    prices = np.array([3 * 1_000 + 40, -2 * 1_000 - 7, 450])
    assert rescaled(prices, (1_000, 1), (1_500, 1)).tolist() == [4_540, -3_007, 450]


def test_one_more_mentee_is_weighed_from_the_answers_prices() -> None:
    rng = np.random.default_rng(8)
    instance = make_instance(score=rng.integers(0, 10_001, (30, 20)), mentor_capacity=2)
    warm = WarmRound(solve(instance, REACH_TOTAL))
    one = Newcomer("Wati", rng.integers(0, 10_001, 30))
    wider = with_newcomers(instance, [], [one])
    gained = solve(wider, REACH_TOTAL).total - solve(instance, REACH_TOTAL).total
    assert warm.change(mentees_join=[one]).loss == (("reach", -1), ("total", -gained))
