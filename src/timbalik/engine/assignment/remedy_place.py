"""Which partner's one place more would leave the round best, where prices do not tell: a place that belongs to nobody yet.

One more person joins the partners' side, with one place, and whoever of the other side takes it pairs with the best partner that
it could stand for. One solution then chooses the partner as well. It may pair the same two people twice; that can only happen
where people may have several partners, and then every partner is tried.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from timbalik.engine.assignment.errors import Infeasible
from timbalik.engine.assignment.instance import Instance, Pair
from timbalik.engine.assignment.objective import Objective
from timbalik.engine.assignment.solve import Assignment, solve
from timbalik.engine.assignment.whole import IntArray

#: Id of the place; no person's id begins so.
FLOATING: Final = "\x00one place more"


def places_to_try(assignment: Assignment, person: str, side: str) -> Iterator[str]:
    """Yield the partners of whom the best is one; mostly one alone, none where none helps."""
    instance, objective = assignment.instance, assignment.objective
    mentors = side == "mentee"  # the place is a mentor's
    extended, standing = _with_place(instance, objective, person, mentors=mentors)
    names = instance.mentor_ids if mentors else instance.mentee_ids
    room = instance.mentor_capacity if mentors else instance.mentee_capacity
    try:
        found = solve(extended, objective)
    except Infeasible:
        return
    held = found.mentees_of if mentors else found.mentors_of
    taken = held[FLOATING]
    if not taken:  # the person is served without: anybody's place will do
        yield from sorted(name for name, places in zip(names, room.tolist(), strict=True) if places)[:1]
        return
    other = (instance.mentee_index if mentors else instance.mentor_index)[taken[0]]
    partner = names[int(standing[other])]
    if taken[0] not in held[partner]:
        yield partner
        return
    yield from sorted(name for name, places in zip(names, room.tolist(), strict=True) if places)


def _with_place(instance: Instance, objective: Objective, person: str, *, mentors: bool) -> tuple[Instance, IntArray]:
    """Return the round with the place and the person served, and for each of the other side whom the place stands for."""
    on, others = ("mentor", "mentee") if mentors else ("mentee", "mentor")
    names, partners = getattr(instance, f"{on}_ids"), getattr(instance, f"{others}_ids")
    room, least = getattr(instance, f"{on}_capacity"), getattr(instance, f"{others}_minimum").copy()
    row = getattr(instance, f"{others}_index")[person]
    least[row] = max(1, least[row])

    def turned(table: NDArray[Any]) -> NDArray[Any]:
        return table if mentors else table.T

    previous, usable = np.zeros(instance.shape, bool), instance.allowed.copy()
    for place in instance.positions(instance.previous):
        previous[place] = True
    for place in instance.positions(instance.locked):
        usable[place] = False
    usable = turned(usable) & (room > 0)[:, None]
    standing = _best_for_each(instance, objective, names, usable, turned(previous), turned)
    at = standing, np.arange(len(partners))
    tables = {
        name: turned(np.concatenate([turned(table), turned(table)[at][None, :]]))
        for name in ("score", "benefit_mentor", "benefit_mentee")
        for table in [getattr(instance, name)]
    }
    rule = turned(instance.rule)
    tables["rule"] = turned(np.concatenate([rule, np.zeros((1, len(partners)), rule.dtype)]))

    def with_floating(present: frozenset[Pair], marked: NDArray[np.bool_]) -> frozenset[Pair]:
        added = [partners[other] for other in np.flatnonzero(marked)]
        return present | {(FLOATING, one) if mentors else (one, FLOATING) for one in added}

    extended = instance.changed(
        **tables,
        **{
            f"{on}_ids": (*names, FLOATING),
            f"{on}_capacity": np.append(room, 1),
            f"{on}_minimum": np.append(getattr(instance, f"{on}_minimum"), 0),
            f"{others}_minimum": least,
        },
        previous=with_floating(instance.previous, turned(previous)[at] & usable[at]),
        forbidden=with_floating(instance.forbidden, ~usable[at]),
    )
    return extended, standing


def _best_for_each(
    instance: Instance,
    objective: Objective,
    names: tuple[str, ...],
    usable: NDArray[np.bool_],
    previous: NDArray[np.bool_],
    turned: Callable[[NDArray[Any]], NDArray[Any]],
) -> IntArray:
    """Return for each of the other side the best partner, level by level, the smallest id among equals."""
    weaker = turned(instance.weaker)
    worth: dict[str, NDArray[Any]] = {
        "reach": np.zeros(usable.shape, np.int64),
        "floor": (weaker >= objective.floor_hundredths).astype(np.int64),
        "leximin": weaker // objective.band_hundredths,
        "total": turned(instance.score) + objective.keep_bonus_hundredths * previous,
        "changes": previous.astype(np.int64),
    }
    by_id = np.argsort(np.argsort(np.array(names, object)))
    best = []
    for other in range(usable.shape[1]):
        keys = [by_id, *(-worth[name][:, other] for name in reversed(objective.levels)), ~usable[:, other]]
        best.append(int(np.lexsort(keys)[0]))
    return np.array(best, np.int64)
