"""Random small rounds with every feature mixed, and two judges that do not use the engine's solver."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from timbalik.engine.assignment.instance import Instance, make_instance
from timbalik.engine.assignment.objective import FAIR, REACH_TOTAL, TOTAL, Objective

Pairs = tuple[tuple[int, int], ...]


def draw_round(seed: int, most_people: int = 8) -> tuple[Instance, Objective]:
    """Return a round and an objective; ties, zero capacities, minimums, locks and bonuses all occur."""
    rng = np.random.default_rng(seed)
    n, m = (int(size) for size in rng.integers(1, most_people + 1, 2))
    highest = int(rng.choice([1, 2, 4, 101, 10_001]))
    rule = (rng.random((n, m)) < rng.random()).astype(np.int64)
    mentor_capacity, mentee_capacity = rng.integers(0, 4, n), rng.integers(0, 4, m)
    mentor_minimum = np.minimum(mentor_capacity, (rng.random(n) < 0.12) * rng.integers(1, 3, n))
    mentee_minimum = np.minimum(mentee_capacity, (rng.random(m) < 0.12) * rng.integers(1, 3, m))
    cells = list(np.ndindex(n, m))
    instance = make_instance(
        score=rng.integers(0, highest, (n, m)),
        benefit_mentor=rng.integers(0, highest, (n, m)),
        benefit_mentee=rng.integers(0, highest, (n, m)),
        rule=rule,
        mentor_capacity=mentor_capacity,
        mentee_capacity=mentee_capacity,
        mentor_minimum=mentor_minimum,
        mentee_minimum=mentee_minimum,
        locked=[(str(i), str(j)) for i, j in cells if rng.random() < 0.01 and rule[i, j] == 0],
        forbidden=[(str(i), str(j)) for i, j in cells if rng.random() < 0.03 and rule[i, j] != 0],
        previous=[(str(i), str(j)) for i, j in cells if rng.random() < 0.1],
        salt=str(seed),
    )
    objectives = (
        FAIR,
        TOTAL,
        REACH_TOTAL,
        Objective(levels=("reach", "leximin", "total"), band_hundredths=max(1, highest // 5)),
        Objective(levels=("floor", "reach", "total", "changes"), floor_hundredths=highest // 2),
        Objective(floor_hundredths=highest // 2, keep_bonus_hundredths=max(1, highest // 10)),
    )
    return instance, objectives[seed % len(objectives)]


def every_assignment(instance: Instance) -> Iterator[Pairs]:
    """Yield every assignment that keeps the hard constraints."""
    cells = [cell for cell in np.ndindex(*instance.shape) if instance.allowed[cell]]
    locked = set(instance.positions(instance.locked))
    for size in range(len(cells) + 1):
        for pairs in itertools.combinations(cells, size):
            table = np.zeros(instance.shape, np.int64)
            for pair in pairs:
                table[pair] = 1
            if locked <= set(pairs) and _keeps(table, instance):
                yield pairs


def _keeps(table: NDArray[np.int64], instance: Instance) -> bool:
    rows, columns = table.sum(1), table.sum(0)
    return bool(
        (rows <= instance.mentor_capacity).all()
        and (rows >= instance.mentor_minimum).all()
        and (columns <= instance.mentee_capacity).all()
        and (columns >= instance.mentee_minimum).all()
    )


def worth(pairs: Pairs, instance: Instance, objective: Objective) -> tuple[int, ...]:
    """Return what an assignment reaches on each level, larger is better."""
    previous = set(instance.positions(instance.previous))
    weaker = [int(instance.weaker[pair]) for pair in pairs]
    reached: list[int] = []
    for level in objective.levels:
        if level == "reach":
            reached.append(len(pairs) if objective.reach_target is None else min(len(pairs), objective.reach_target))
        elif level == "floor":
            reached.append(-sum(one < objective.floor_hundredths for one in weaker))
        elif level == "leximin":
            bands = sorted({int(one) // objective.band_hundredths for one in instance.weaker[instance.allowed]})
            reached += [-sum(one // objective.band_hundredths <= band for one in weaker) for band in bands]
        elif level == "total":
            bonus = objective.keep_bonus_hundredths
            reached.append(sum(int(instance.score[pair]) + (bonus if pair in previous else 0) for pair in pairs))
        else:
            reached.append(sum(pair in previous for pair in pairs))
    return tuple(reached)


def best_by_milp(instance: Instance, objective: Objective, *more: LinearConstraint) -> tuple[int, ...] | None:
    """Return the best worth by one mixed-integer programme for each level in turn; None where none is feasible.

    ``more`` are constraints on the cells of the table, row by row.
    """
    n, m = instance.shape
    cells = list(np.ndindex(n, m))
    rows = np.array([[i == row for i, _ in cells] for row in range(n)], float)
    columns = np.array([[j == column for _, j in cells] for column in range(m)], float)
    constraints = [
        LinearConstraint(rows, instance.mentor_minimum, instance.mentor_capacity),
        LinearConstraint(columns, instance.mentee_minimum, instance.mentee_capacity),
        *more,
    ]
    lower = np.array([(str(i), str(j)) in instance.locked for i, j in cells], float)
    upper = np.array([instance.allowed[cell] for cell in cells], float)
    levels = np.array([worth((cell,), instance, objective) for cell in cells], float).T
    reached: list[int] = []
    for level in levels:
        answer = milp(-level, constraints=constraints, bounds=Bounds(lower, upper), integrality=np.ones(len(cells)))
        if answer.x is None:
            return None
        reached.append(round(float(level @ np.round(answer.x))))
        constraints.append(LinearConstraint(level[None, :], reached[-1] - 0.5, np.inf))
    return tuple(reached)
