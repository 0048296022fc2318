"""The open pairs of a round and their levels with newcomers among them, without the tables of everybody with everybody.

A table of a thousand by a thousand takes longer to copy and to check than the question "what if somebody joined" takes to
answer; only the columns of open pairs that the solver reads are made anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from timbalik.engine.assignment.errors import InvalidInstance
from timbalik.engine.assignment.face import Face
from timbalik.engine.assignment.instance import Instance, Pair
from timbalik.engine.assignment.newcomers import Newcomer
from timbalik.engine.assignment.stages import Level
from timbalik.engine.assignment.whole import IntArray

T = TypeVar("T", bound=np.generic)
Turned = tuple[IntArray, NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]  # what ``transpose`` returns
Columns = tuple[IntArray, IntArray, IntArray, IntArray]  # mentor, mentee, score, weaker


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
class Joined:
    """The pairs that newcomers bring: those of mentors lie between the pairs there were, those of mentees after them.

    Attributes
    ----------
    roll : Roll
    between : positions of the pairs there were, before which a new mentor's pair comes
    mentor, mentee : of the new pairs, those between first
    score, weaker : int arrays, in hundredths of a point
    """

    roll: Roll
    between: IntArray
    mentor: NDArray[np.int32]
    mentee: NDArray[np.int32]
    score: IntArray
    weaker: IntArray

    def column(self, present: NDArray[T], fresh: NDArray[T]) -> NDArray[T]:
        """Return a column of the pairs there were with the newcomers' among them."""
        size = len(self.between)
        among = np.insert(present, self.between, fresh[:size]) if size else present
        return np.concatenate([among, fresh[size:]]) if size < len(fresh) else among

    def held(self, held: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return which pairs are held; the newcomers' are not."""
        return self.column(held, np.zeros(len(self.mentor), bool))


def join_people(instance: Instance, face: Face, mentors: Sequence[Newcomer], mentees: Sequence[Newcomer]) -> Joined:
    """Return the pairs that newcomers bring. Raises ``InvalidInstance`` if an id is taken or a row has another length."""
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
    n_mentors, n_mentees = instance.shape
    parts: list[Columns] = []
    for new, one in enumerate(mentors):
        open_, score, weaker = _open_pairs(one, n_mentees, len(instance.rules))
        parts.append((np.full(len(open_), n_mentors + new), open_, score, weaker))
    between = _sorted(parts, by_mentee=True)
    parts = []
    for new, one in enumerate(mentees):
        open_, score, weaker = _open_pairs(one, n_mentors, len(instance.rules))
        parts.append((open_, np.full(len(open_), n_mentees + new), score, weaker))
    after = _sorted(parts, by_mentee=False)
    mentor, mentee, score, weaker = (np.concatenate(both) for both in zip(between, after, strict=True))
    return Joined(
        roll=roll,
        between=face.mentee_starts[between[1] + 1],
        mentor=mentor.astype(np.int32),
        mentee=mentee.astype(np.int32),
        score=score,
        weaker=weaker,
    )


def joined_face(face: Face, joined: Joined, mentors: Sequence[Newcomer], mentees: Sequence[Newcomer]) -> Face:
    """Return the open pairs and the room with newcomers; ``pairs`` then only counts them."""
    mentor = joined.column(face.mentor, joined.mentor)
    wider = Face(
        mentor=mentor,
        mentee=joined.column(face.mentee, joined.mentee),
        listed=None,
        fixed=face.fixed,
        mentor_capacity=np.append(face.mentor_capacity, [one.places for one in mentors]).astype(np.int64),
        mentor_minimum=np.append(face.mentor_minimum, np.zeros(len(mentors), np.int64)),
        mentee_capacity=np.append(face.mentee_capacity, [one.places for one in mentees]).astype(np.int64),
        mentee_minimum=np.append(face.mentee_minimum, np.zeros(len(mentees), np.int64)),
    )
    # counted where they changed only
    mentor_pairs = np.bincount(joined.mentor, minlength=len(wider.mentor_capacity))
    mentor_pairs[: len(face.mentor_pairs)] += face.mentor_pairs
    starts = np.zeros(len(wider.mentee_capacity) + 1, np.int64)
    np.cumsum(np.bincount(joined.mentee, minlength=len(wider.mentee_capacity)), out=starts[1:])
    starts[: len(face.mentee_starts)] += face.mentee_starts
    starts[len(face.mentee_starts) :] += face.mentee_starts[-1]
    vars(wider).update(mentor_pairs=mentor_pairs, mentee_starts=starts)
    return wider


def joined_turn(turned: Turned, face: Face, wider: Face, joined: Joined) -> Turned:
    """Return the pairs by mentor, as ``kernels_base.transpose`` would, from those there were.

    ``face`` and ``wider`` are the open pairs without and with the newcomers.
    """
    by_mentor, mentees, edges, _ = turned
    size = len(joined.between)
    shift = wider.mentee_starts[: len(face.mentee_starts)] - face.mentee_starts
    edges = edges + shift[mentees].astype(np.int32) if size else edges
    fresh = joined.between + np.arange(size)
    edge = np.concatenate([fresh, np.arange(wider.mentee_starts[len(face.mentee_capacity)], len(wider.mentor))])
    order = np.lexsort((joined.mentee, joined.mentor))
    mentor, mentee, edge = joined.mentor[order], joined.mentee[order], edge[order].astype(np.int32)
    ends = np.concatenate(
        [by_mentor[1:], np.full(len(wider.mentor_capacity) - len(face.mentor_capacity), by_mentor[-1])]
    )
    starts = np.zeros(len(wider.mentor_capacity) + 1, np.int64)
    np.cumsum(wider.mentor_pairs, out=starts[1:])
    return starts, np.insert(mentees, ends[mentor], mentee), np.insert(edges, ends[mentor], edge), wider.mentee


def joined_level(level: Level, joined: Joined) -> Level:
    """Return a level with what the newcomers' pairs make of it."""
    size = len(level.values) + len(joined.mentor)
    if level.name == "reach":
        return replace(level, values=np.broadcast_to(np.int64(1), size))
    fresh = {
        "floor": -(joined.weaker < level.threshold).astype(np.int64),
        "total": joined.score,
        "changes": np.zeros(len(joined.mentor), np.int64),
    }[level.name]
    return replace(level, values=joined.column(level.values, fresh))


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


def _open_pairs(one: Newcomer, size: int, n_rules: int) -> tuple[IntArray, IntArray, IntArray]:
    """Return whom a newcomer may be paired with, and the scores and weaker benefits."""
    score = one.row("score", size)
    weaker = np.minimum(one.row("benefit_mentor", size), one.row("benefit_mentee", size))
    rule = one.row("rule", size)
    if rule.size and rule.max() >= n_rules:
        raise InvalidInstance(f"rule of {one.name!r} is {rule.max()}: 0 to {n_rules - 1} is accepted")
    open_ = np.flatnonzero(rule == 0)
    return open_, score[open_], weaker[open_]


def _sorted(parts: list[Columns], *, by_mentee: bool) -> Columns:
    empty = np.zeros(0, np.int64)
    mentor, mentee, score, weaker = (np.concatenate(column) for column in zip((empty,) * 4, *parts, strict=True))
    order: Any = np.lexsort((mentor, mentee)) if by_mentee else slice(None)
    return mentor[order], mentee[order], score[order], weaker[order]


__all__ = ["Joined", "Roll", "join_people", "joined_face", "joined_level", "joined_turn", "rescaled"]
