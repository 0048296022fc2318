"""Five thousand random rounds with all features mixed; wherever few pairs are open, every set of pairs is the judge."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.engine.assignment.mixed import as_rows, best_of_all, can_try_all, draw_mixed, features
from tests.engine.assignment.rounds import best_by_milp, worth
from timbalik.engine.assignment.certificate import from_json, to_json
from timbalik.engine.assignment.errors import Infeasible
from timbalik.engine.assignment.instance import Instance
from timbalik.engine.assignment.objective import Objective
from timbalik.engine.assignment.quota_proof import verify_quotas
from timbalik.engine.assignment.quotas import SideConstraints, solve_with_quotas
from timbalik.engine.assignment.solve import solve
from timbalik.engine.assignment.verify import verify

ROUNDS = 500

#: In every five hundred rounds each of these is met so often at least.
OFTEN = {
    "locks": 50,
    "forbids": 80,
    "previous": 150,
    "mentor minimums": 50,
    "mentee minimums": 50,
    "several on both sides": 150,
    "zero capacity": 200,
    "zero scores": 150,
    "ties": 150,
    "floor": 150,
    "leximin": 30,
    "target": 15,
    "bonus": 80,
    "quotas": 80,
    "mentees together": 20,
    "mentees apart": 8,
    "mentors together": 20,
    "mentors apart": 8,
}


def solved_and_judged(instance: Instance, side: SideConstraints, objective: Objective) -> tuple[int, ...] | None:
    """Return the worth of the engine's answer, its proof rechecked; None where it says that there is none."""
    try:
        if side == SideConstraints():
            assignment = solve(instance, objective)
            assert verify(instance, from_json(to_json(assignment.certificate))).optimal
            return worth(assignment.pairs, instance, objective)
        answer = solve_with_quotas(instance, side, objective)
    except Infeasible:
        return None
    assert answer.proved
    assert verify_quotas(instance, side, answer.certificate).optimal
    return worth(answer.pairs, instance, objective)


@pytest.mark.slow
@pytest.mark.parametrize("block", range(10))
def test_rounds_with_everything_mixed_are_solved_and_proved(block: int) -> None:
    mixed: Counter[str] = Counter()
    tried = solved = impossible = 0
    for seed in range(block * ROUNDS, (block + 1) * ROUNDS):
        instance, side, objective = draw_mixed(seed, most_people=8 if seed % 8 < 2 else 3)

        found = solved_and_judged(instance, side, objective)

        if can_try_all(instance):
            assert found == best_of_all(instance, side, objective), seed
            tried += 1
        elif objective.reach_target is None and seed % 16 < 2:
            assert found == best_by_milp(instance, objective, *as_rows(instance, side)), seed
        solved += found is not None
        impossible += found is None
        mixed.update(features(instance, side, objective))
    assert tried > 350
    assert min(solved, impossible) > 100
    assert all(mixed[name] >= least for name, least in OFTEN.items()), mixed
