"""Questions to rounds so large that a search begins with the pairs near their prices alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.engine.assignment.rounds import worth
from tests.engine.assignment.test_changes import changed_by_hand
from timbalik.engine.assignment import nearby
from timbalik.engine.assignment.errors import Infeasible
from timbalik.engine.assignment.instance import Instance, make_instance
from timbalik.engine.assignment.nearby import EACH, pick_near, with_places
from timbalik.engine.assignment.newcomers import Newcomer
from timbalik.engine.assignment.objective import FAIR, REACH_TOTAL, Objective
from timbalik.engine.assignment.solve import solve
from timbalik.engine.assignment.whatif import WarmRound

PEOPLE = 80


def draw_large(seed: int) -> Instance:
    """A round of 80 by 80: spread or tied scores, spare or scarce places, sometimes minimums and pairs of the last round."""
    rng = np.random.default_rng(seed)
    n, m = PEOPLE + int(rng.integers(0, 9)), PEOPLE
    score = rng.integers(0, (10_001, 4, 60)[seed % 3], (n, m))
    minimum = (rng.random(n) < 0.1).astype(np.int64) if seed % 4 == 1 else np.zeros(n, np.int64)
    return make_instance(
        score=score,
        benefit_mentor=rng.integers(0, 10_001, (n, m)),
        benefit_mentee=rng.integers(0, 10_001, (n, m)),
        rule=(rng.random((n, m)) < 0.3).astype(np.int64),
        mentor_capacity=np.maximum(minimum, rng.integers(0, 3, n) if seed % 2 else 1),
        mentor_minimum=minimum,
        previous=[(str(row), str(row)) for row in range(20)] if seed % 5 == 2 else [],
    )


def draw_question(rng: np.random.Generator, instance: Instance) -> dict[str, Any]:
    """Some changes at once."""
    n, m = instance.shape
    open_pairs = np.argwhere(instance.allowed)
    row, column = open_pairs[int(rng.integers(len(open_pairs)))]
    one = str(row), str(column)
    closed = rng.permutation(np.argwhere(~instance.allowed))
    return {
        "allow": [(str(row), str(column)) for row, column in closed[:2]],
        "forbid": [],
        "force": [one] if rng.random() < 0.3 else [],
        "mentors_leave": [str(rng.integers(n))] if rng.random() < 0.3 else [],
        "mentees_leave": [str(rng.integers(m))] if rng.random() < 0.3 else [],
        "mentors_join": [Newcomer("new", rng.integers(0, 10_001, m), rule=rng.integers(0, 2, m), places=2)]
        if rng.random() < 0.4
        else [],
        "mentees_join": [Newcomer("new", rng.integers(0, 10_001, n), rule=rng.integers(0, 2, n))]
        if rng.random() < 0.4
        else [],
        "scores": {one: int(rng.integers(0, 20_000))} if rng.random() < 0.3 else {},
        "more_places": {("mentor", str(rng.integers(n))): 1} if rng.random() < 0.4 else {},
        "must": [("mentee", str(rng.integers(m)))] if rng.random() < 0.3 else [],
    }


@pytest.mark.parametrize("seed", range(24))
def test_changes_cost_what_solving_again_says(seed: int) -> None:
    rng = np.random.default_rng(seed)
    instance = draw_large(seed)
    objective = (FAIR, REACH_TOTAL, Objective(levels=("total",)))[seed % 3]
    assignment = solve(instance, objective)
    warm = WarmRound(assignment)
    assert len(warm._near[0]) < instance.allowed.sum() // 2
    before = worth(assignment.pairs, instance, objective)
    for _ in range(3):
        asked = draw_question(rng, instance)
        by_hand = changed_by_hand(instance, asked)
        try:
            again = worth(solve(by_hand, objective).pairs, by_hand, objective)
        except Infeasible:
            with pytest.raises(Infeasible):
                warm.change(**asked)
            continue
        told = dict(warm.change(**asked).loss)
        exact = tuple(one - other for one, other in zip(before, again, strict=True))
        names = [name for name in objective.levels if name in told]
        assert tuple(told[name] for name in names) == exact[: len(names)], asked


def test_pairs_that_beat_the_prices_join_the_search(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nearby, "EACH", 1)
    instance = draw_large(3)
    assignment = solve(instance, REACH_TOTAL)
    few, all_ = WarmRound(assignment), WarmRound(assignment)
    vars(all_)["_near"] = np.arange(len(all_._held)), 0

    for place in range(0, PEOPLE, 7):
        assert few.change(mentees_leave=[str(place)]).loss == all_.change(mentees_leave=[str(place)]).loss


def test_of_many_equally_far_pairs_some_are_near() -> None:
    cost, held = np.zeros(50_000, np.int64), np.zeros(50_000, bool)
    held[[1, 7]] = True

    near, _ = pick_near(cost, held, 100)

    assert {1, 7} <= set(near.tolist())
    assert len(near) <= 100 * EACH + 2


def test_places_join_once() -> None:
    assert with_places(np.array([2, 5]), np.array([0, 5, 9])).tolist() == [0, 2, 5, 9]
