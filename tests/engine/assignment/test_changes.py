"""Every kind of what-if, mixed at random, costs what solving the changed round from nothing says."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.engine.assignment.rounds import draw_round, worth
from timbalik.engine.assignment.errors import Infeasible, InvalidInstance
from timbalik.engine.assignment.instance import Instance, make_instance
from timbalik.engine.assignment.newcomers import Newcomer, with_allowed, with_newcomers, with_scores
from timbalik.engine.assignment.objective import FAIR, REACH_TOTAL
from timbalik.engine.assignment.solve import solve
from timbalik.engine.assignment.whatif import WarmRound


def changed_by_hand(instance: Instance, asked: dict[str, Any]) -> Instance:
    """The same change written into the instance itself."""
    joined = with_newcomers(with_allowed(instance, asked["allow"]), asked["mentors_join"], asked["mentees_join"])
    joined = with_scores(joined, asked["scores"])
    bounds = {
        name: getattr(joined, name).copy()
        for name in ("mentor_capacity", "mentee_capacity", "mentor_minimum", "mentee_minimum")
    }
    for side, leave in (("mentor", asked["mentors_leave"]), ("mentee", asked["mentees_leave"])):
        for name in leave:
            row = getattr(joined, f"{side}_index")[name]
            bounds[f"{side}_capacity"][row] = bounds[f"{side}_minimum"][row] = 0
    for (side, name), more in asked["more_places"].items():
        bounds[f"{side}_capacity"][getattr(joined, f"{side}_index")[name]] += more
    for side, name in asked["must"]:
        row = getattr(joined, f"{side}_index")[name]
        bounds[f"{side}_minimum"][row] = max(1, bounds[f"{side}_minimum"][row])
    forbidden = joined.forbidden | set(asked["forbid"])
    return joined.changed(locked=joined.locked | set(asked["force"]), forbidden=forbidden, **bounds)


@pytest.mark.parametrize("block", range(4))
def test_mixed_changes_cost_what_solving_again_says(block: int) -> None:
    agreed = refused = 0
    for seed in range(block * 60, block * 60 + 60):
        rng = np.random.default_rng(90_000 + seed)
        instance, _ = draw_round(seed)
        objective = (FAIR, REACH_TOTAL)[seed % 2]
        n, m = instance.shape
        if instance.locked:
            continue
        try:
            assignment = solve(instance, objective)
        except Infeasible:
            continue
        open_pairs = [(str(i), str(j)) for i, j in np.argwhere(instance.allowed)]
        pick = [open_pairs[int(rng.integers(len(open_pairs)))]] if open_pairs else []
        other = [pair for pair in open_pairs if pair not in pick]
        closed = [(str(i), str(j)) for i, j in np.argwhere(~instance.allowed)]
        asked: dict[str, Any] = {
            "force": pick if rng.random() < 0.3 else [],
            "forbid": [other[int(rng.integers(len(other)))]] if other and rng.random() < 0.3 else [],
            "allow": [closed[int(rng.integers(len(closed)))]] if closed and rng.random() < 0.3 else [],
            "mentors_leave": [str(rng.integers(n))] if rng.random() < 0.3 else [],
            "mentees_leave": [str(rng.integers(m))] if rng.random() < 0.2 else [],
            "mentors_join": [Newcomer("new", rng.integers(0, 50, m), rule=rng.integers(0, 2, m), places=2)]
            if rng.random() < 0.5 and seed % 3
            else [],
            "mentees_join": [Newcomer("new", rng.integers(0, 50, n))] if rng.random() < 0.5 and seed % 3 else [],
            "scores": {pick[0]: int(rng.integers(0, 20_000) if seed % 3 else rng.integers(0, instance.score.max() + 1))}
            if pick and rng.random() < 0.6
            else {},
            "more_places": {("mentor", str(rng.integers(n))): 1} if rng.random() < 0.5 else {},
            "must": [("mentee", str(rng.integers(m)))] if rng.random() < 0.3 else [],
        }
        try:
            by_hand = changed_by_hand(instance, asked)
            again = worth(solve(by_hand, objective).pairs, by_hand, objective)
        except (Infeasible, InvalidInstance):
            with pytest.raises((Infeasible, InvalidInstance)):
                WarmRound(assignment).change(**asked)
            refused += 1
            continue
        change = WarmRound(assignment).change(**asked)
        before = worth(assignment.pairs, instance, objective)
        exact = tuple(one - other for one, other in zip(before, again, strict=True))
        told = dict(change.loss)
        names = [name for name in objective.levels if name in told]
        assert tuple(told[name] for name in names) == exact[: len(names)], (seed, asked)
        agreed += 1
    assert agreed > 20
    assert refused > 0


def test_a_newcomer_needs_an_id_of_their_own_and_a_number_for_everybody() -> None:
    warm = WarmRound(solve(make_instance(score=[[9, 1], [1, 9]])))

    with pytest.raises(InvalidInstance, match="twice"):
        warm.change(mentors_join=[Newcomer("0", [1, 1])])
    with pytest.raises(InvalidInstance, match="2 are accepted"):
        warm.change(mentees_join=[Newcomer("Wati", [1, 1, 1])])


def test_one_who_joins_gains_what_their_pair_is_worth() -> None:
    warm = WarmRound(solve(make_instance(score=[[9, 8]]), REACH_TOTAL))

    change = warm.change(mentors_join=[Newcomer("Wati", [7, 2])])

    assert change.loss == (("reach", -1), ("total", -6))
    assert change.come == (("0", "1"), ("Wati", "0"))


def test_somebody_who_must_be_served_gets_no_place_that_is_not_there() -> None:
    warm = WarmRound(solve(make_instance(score=[[9, 1], [1, 9]], mentor_capacity=[1, 2])))

    for asked in (
        {"mentors_leave": ["0"], "more_places": {("mentor", "1"): -2}, "must": [("mentee", "0")]},
        {"mentors_leave": ["0"], "force": [("0", "0")], "must": [("mentee", "0")]},
        {"mentees_leave": ["1"], "must": [("mentor", "0"), ("mentor", "1")]},
    ):
        with pytest.raises(Infeasible):
            warm.change(**asked)
