"""An independent look at a large room: is the answer allowed, and does really no pair of all possible ones beat its prices?

Shares the people, the blocks and nothing else with the solver, and needs nothing but numpy. Scores of all pairs come from a
matrix product in floating point, in which whole numbers of this size are exact; whatever seems to beat the prices is weighed
again in whole numbers. The proof is weak duality: for *any* prices, no assignment is worth more than the sum of positive
margins, plus each positive price times the places, plus each negative price times the minimum.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from timbalik.engine.assignment.blocks import MapBlocks, in_turn
from timbalik.engine.assignment.errors import InvalidCertificate
from timbalik.engine.assignment.people import Floor, People, most_score
from timbalik.engine.assignment.room_answer import RoomAnswer
from timbalik.engine.assignment.whole import IntArray

ROWS: Final = 1_024
COLUMNS: Final = 2_048
#: Prices relative to each other are told apart up to here in the matrix product.
FAR: Final = 2**21


@dataclass(frozen=True)
class RoomVerdict:
    """What the audit found.

    Attributes
    ----------
    value, bound : int
        Recomputed from the features: all levels in one number, and the most any assignment can have of it.
    pairs, weak, weighed : int
        Pairs held, those of them under a floor, and pairs looked at: all there are.
    beating : int
        Allowed pairs, not held, that are worth more than their prices; 0 in a proof.
    """

    value: int
    bound: int
    pairs: int
    weak: int
    weighed: int
    beating: int

    @property
    def optimal(self) -> bool:
        """Return whether no assignment over all pairs is better."""
        return self.beating == 0 and self.value == self.bound


def audit_room(mentors: People, mentees: People, answer: RoomAnswer, *, blocks: MapBlocks = in_turn) -> RoomVerdict:
    """Hold every possible pair against the answer's prices.

    Raises
    ------
    InvalidCertificate
        If a pair held is forbidden or appears twice, somebody has more or fewer partners than they may, or a level counts too
        little to come before the levels after it.
    """
    _check_pairs(mentors, mentees, answer)
    _check_weights(mentors, mentees, answer)
    held_key = np.sort(answer.mentor * len(mentees) + answer.mentee)
    size = _features(mentors, mentees)
    # no score passes the largest value times somebody's sum of values
    most = int(mentors.value.max(initial=0)) * int(
        np.add.reduceat(np.append(mentees.value, 0), mentees.ptr[:-1]).max(initial=0)
    )
    real = np.float32 if most + 3 * FAR < 2**24 else np.float64
    theirs = np.ones((len(mentees), size + 2), real)
    for start in range(0, len(mentees), ROWS):
        columns = np.arange(start, min(start + ROWS, len(mentees)))
        theirs[columns, :size] = _table(mentees, columns, size)
    look = _Look(mentors, mentees, theirs, answer)
    rows = np.argsort(answer.mentor_price, kind="stable")
    cuts = np.flatnonzero(np.diff(answer.mentor_price[rows] // FAR)) + 1
    parts = [part[at : at + ROWS] for part in np.split(rows, cuts) for at in range(0, len(part), ROWS)]
    margins, beating = 0, 0
    for row, column, margin in blocks(look, parts):
        margins += sum(margin.tolist())
        beating += int((~np.isin(row * len(mentees) + column, held_key)).sum())
    worth, weak = _worth(mentors, mentees, answer.mentor, answer.mentee, answer)
    bound = margins
    for people, price in ((mentors, answer.mentor_price), (mentees, answer.mentee_price)):
        times = np.where(price > 0, people.capacity, people.least)
        bound += sum(int(one) * int(many) for one, many in zip(price, times, strict=True))
    return RoomVerdict(
        value=sum(worth.tolist()),
        bound=bound,
        pairs=len(worth),
        weak=int(weak.sum()),
        weighed=len(mentors) * len(mentees),
        beating=beating,
    )


def pair_gains(mentors: People, mentees: People, mentor: IntArray, mentee: IntArray, first: int) -> IntArray:
    """Return what features below ``first`` and those from it on add up to for some pairs, in whole numbers."""
    size = _features(mentors, mentees)
    gains = np.zeros((2, len(mentor)), np.int64)
    for start in range(0, len(mentor), ROWS):
        some = slice(start, start + ROWS)
        product = _table(mentors, mentor[some], size) * _table(mentees, mentee[some], size)
        gains[0, some], gains[1, some] = product[:, :first].sum(1), product[:, first:].sum(1)
    return gains


def _worth(
    mentors: People, mentees: People, mentor: IntArray, mentee: IntArray, answer: RoomAnswer
) -> tuple[IntArray, NDArray[np.bool_]]:
    """Return what some pairs are worth on all levels, and which of them are weak."""
    floor = answer.floor
    gains = pair_gains(mentors, mentees, mentor, mentee, 0 if floor is None else floor.first)
    weak = np.zeros(len(mentor), bool)
    if floor is not None:
        weak = (gains[0] < floor.mentor) | (gains[1] < floor.mentee)
    return gains.sum(0) + answer.weights.reach - answer.weights.less * weak, weak


def _features(mentors: People, mentees: People) -> int:
    """Return how many features there are."""
    return 1 + max(int(mentors.feature.max(initial=0)), int(mentees.feature.max(initial=0)))


@dataclass(frozen=True, eq=False)
class _Look:
    """Return the allowed pairs of a block of mentors that are worth more than their prices, with by how much."""

    mentors: People
    mentees: People
    table: NDArray[Any]
    answer: RoomAnswer

    def __call__(self, rows: IntArray) -> tuple[IntArray, IntArray, IntArray]:
        """Look at one block of mentors whose prices lie less than ``FAR`` apart."""
        answer, size = self.answer, self.table.shape[1] - 2
        base = int(answer.mentor_price[rows].min())
        mine = np.ones((len(rows), size + 2), self.table.dtype)
        mine[:, :size] = _table(self.mentors, rows, size)
        mine[:, size] = base - answer.mentor_price[rows]
        # a cut price is too low, or beaten by far: whoever comes up is weighed again below
        away = answer.mentee_price + (base - answer.weights.reach)
        price, weak_price = (np.clip(one, -2 * FAR, 2 * FAR) for one in (away, away + answer.weights.less))
        none = np.zeros(0, np.int64)
        found = [(none, none)]
        theirs = np.empty((COLUMNS, size + 2), self.table.dtype)
        margin = np.empty((len(rows), COLUMNS), self.table.dtype)
        for start in range(0, len(self.mentees), COLUMNS):
            part = self.table[start : start + COLUMNS]
            here, columns = margin[:, : len(part)], theirs[: len(part)]
            columns[:] = part
            columns[:, size + 1] = -price[start : start + COLUMNS]
            if answer.floor is None:
                np.matmul(mine, columns.T, out=here)
            else:
                extra = (price - weak_price)[start : start + COLUMNS].astype(here.dtype)
                _with_floor(answer.floor, mine, columns, extra, here)
            some = np.flatnonzero(here.max(axis=1) > 0)
            at, over = np.nonzero(here[some] > 0)
            found.append((rows[some[at]], start + over))
        row, column = (np.concatenate(part) for part in zip(*found, strict=True))
        open_ = _allowed(self.mentors, self.mentees, row, column)
        row, column = row[open_], column[open_]
        worth, _ = _worth(self.mentors, self.mentees, row, column, answer)
        worth -= answer.mentor_price[row] + answer.mentee_price[column]
        return row[worth > 0], column[worth > 0], worth[worth > 0]


def _with_floor(floor: Floor, mine: NDArray[Any], theirs: NDArray[Any], extra: NDArray[Any], out: NDArray[Any]) -> None:
    """Write scores less prices, which are the last two columns of both tables, and ``extra`` on top for weak pairs."""
    first, size = min(floor.first, mine.shape[1] - 2), mine.shape[1] - 2
    mentors_gain = mine[:, :first] @ theirs[:, :first].T
    np.matmul(mine[:, first:size], theirs[:, first:size].T, out=out)
    weak = (mentors_gain < floor.mentor) | (out < floor.mentee)
    out += mentors_gain
    out += mine[:, size:] @ theirs[:, size:].T
    out += np.where(weak, extra, out.dtype.type(0))


def _table(people: People, rows: IntArray, size: int) -> IntArray:
    """Return people's features as a table."""
    count = people.ptr[rows + 1] - people.ptr[rows]
    at = np.repeat(people.ptr[rows] - np.cumsum(count) + count, count) + np.arange(count.sum())
    table = np.zeros((len(rows), size), np.int64)
    table[np.repeat(np.arange(len(rows)), count), people.feature[at]] = people.value[at]
    return table


