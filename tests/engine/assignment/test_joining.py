from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from timbalik.engine.assignment import kernels_base
from timbalik.engine.assignment.instance import make_instance
from timbalik.engine.assignment.joining import join_people, joined_face, joined_turn, rescaled
from timbalik.engine.assignment.newcomers import Newcomer, with_newcomers
from timbalik.engine.assignment.objective import REACH_TOTAL
from timbalik.engine.assignment.opening import open_face
from timbalik.engine.assignment.solve import solve
from timbalik.engine.assignment.whatif import WarmRound


@pytest.mark.parametrize("seed", range(30))
def test_joined_columns_are_those_of_the_round_weighed_anew(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n, m = rng.integers(1, 9, 2)
    instance = make_instance(score=rng.integers(0, 99, (n, m)), rule=rng.integers(0, 2, (n, m)))
    mentors = [
        Newcomer(f"x{k}", rng.integers(0, 99, m), rule=rng.integers(0, 2, m), places=k + 1) for k in range(seed % 3)
    ]
    mentees = [Newcomer(f"y{k}", rng.integers(0, 99, n), rule=rng.integers(0, 2, n)) for k in range(seed // 3 % 3)]
    anew = open_face(with_newcomers(instance, mentors, mentees))
    face = open_face(instance)
    joined = join_people(instance, face, mentors, mentees)
    wider = joined_face(face, joined, mentors, mentees)
    for name in ("mentor", "mentee", "mentor_capacity", "mentee_capacity", "mentor_pairs", "mentee_starts"):
        assert (getattr(wider, name) == getattr(anew, name)).all(), name
    before: Any = kernels_base.transpose(face.mentee_starts, face.mentor, n)
    wanted: Any = kernels_base.transpose(anew.mentee_starts, anew.mentor, n + len(mentors))
    made: Any = joined_turn(before, face, wider, joined)
    for found, column in zip(made, wanted, strict=True):
        assert np.array_equal(found, column)


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
