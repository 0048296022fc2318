"""A large table solved on few of its pairs gives the same pairs as all of them, and its proof holds over all of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.engine.assignment.rounds import draw_round
from timbalik.engine.assignment.errors import Infeasible
from timbalik.engine.assignment.instance import Instance, make_instance
from timbalik.engine.assignment.levels import solve_levels
from timbalik.engine.assignment.objective import FAIR, REACH_TOTAL, TOTAL, Objective
from timbalik.engine.assignment.opening import list_levels, open_face
from timbalik.engine.assignment.solve import solve
from timbalik.engine.assignment.table import solve_table, suits
from timbalik.engine.assignment.verify import verify


def pairs_of_the_list(instance: Instance, objective: Objective) -> list[tuple[int, int]]:
    pairs = instance.pair_list
    held, _ = solve_levels(list_levels(instance, objective), open_face(instance))
    return sorted(zip(pairs.mentor[held].tolist(), pairs.mentee[held].tolist(), strict=True))


def pairs_of_the_table(instance: Instance, objective: Objective) -> list[tuple[int, int]]:
    pairs, held, _ = solve_table(instance, objective)
    return sorted(zip(pairs.mentor[held].tolist(), pairs.mentee[held].tolist(), strict=True))


@settings(deadline=None, max_examples=150)
@given(seed=st.integers(0, 2**32))
def test_table_gives_the_pairs_of_the_list(seed: int) -> None:
    instance, objective = draw_round(seed, most_people=30)
    assume(objective.levels[0] != "leximin")
    nobody = np.zeros_like
    instance = instance.changed(
        mentor_minimum=nobody(instance.mentor_minimum), mentee_minimum=nobody(instance.mentee_minimum)
    )
    try:
        expected = pairs_of_the_list(instance, objective)
    except Infeasible:
        with pytest.raises(Infeasible):
            solve_table(instance, objective)
        return

    assert pairs_of_the_table(instance, objective) == expected


def large(seed: int, kind: str) -> Instance:
    rng = np.random.default_rng(seed)
    n, m = 220, 240
    tables = {
        "spread": rng.integers(0, 10_001, (n, m)),
        "tied": rng.integers(0, 3, (n, m)) * 5_000,
        "common": np.broadcast_to(rng.integers(0, 9_000, (n, 1)), (n, m)) + rng.integers(0, 1_000, (n, m)),
    }
    return make_instance(
        score=tables[kind],
        benefit_mentor=rng.integers(0, 10_001, (n, m)),
        benefit_mentee=rng.integers(0, 10_001, (n, m)),
        rule=(rng.random((n, m)) < rng.choice([0.1, 0.4, 0.97])).astype(int),
        mentor_capacity=rng.integers(0, 4, n),
        mentee_capacity=rng.integers(0, 3, m),
        previous=[(str(one), str(one)) for one in range(0, n, 7)],
        salt=str(seed),
    )


@pytest.mark.parametrize("kind", ["spread", "tied", "common"])
@pytest.mark.parametrize(
    "objective",
    [FAIR, TOTAL, REACH_TOTAL, Objective(keep_bonus_hundredths=300), Objective(levels=("floor", "leximin", "total"))],
    ids=["fair", "total", "reach", "bonus", "leximin later"],
)
def test_large_table_is_proved_over_all_pairs(kind: str, objective: Objective) -> None:
    instance = large(len(kind), kind)
    assert suits(instance, objective)

    assignment = solve(instance, objective)

    assert assignment.certificate.proved
    assert verify(instance, assignment).optimal
    assert list(assignment.pairs) == pairs_of_the_list(instance, objective)


def test_table_stopped_by_time_states_a_bound_over_all_pairs() -> None:
    instance = large(3, "spread")

    stopped = solve(instance, TOTAL, go_on=lambda: False)

    verdict = verify(instance, stopped)
    assert verdict.bound >= solve(instance, TOTAL).total
    assert not verdict.optimal or stopped.total == solve(instance, TOTAL).total


def test_table_with_locks_and_forbids_keeps_them() -> None:
    instance = large(5, "spread")
    free = solve(instance, FAIR)
    allowed = [
        (str(row), str(column)) for row, column in np.argwhere(instance.allowed) if instance.mentor_capacity[row]
    ]
    instance = instance.changed(locked=frozenset(allowed[:1]), forbidden=frozenset(free.id_pairs[:20]))

    held = solve(instance, FAIR)

    assert allowed[0] in held.id_pairs
    assert not set(free.id_pairs[1:20]) & set(held.id_pairs)
    assert verify(instance, held).optimal
