"""What-if and remedies in rounds with a reach target, against every assignment of the changed round."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.engine.assignment.rounds import draw_round, every_assignment, worth
from tests.engine.assignment.test_changes import changed_by_hand
from timbalik.engine.assignment.errors import Infeasible, InvalidInstance
from timbalik.engine.assignment.explain import explain_unmatched
from timbalik.engine.assignment.instance import Instance, make_instance
from timbalik.engine.assignment.newcomers import Newcomer
from timbalik.engine.assignment.objective import FAIR, REACH_TOTAL, Objective
from timbalik.engine.assignment.remedies import Remedies
from timbalik.engine.assignment.solve import solve
from timbalik.engine.assignment.whatif import WarmRound
from timbalik.engine.assignment.whatif_target import TargetRound, ready_round

ORDERS = (("reach", "floor", "total", "changes"), ("reach", "total"), ("reach", "leximin", "total"))


def objective_for(seed: int) -> Objective:
    return Objective(
        levels=ORDERS[seed % 3], floor_hundredths=50, band_hundredths=20, keep_bonus_hundredths=3, reach_target=seed % 4
    )


def draw_scarce(seed: int, side: str) -> Instance:
    """A round in which one side has too few places; some pairs are worth less than nothing."""
    rng = np.random.default_rng(60_000 + seed)
    shape = (4, 3) if side == "mentor" else (3, 4)
    many, few = "mentor" if side == "mentor" else "mentee", "mentee" if side == "mentor" else "mentor"
    capacity = {many: rng.integers(1, 3, 4), few: rng.integers(0, 2, 3)}
    cells = [(str(row), str(column)) for row, column in np.ndindex(*shape)]
    return make_instance(
        score=rng.integers(-40, 60, shape),
        benefit_mentor=rng.integers(0, 100, shape),
        benefit_mentee=rng.integers(0, 100, shape),
        rule=(rng.random(shape) < 0.2).astype(int),
        mentor_capacity=capacity["mentor"],
        mentee_capacity=capacity["mentee"],
        previous=[cell for cell in cells if rng.random() < 0.2],
        any_score=True,
    )


def best_worth(instance: Instance, objective: Objective) -> tuple[int, ...] | None:
    return max((worth(pairs, instance, objective) for pairs in every_assignment(instance)), default=None)


def told(loss: tuple[tuple[str, int], ...], objective: Objective) -> tuple[int, ...]:
    return tuple(dict(loss)[name] for name in objective.levels if name in dict(loss))


@pytest.mark.parametrize("block", range(3))
def test_mixed_changes_of_a_round_with_a_target_equal_brute_force(block: int) -> None:
    agreed = refused = 0
    for seed in range(block * 40, block * 40 + 40):
        rng = np.random.default_rng(70_000 + seed)
        instance, _ = draw_round(2_100_000 + seed, most_people=3)
        objective = objective_for(seed)
        if instance.locked:
            continue
        try:
            assignment = solve(instance, objective)
        except Infeasible:
            continue
        n, m = instance.shape
        free = [(str(i), str(j)) for i, j in np.argwhere(instance.allowed)]
        pick = [free[int(rng.integers(len(free)))]] if free else []
        other = [pair for pair in free if pair not in pick]
        closed = [(str(i), str(j)) for i, j in np.argwhere(~instance.allowed)]
        joins = rng.random() < 0.3
        asked: dict[str, Any] = {
            "force": pick if rng.random() < 0.4 else [],
            "forbid": [other[int(rng.integers(len(other)))]] if other and rng.random() < 0.3 else [],
            "allow": closed[:1] if rng.random() < 0.3 else [],
            "mentors_leave": [str(rng.integers(n))] if rng.random() < 0.3 else [],
            "mentees_leave": [str(rng.integers(m))] if rng.random() < 0.2 else [],
            "mentors_join": [Newcomer("new", rng.integers(0, 50, m), rule=rng.integers(0, 2, m))] if joins else [],
            "mentees_join": [],
            "scores": {pick[0]: int(rng.integers(0, 20_000))} if pick and rng.random() < 0.5 else {},
            "more_places": {("mentor", str(rng.integers(n))): 1} if rng.random() < 0.5 else {},
            "must": [("mentee", str(rng.integers(m)))] if rng.random() < 0.3 else [],
        }
        try:
            by_hand = changed_by_hand(instance, asked)
            after = best_worth(by_hand, objective)
        except InvalidInstance:
            after = None
        if after is None:
            with pytest.raises((Infeasible, InvalidInstance)):
                TargetRound(assignment).change(**asked)
            refused += 1
            continue
        change = TargetRound(assignment).change(**asked)
        before = worth(assignment.pairs, instance, objective)
        # a newcomer may bring bands of their own; of leximin the pairs alone are told
        exact = tuple(one - other for one, other in zip(before, after, strict="leximin" not in objective.levels))
        loss = told(change.loss, objective)
        assert loss == exact[: len(loss)], (seed, asked)
        agreed += 1
    assert agreed > 10
    assert refused > 0


@pytest.mark.parametrize("side", ["mentor", "mentee"])
def test_the_cheapest_place_with_a_target_equals_trying_all(side: str) -> None:
    asked = 0
    other = "mentee" if side == "mentor" else "mentor"
    for seed in range(45):
        instance = draw_scarce(seed, side)
        objective = objective_for(seed)
        try:
            assignment = solve(instance, objective)
        except Infeasible:
            continue
        left = assignment.unmatched_mentors if side == "mentor" else assignment.unmatched_mentees
        before = worth(assignment.pairs, instance, objective)
        for person in left[:1]:
            if explain_unmatched(assignment, person, side).cause != "partners_full":
                continue
            found = []
            for place in np.flatnonzero(getattr(instance, f"{other}_capacity")):
                capacity = getattr(instance, f"{other}_capacity").copy()
                least = getattr(instance, f"{side}_minimum").copy()
                capacity[place] += 1
                least[getattr(instance, f"{side}_index")[person]] = 1
                changed = instance.changed(**{f"{other}_capacity": capacity, f"{side}_minimum": least})
                after = best_worth(changed, objective)
                if after is not None:
                    found.append(tuple(one - two for one, two in zip(before, after, strict=True)))
            remedy = Remedies(assignment).cheapest(person, side)
            if not found:
                assert remedy.kind == "none", seed
                continue
            loss = told(remedy.loss, objective)
            assert loss == min(found)[: len(loss)], (seed, person)
            assert remedy.with_whom is not None
            assert remedy.partner is not None
            asked += 1
    assert asked > 10


def test_a_rule_or_a_place_of_ones_own_helps_beside_a_target_too() -> None:
    objective = replace(REACH_TOTAL, reach_target=1)
    ruled = make_instance(score=[[9, 4]], rule=[[0, 1]], mentor_capacity=2)
    placed = make_instance(score=[[9], [8]], mentor_capacity=[1, 0], mentee_capacity=2)

    lifted = Remedies(solve(ruled, objective)).cheapest("1", "mentee")
    raised = Remedies(solve(placed, objective)).cheapest("1", "mentor")

    assert (lifted.kind, lifted.rule, dict(lifted.loss)) == ("lift_rule", "reporting_line", {"reach": 0, "total": -4})
    assert (raised.kind, raised.with_whom, dict(raised.loss)) == ("raise_own_capacity", "0", {"reach": 0, "total": -8})


def test_somebody_left_out_for_the_floor_is_served_at_the_floors_price() -> None:
    instance = make_instance(score=[[9_000, 10], [8_000, 10]], mentor_capacity=1)
    assignment = solve(instance, replace(FAIR, reach_target=1))

    remedy = Remedies(assignment).cheapest("1", "mentee")

    assert assignment.id_pairs == (("0", "0"),)
    assert (remedy.kind, dict(remedy.loss)) == ("force", {"reach": 0, "floor": 1, "total": -10})


def test_reduced_costs_with_a_target_are_never_above_the_exact_cost() -> None:
    rng = np.random.default_rng(4)
    for target in (0, 4, 9):
        instance = make_instance(score=rng.integers(-60, 40, (6, 6)), any_score=True)
        round_ = ready_round(solve(instance, replace(REACH_TOTAL, reach_target=target)))
        assert len(round_.reduced_cost) == 36
        for place, (row, column) in enumerate((i, j) for j in range(6) for i in range(6)):
            loss = dict(round_.change(force=[(str(row), str(column))]).loss)
            assert loss["reach"] == 0
            bound = int(round_.reduced_cost[place])
            assert bound <= loss["total"], (target, row, column)


def test_a_change_may_lift_a_round_to_its_target_or_push_it_below() -> None:
    instance = make_instance(score=[[9, 8]])
    short = ready_round(solve(instance, replace(REACH_TOTAL, reach_target=2)))
    met = ready_round(solve(make_instance(score=[[9, 1], [1, 9]]), replace(REACH_TOTAL, reach_target=2)))

    assert short.change(more_places={("mentor", "0"): 1}).loss == (("reach", -1), ("total", -8))
    assert met.change(mentees_leave=["1"]).loss == (("reach", 1), ("total", 9))
    assert met.change(forbid=[("0", "0")]).loss == (("reach", 0), ("total", 16))


def test_pairs_that_are_not_open_are_refused_and_what_cannot_be_is_infeasible() -> None:
    instance = make_instance(score=[[9, 1], [1, 9]], rule=[[0, 1], [0, 0]], locked=[("1", "1")])
    round_ = ready_round(solve(instance, replace(FAIR, reach_target=1)))

    for pair in (("0", "1"), ("1", "1")):
        with pytest.raises(InvalidInstance, match="open pair"):
            round_.change(force=[pair])
    with pytest.raises(Infeasible):
        round_.change(force=[("0", "0")], forbid=[("0", "0")])
    with pytest.raises(Infeasible):
        round_.change(mentors_leave=["0"], must=[("mentor", "0")])
    with pytest.raises(Infeasible):
        round_.change(more_places={("mentee", "1"): -1})
    assert round_.change(mentors_leave=["1"]).leave == ()  # a locked pair stays


def test_the_two_kinds_of_rounds_are_told_apart() -> None:
    instance = make_instance(score=[[9]])

    assert isinstance(ready_round(solve(instance)), WarmRound)
    with pytest.raises(InvalidInstance, match="ready_round"):
        WarmRound(solve(instance, replace(FAIR, reach_target=1)))
    with pytest.raises(InvalidInstance, match="WarmRound"):
        TargetRound(solve(instance))


@pytest.mark.parametrize("band", [1, 20])
def test_a_change_of_a_round_by_leximin_is_the_best_in_every_band(band: int) -> None:
    objective = Objective(levels=("reach", "leximin", "total", "changes"), band_hundredths=band)
    asked = 0
    for seed in range(60):
        instance, _ = draw_round(2_300_000 + seed, most_people=4)
        free = [(str(i), str(j)) for i, j in np.argwhere(instance.allowed)]
        free = [pair for pair in free if pair not in instance.locked]
        if not free:
            continue
        try:
            assignment = solve(instance, objective)
            forced = instance.changed(locked=instance.locked | {free[seed % len(free)]})
            best = solve(forced, objective)
        except Infeasible:
            continue
        change = ready_round(assignment).change(force=[free[seed % len(free)]])
        pairs = (set(assignment.id_pairs) - set(change.leave)) | set(change.come)
        places = tuple(sorted((int(mentor), int(mentee)) for mentor, mentee in pairs))
        assert worth(places, forced, objective) == worth(best.pairs, forced, objective) == best_worth(forced, objective)
        asked += 1
    assert asked > 20
