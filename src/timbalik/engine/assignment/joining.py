"""What a question adds to a round: pairs of newcomers, pairs allowed although a rule forbids them, and everybody's room.

A table of a thousand by a thousand takes longer to copy and to check than the question "what if somebody joined" takes to
answer; only the new pairs are weighed, beside those there were.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from timbalik.engine.assignment.errors import Infeasible, InvalidInstance
from timbalik.engine.assignment.face import Face, Room
from timbalik.engine.assignment.instance import Instance, Pair
from timbalik.engine.assignment.newcomers import Newcomer
from timbalik.engine.assignment.stages import Level
from timbalik.engine.assignment.whole import IntArray

IMPOSSIBLE: Final = "no assignment keeps every hard constraint with this change"

#: Mentor, mentee, score, weaker benefit and whether together in the last round, of some pairs.
Columns = tuple[IntArray, IntArray, IntArray, IntArray, NDArray[np.bool_]]


@dataclass(frozen=True)
class Roll:
    """Who is in a round, by name: what a question needs of an ``Instance``."""

    mentor_ids: tuple[str, ...]
    mentee_ids: tuple[str, ...]

    @property
    def shape(self) -> tuple[int, int]:
        """Return (mentors, mentees)."""
        return len(self.mentor_ids), len(self.mentee_ids)

    @cached_property
    def mentor_index(self) -> dict[str, int]:
        """Row of each mentor id."""
        return {name: row for row, name in enumerate(self.mentor_ids)}

    @cached_property
    def mentee_index(self) -> dict[str, int]:
        """Column of each mentee id."""
        return {name: column for column, name in enumerate(self.mentee_ids)}

    def positions(self, pairs: Iterable[Pair]) -> list[tuple[int, int]]:
        """Return rows and columns of id pairs, in ascending order."""
        return sorted((self.mentor_index[mentor], self.mentee_index[mentee]) for mentor, mentee in pairs)


@dataclass(frozen=True, eq=False)
class Added:
    """The pairs that a question adds, and everybody who is in the round with them.

    Attributes
    ----------
    roll : who is in the round; the instance itself where nobody joins
    mentor, mentee : int32 arrays
    score, weaker : int arrays, in hundredths of a point
    previous : whether they were a pair in the last round
    """

    roll: Instance | Roll
    mentor: NDArray[np.int32]
    mentee: NDArray[np.int32]
    score: IntArray
    weaker: IntArray
    previous: NDArray[np.bool_]

    def values(self, level: Level, keep_bonus_hundredths: int) -> IntArray:
        """Return what the pairs make of a level."""
        match level.name:
            case "reach":
                return np.ones(len(self.mentor), np.int64)
            case "floor":
                return -(self.weaker < level.threshold).astype(np.int64)
            case "total":
                return self.score + keep_bonus_hundredths * self.previous
        return self.previous.astype(np.int64)


def add_pairs(
    instance: Instance, lifted: Iterable[Pair], mentors: Sequence[Newcomer], mentees: Sequence[Newcomer]
) -> Added:
    """Return the pairs that lifted rules and newcomers bring. Raises ``InvalidInstance`` if an id is taken or a row has another length."""
    roll = _joined_roll(instance, mentors, mentees) if mentors or mentees else instance
    n_mentors, n_mentees = instance.shape
    parts = [_lifted_pairs(instance, lifted)]
    for new, one in enumerate(mentors):
        open_, score, weaker = _open_pairs(one, n_mentees, len(instance.rules))
        parts.append((np.full(len(open_), n_mentors + new), open_, score, weaker, np.zeros(len(open_), bool)))
    for new, one in enumerate(mentees):
        open_, score, weaker = _open_pairs(one, n_mentors, len(instance.rules))
        parts.append((open_, np.full(len(open_), n_mentees + new), score, weaker, np.zeros(len(open_), bool)))
    mentor, mentee, score, weaker, previous = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Added(
        roll=roll,
        mentor=mentor.astype(np.int32),
        mentee=mentee.astype(np.int32),
        score=score,
        weaker=weaker,
        previous=previous,
    )


def room_after(
    face: Face,
    added: Added,
    joining: tuple[list[Newcomer], list[Newcomer]],
    leaving: tuple[Iterable[str], Iterable[str]],
    more_places: Mapping[tuple[str, str], int],
    must: Iterable[tuple[str, str]],
) -> Room:
    """Return everybody's room after the change; raise ``Infeasible`` where somebody's minimum passes it."""
    index = {"mentor": added.roll.mentor_index, "mentee": added.roll.mentee_index}
    present = (
        ("mentor", face.mentor_capacity, face.mentor_minimum, face.mentor_pairs, added.mentor),
        ("mentee", face.mentee_capacity, face.mentee_minimum, np.diff(face.mentee_starts), added.mentee),
    )
    capacity, least, open_pairs = {}, {}, {}
    for (side, places, minimum, counted, more), new, leave in zip(present, joining, leaving, strict=True):
        size = len(places) + len(new)
        capacity[side] = np.append(places, [one.places for one in new]).astype(np.int64)
        least[side] = np.append(minimum, np.zeros(len(new), np.int64))
        open_pairs[side] = np.bincount(more, minlength=size)
        open_pairs[side][: len(places)] += counted
        rows = [index[side][one] for one in leave]
        capacity[side][rows], least[side][rows] = 0, 0
    for (side, name), extra in more_places.items():
        capacity[side][index[side][name]] += extra
    for side, name in must:
        least[side][index[side][name]] = max(1, least[side][index[side][name]])
    room = {side: np.minimum(capacity[side], open_pairs[side]) for side in capacity}
    if any((room[side] < least[side]).any() for side in room):
        raise Infeasible(IMPOSSIBLE)
    return Room(room["mentor"], least["mentor"], room["mentee"], least["mentee"])


def rescaled(prices: IntArray, factors: Sequence[int], others: Sequence[int]) -> IntArray:
    """Return prices of levels summed with some factors as they would be with others: each level's share by itself.

    A start for a search, not a proof: shares are found by rounding.
    """
    rest, scaled = prices.copy(), np.zeros_like(prices)
    for factor, other in zip(factors[:-1], others[:-1], strict=True):
        share = (rest + factor // 2) // factor
        rest -= share * factor
        scaled += share * other
    return scaled + rest


def _joined_roll(instance: Instance, mentors: Sequence[Newcomer], mentees: Sequence[Newcomer]) -> Roll:
    roll = Roll(
        (*instance.mentor_ids, *(one.name for one in mentors)), (*instance.mentee_ids, *(one.name for one in mentees))
    )
    for side, index, names in (
        ("mentor", roll.mentor_index, roll.mentor_ids),
        ("mentee", roll.mentee_index, roll.mentee_ids),
    ):
        if len(index) != len(names):
            taken = next(name for row, name in enumerate(names) if index[name] != row)
            raise InvalidInstance(f"{side} {taken!r}: id appears twice, each id once is accepted")
    return roll


def _lifted_pairs(instance: Instance, pairs: Iterable[Pair]) -> Columns:
    """Return those of some pairs that a rule or a person forbids, each once."""
    places = sorted(set(instance.positions(pairs)))
    rows, columns = np.array(places, np.int64).reshape(-1, 2).T
    closed = ~instance.allowed[rows, columns]
    rows, columns = rows[closed], columns[closed]
    names = ((instance.mentor_ids[row], instance.mentee_ids[column]) for row, column in zip(rows, columns, strict=True))
    return (
        rows,
        columns,
        instance.score[rows, columns],
        np.minimum(instance.benefit_mentor[rows, columns], instance.benefit_mentee[rows, columns]),
        np.array([pair in instance.previous for pair in names], bool),
    )


def _open_pairs(one: Newcomer, size: int, n_rules: int) -> tuple[IntArray, IntArray, IntArray]:
    """Return whom a newcomer may be paired with, and the scores and weaker benefits."""
    score = one.row("score", size)
    weaker = np.minimum(one.row("benefit_mentor", size), one.row("benefit_mentee", size))
    open_ = np.flatnonzero(one.codes(size, n_rules) == 0)
    return open_, score[open_], weaker[open_]
