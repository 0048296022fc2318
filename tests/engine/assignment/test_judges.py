"""Thousands of random rounds against judges that share nothing with the solver."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.engine.assignment.rounds import best_by_milp, draw_round, every_assignment, worth
from timbalik.engine.assignment.certificate import from_json, to_json
from timbalik.engine.assignment.errors import Infeasible
from timbalik.engine.assignment.solve import solve
from timbalik.engine.assignment.verify import verify


@pytest.mark.parametrize("seed", range(60))
def test_solve_equals_brute_force(seed: int) -> None:
    instance, objective = draw_round(1_000_000 + seed, most_people=3)
    best = max((worth(pairs, instance, objective) for pairs in every_assignment(instance)), default=None)

    try:
        found = worth(solve(instance, objective).pairs, instance, objective)
    except Infeasible:
        found = None

    assert found == best


@pytest.mark.slow
@pytest.mark.parametrize("block", range(6))
def test_solve_equals_one_programme_per_level(block: int) -> None:
    for seed in range(block * 70, block * 70 + 70):
        instance, objective = draw_round(seed, most_people=6)
        try:
            found = worth(solve(instance, objective).pairs, instance, objective)
        except Infeasible:
            found = None
        assert found == best_by_milp(instance, objective), seed


@pytest.mark.slow
@pytest.mark.parametrize("block", range(10))
def test_solve_is_certified_on_every_round(block: int) -> None:
    solved = 0
    for seed in range(block * 500, block * 500 + 500):
        instance, objective = draw_round(seed)
        if seed % 5 == 0 and objective.levels[0] == "reach":
            objective = replace(objective, reach_target=seed % 7)
        try:
            assignment = solve(instance, objective)
        except Infeasible:
            continue
        solved += 1
        assert verify(instance, from_json(to_json(assignment.certificate))).optimal, seed
    assert solved > 200
