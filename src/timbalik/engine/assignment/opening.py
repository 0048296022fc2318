"""What a round asks: its levels as a number for each pair, and what locked pairs leave open."""

from __future__ import annotations

import numpy as np

from timbalik.engine.assignment.errors import LocksPassCapacity
from timbalik.engine.assignment.face import Face
from timbalik.engine.assignment.levels import Bands, Lottery, Waiting
from timbalik.engine.assignment.objective import Objective
from timbalik.engine.assignment.pairlist import Numbers, PairList
from timbalik.engine.assignment.stages import Level
from timbalik.engine.assignment.tiebreak import tie_bits
from timbalik.engine.assignment.whole import IntArray


def open_face(numbers: Numbers) -> Face:
    """Return what locked pairs leave open."""
    pairs = numbers.pair_list
    locked = np.flatnonzero(pairs.locked)
    open_ = np.flatnonzero(~pairs.locked) if len(locked) else None
    return Face(
        mentor=pairs.mentor if open_ is None else pairs.mentor[open_],
        mentee=pairs.mentee if open_ is None else pairs.mentee[open_],
        listed=open_,
        fixed=locked,
        **_room(numbers, pairs),
    )


def list_levels(numbers: Numbers, objective: Objective) -> list[Waiting]:
    """Return the levels as numbers for each allowed pair, the tie-break last."""
    pairs = numbers.pair_list
    levels: list[Waiting] = []
    for name in objective.levels:
        if name == "reach":
            levels.append(Level(name, np.broadcast_to(np.int64(1), len(pairs.mentor))))
        elif name == "floor":
            weak = -(pairs.weaker < objective.floor_hundredths).astype(np.int64)
            levels.append(Level(name, weak, objective.floor_hundredths))
        elif name == "leximin":
            levels.append(Bands(name, pairs.weaker, objective.band_hundredths))
        elif name == "total":
            levels.append(Level(name, totals(pairs, objective)))
        elif pairs.previous.any():
            levels.append(Level(name, pairs.previous.astype(np.int64)))
    most = int(min(numbers.mentor_capacity.sum(), numbers.mentee_capacity.sum()))
    return [*levels, Lottery(*numbers.lottery, tie_bits(most))]


def totals(pairs: PairList, objective: Objective) -> IntArray:
    """Return what each pair adds to the total: its score, and the bonus for staying."""
    if not objective.keep_bonus_hundredths:
        return pairs.score
    return pairs.score + objective.keep_bonus_hundredths * pairs.previous


def _room(numbers: Numbers, pairs: PairList) -> dict[str, IntArray]:
    """Return capacities and minimums after the locked pairs; raise ``LocksPassCapacity`` where locks alone pass a capacity."""
    room: dict[str, IntArray] = {}
    for side, people, capacity, minimum, name in (
        ("mentor", pairs.mentor, numbers.mentor_capacity, numbers.mentor_minimum, numbers.mentor_name),
        ("mentee", pairs.mentee, numbers.mentee_capacity, numbers.mentee_minimum, numbers.mentee_name),
    ):
        taken = np.bincount(people[pairs.locked], minlength=len(capacity))
        for row in np.flatnonzero(capacity < taken)[:1]:
            message = f"{side} {name(row)!r} has {taken[row]} locked pairs and room for {capacity[row]}"
            raise LocksPassCapacity(message, **{f"{side}s": (name(row),)})
        room[f"{side}_capacity"] = capacity - taken
        room[f"{side}_minimum"] = np.maximum(minimum - taken, 0)
    return room
