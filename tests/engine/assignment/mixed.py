"""Small rounds with every feature at once, quotas and couples included, and a judge that looks at every set of pairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import LinearConstraint

from tests.engine.assignment.rounds import draw_round
from timbalik.engine.assignment.instance import Instance
from timbalik.engine.assignment.objective import FAIR, REACH_TOTAL, Objective
from timbalik.engine.assignment.quotas import Quota, SideConstraints

#: Open pairs that are still tried in every combination.
MOST_TRIED = 12


def draw_mixed(seed: int, most_people: int) -> tuple[Instance, SideConstraints, Objective]:
    """Return a round of ``draw_round`` with a target, or with quotas and couples of both sides; some cannot be kept."""
    instance, objective = draw_round(seed, most_people)
    rng = np.random.default_rng([9, seed])
    instance = _decided(rng, instance)
    if rng.random() < 0.65:
        if seed % 5 == 0 and objective.levels[0] == "reach":
            objective = replace(objective, reach_target=int(rng.integers(0, 7)))
        return instance, SideConstraints(), objective
    highest = max(1, int(instance.score.max(initial=0)))
    orders = (
        FAIR,
        REACH_TOTAL,
        Objective(floor_hundredths=highest // 2, keep_bonus_hundredths=max(1, highest // 10)),
        Objective(levels=("reach", "total", "floor"), floor_hundredths=highest // 2),
    )
    side = SideConstraints(
        quotas=tuple(_quota(rng, instance, number) for number in range(int(rng.choice([0, 1, 1, 2])))),
        **_couples(rng, instance.mentee_ids, "keep_together", "keep_apart"),
        **_couples(rng, instance.mentor_ids, "mentors_together", "mentors_apart"),
    )
    return instance, side, orders[seed % len(orders)]


def _decided(rng: np.random.Generator, instance: Instance) -> Instance:
    """Lock and forbid a few more open pairs, as far as there is room for the locked."""
    free = [(str(i), str(j)) for i, j in np.argwhere(instance.allowed).tolist()]
    forbidden = {pair for pair in free if rng.random() < 0.06} - instance.locked
    locked: set[tuple[str, str]] = set()
    for pair in free:
        i, j = int(pair[0]), int(pair[1])
        room = instance.mentor_capacity[i] > 0 and instance.mentee_capacity[j] > 0
        if rng.random() < 0.08 and room and pair not in forbidden and not instance.locked | locked:
            locked.add(pair)
    return instance.changed(locked=instance.locked | locked, forbidden=instance.forbidden | forbidden)


def _quota(rng: np.random.Generator, instance: Instance, number: int) -> Quota:
    least = int(rng.choice([0, 0, 0, 1, 2]))
    most = None if rng.random() < 0.4 else least + int(rng.integers(0, 3))
    return Quota(f"quota {number}", rng.random(instance.shape) < 0.5, at_least=least, at_most=most)


def _couples(
    rng: np.random.Generator, names: Sequence[str], together: str, apart: str
) -> dict[str, tuple[tuple[str, str], ...]]:
    """Draw at most one couple of each kind, with no person in both."""
    some = [str(one) for one in rng.permutation(list(names))]
    drawn = [tuple(some[:2]), tuple(some[1:3])]
    return {
        name: ((couple[0], couple[1]),) if len(couple) == 2 and rng.random() < 0.4 else ()
        for name, couple in zip((together, apart), drawn, strict=True)
    }


def features(instance: Instance, side: SideConstraints, objective: Objective) -> set[str]:
    """Name what a round mixes."""
    found = {
        "locks": bool(instance.locked),
        "forbids": bool(instance.forbidden),
        "previous": bool(instance.previous),
        "mentor minimums": bool(instance.mentor_minimum.any()),
        "mentee minimums": bool(instance.mentee_minimum.any()),
        "several on both sides": instance.mentor_capacity.max() > 1 and instance.mentee_capacity.max() > 1,
        "zero capacity": not (instance.mentor_capacity.all() and instance.mentee_capacity.all()),
        "zero scores": not instance.score.all(),
        "ties": len(np.unique(instance.score)) < instance.score.size,
        "floor": "floor" in objective.levels,
        "leximin": "leximin" in objective.levels,
        "target": objective.reach_target is not None,
        "bonus": objective.keep_bonus_hundredths > 0,
        "quotas": bool(side.quotas),
        "mentees together": bool(side.keep_together),
        "mentees apart": bool(side.keep_apart),
        "mentors together": bool(side.mentors_together),
        "mentors apart": bool(side.mentors_apart),
    }
    return {name for name, is_there in found.items() if is_there}


def can_try_all(instance: Instance) -> bool:
    """Return whether every set of pairs can be looked at."""
    return int(instance.allowed.sum()) <= MOST_TRIED


def best_of_all(instance: Instance, side: SideConstraints, objective: Objective) -> tuple[int, ...] | None:
    """Return the best worth among all sets of open pairs, each constraint read from its own words; None where none is left."""
    cells = np.argwhere(instance.allowed)
    chosen = _subsets(len(cells))
    tables = np.zeros((len(chosen), *instance.shape), np.int64)
    tables[:, cells[:, 0], cells[:, 1]] = chosen
    keeps = np.ones(len(chosen), bool)
    for load, least, most in (
        (tables.sum(2), instance.mentor_minimum, instance.mentor_capacity),
        (tables.sum(1), instance.mentee_minimum, instance.mentee_capacity),
    ):
        keeps &= ((load >= least) & (load <= most)).all(1)
    for row, column in instance.positions(instance.locked):
        keeps &= tables[:, row, column] == 1
    for quota in side.quotas:
        held = tables[:, quota.pairs].sum(1)
        keeps &= (held >= quota.at_least) & (held <= (held if quota.at_most is None else quota.at_most))
    for one, other in side.keep_together:
        keeps &= (tables[:, :, int(one)] == tables[:, :, int(other)]).all(1)
    for one, other in side.keep_apart:
        keeps &= (tables[:, :, int(one)] + tables[:, :, int(other)] < 2).all(1)
    for one, other in side.mentors_together:
        keeps &= (tables[:, int(one)] == tables[:, int(other)]).all(1)
    for one, other in side.mentors_apart:
        keeps &= (tables[:, int(one)] + tables[:, int(other)] < 2).all(1)
    if not keeps.any():
        return None
    best: list[int] = []
    chosen = chosen[keeps]
    for value in _values(instance, objective, cells):
        reached = chosen @ value
        if not best and objective.reach_target is not None:
            reached = np.minimum(reached, objective.reach_target)
        best.append(int(reached.max()))
        chosen = chosen[reached == best[-1]]
    return tuple(best)


def as_rows(instance: Instance, side: SideConstraints) -> list[LinearConstraint]:
    """Return the side constraints as rows over the cells of the table: for ``best_by_milp``, where there are too many sets."""
    n, m = instance.shape
    rows: list[LinearConstraint] = []
    for quota in side.quotas:
        most = np.inf if quota.at_most is None else quota.at_most
        rows.append(LinearConstraint(quota.pairs.reshape(1, -1).astype(float), quota.at_least, most))
    cell = np.eye(n * m).reshape(n, m, n * m)
    for one, other in side.keep_together:
        rows.append(LinearConstraint(cell[:, int(one)] - cell[:, int(other)], 0, 0))
    for one, other in side.keep_apart:
        rows.append(LinearConstraint(cell[:, int(one)] + cell[:, int(other)], 0, 1))
    for one, other in side.mentors_together:
        rows.append(LinearConstraint(cell[int(one)] - cell[int(other)], 0, 0))
    for one, other in side.mentors_apart:
        rows.append(LinearConstraint(cell[int(one)] + cell[int(other)], 0, 1))
    return rows


def _values(instance: Instance, objective: Objective, cells: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """Return what each open pair counts, level by level and band by band."""
    row, column = cells.T
    weaker = np.minimum(instance.benefit_mentor, instance.benefit_mentee)[row, column]
    previous = np.array([(str(i), str(j)) in instance.previous for i, j in cells.tolist()], bool)
    values: list[NDArray[np.int64]] = []
    for level in objective.levels:
        if level == "reach":
            values.append(np.ones(len(cells), np.int64))
        elif level == "floor":
            values.append(-(weaker < objective.floor_hundredths).astype(np.int64))
        elif level == "leximin":
            band = weaker // objective.band_hundredths
            values += [-(band <= one).astype(np.int64) for one in np.unique(band)]
        elif level == "total":
            values.append(instance.score[row, column] + objective.keep_bonus_hundredths * previous)
        else:
            values.append(previous.astype(np.int64))
    return values


@cache
def _subsets(size: int) -> NDArray[np.int64]:
    return np.arange(2**size)[:, None] >> np.arange(size) & 1