def _allowed(mentors: People, mentees: People, row: IntArray, column: IntArray) -> NDArray[np.bool_]:
    """Return which pairs the rules allow."""
    meet = (mentors.masks[:, row] & mentees.masks[:, column]) != 0
    allowed: NDArray[np.bool_] = (mentors.apart[row] != mentees.apart[column]) & meet.all(axis=0)
    return allowed


def _check_pairs(mentors: People, mentees: People, answer: RoomAnswer) -> None:
    """Raise ``InvalidCertificate`` when a pair may not be, or a person has too many or too few."""
    row, column = answer.mentor, answer.mentee
    if len(np.unique(row * len(mentees) + column)) != len(row):
        raise InvalidCertificate("a pair appears twice")
    for at in np.flatnonzero(~_allowed(mentors, mentees, row, column))[:1]:
        raise InvalidCertificate(f"pair ({row[at]}, {column[at]}) is forbidden")
    for side, people, held in (("mentor", mentors, row), ("mentee", mentees, column)):
        load = np.bincount(held, minlength=len(people))
        for one in np.flatnonzero((load < people.least) | (load > people.capacity))[:1]:
            raise InvalidCertificate(
                f"{side} {one} has {load[one]} pairs: {people.least[one]} to {people.capacity[one]} are accepted"
            )


def _check_weights(mentors: People, mentees: People, answer: RoomAnswer) -> None:
    """Refuse levels that a later one could outweigh, and numbers that do not fit exact sums."""
    top = most_score(mentees, mentors)
    most = int(min(mentors.capacity.sum(), mentees.capacity.sum()))
    reach, less = answer.weights.reach, answer.weights.less
    least = top * most if answer.floor is not None else 0
    if less < least + (least > 0) or reach <= (top + less) * most or (answer.floor is None and less):
        raise InvalidCertificate(f"a pair counts {reach}, a weak one {less} less: a later level could outweigh them")
    if answer.floor is not None and not (answer.floor.first >= 0 and less > 0):
        raise InvalidCertificate(f"floor {answer.floor}: no pair could be weak")
    for price in (answer.mentor_price, answer.mentee_price):
        if reach >= 2**60 or (price.size and max(int(price.max()), -int(price.min())) >= 2**60):
            raise InvalidCertificate("a price does not fit exact 64-bit sums")
