"""Two people who would rather have each other: count them, and the stable alternative with its price.

References
----------
Gale and Shapley (1962), *American Mathematical Monthly* 69; with capacities on both sides: Roth (1984), *Econometrica* 52.
Mentees propose. Preferences are each side's own benefit, then the score, then the lower position, so they are strict.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from timbalik.engine.assignment.instance import Instance
from timbalik.engine.assignment.solve import Assignment


@dataclass(frozen=True)
class StableAlternative:
    """What a coordinator would choose between.

    Attributes
    ----------
    blocking : int
        Pairs of the answer's round who would both rather have each other; the stable alternative has none.
    pairs : (row, column) of the stable alternative, ascending
    loss_pairs, loss_floor, loss_total : int
        What it costs against the answer: pairs lost, pairs more under the floor, hundredths of a point lost.
    """

    blocking: int
    pairs: tuple[tuple[int, int], ...]
    loss_pairs: int
    loss_floor: int
    loss_total: int


def stable_alternative(assignment: Assignment) -> StableAlternative:
    """Return the stable assignment beside the answer, with its price. Locks and minimums are not read by it."""
    instance = assignment.instance
    pairs = stable_pairs(instance)
    floor = assignment.objective.floor_hundredths
    return StableAlternative(
        blocking=int(blocking_pairs(instance, assignment.pairs).sum()),
        pairs=pairs,
        loss_pairs=len(assignment.pairs) - len(pairs),
        loss_floor=sum(int(instance.weaker[pair]) < floor for pair in pairs) - len(assignment.under_floor),
        loss_total=assignment.total - sum(int(instance.score[pair]) for pair in pairs),
    )


def rank(instance: Instance, side: str) -> NDArray[np.int64]:
    """Return how much each side likes each pair, larger is better, no ties within a person; -1 where forbidden."""
    benefit = instance.benefit_mentor if side == "mentor" else instance.benefit_mentee
    n_mentors, n_mentees = instance.shape
    if side == "mentor":
        last = np.broadcast_to(np.arange(n_mentees)[::-1], instance.shape)
    else:
        last = np.broadcast_to(np.arange(n_mentors)[::-1][:, None], instance.shape)
    order = np.lexsort((last, instance.score, benefit), axis=1 if side == "mentor" else 0)
    ranks = np.empty(instance.shape, np.int64)
    if side == "mentor":
        np.put_along_axis(ranks, order, np.broadcast_to(np.arange(n_mentees), instance.shape), 1)
    else:
        np.put_along_axis(ranks, order, np.broadcast_to(np.arange(n_mentors)[:, None], instance.shape), 0)
    return np.where(instance.allowed, ranks, -1)


def blocking_pairs(instance: Instance, pairs: tuple[tuple[int, int], ...]) -> NDArray[np.bool_]:
    """Return the table of pairs in which both would rather have each other than what they hold (or hold too little)."""
    held = np.zeros(instance.shape, bool)
    for pair in pairs:
        held[pair] = True
    liked = {side: rank(instance, side) for side in ("mentor", "mentee")}
    huge = max(instance.shape) + 1
    worst_mentor = np.where(held, liked["mentor"], huge).min(1, initial=huge)
    worst_mentee = np.where(held, liked["mentee"], huge).min(0, initial=huge)
    worst_mentor[held.sum(1) < instance.mentor_capacity] = -1
    worst_mentee[held.sum(0) < instance.mentee_capacity] = -1
    worst_mentor[instance.mentor_capacity == 0] = huge
    worst_mentee[instance.mentee_capacity == 0] = huge
    mentor_wants = liked["mentor"] > worst_mentor[:, None]
    mentee_wants = liked["mentee"] > worst_mentee[None, :]
    blocking: NDArray[np.bool_] = instance.allowed & ~held & mentor_wants & mentee_wants
    return blocking


def stable_pairs(instance: Instance) -> tuple[tuple[int, int], ...]:
    """Return the stable assignment that is best for mentees: no blocking pair exists. Locks and minimums are not read."""
    mentor_likes, mentee_likes = rank(instance, "mentor"), rank(instance, "mentee")
    wishes = []
    for column in range(instance.shape[1]):
        allowed = np.flatnonzero(instance.allowed[:, column])
        best_first = np.argsort(-mentee_likes[allowed, column], kind="stable")
        wishes.append(iter(allowed[best_first].tolist()))
    holds: list[list[tuple[int, int]]] = [[] for _ in instance.mentor_ids]
    asking = [column for column in range(instance.shape[1]) for _ in range(int(instance.mentee_capacity[column]))]
    while asking:
        column = asking.pop()
        row = next(wishes[column], None)
        if row is None:
            continue
        heapq.heappush(holds[row], (int(mentor_likes[row, column]), column))
        if len(holds[row]) > instance.mentor_capacity[row]:
            asking.append(heapq.heappop(holds[row])[1])
    return tuple(sorted((row, column) for row, held in enumerate(holds) for _, column in held))
