"""The allowed pairs of a round as flat columns: what solver and judge both read."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from timbalik.engine.assignment.errors import InvalidInstance
from timbalik.engine.assignment.order import first_twice, is_ordered, order_pairs
from timbalik.engine.assignment.tiebreak import position_numbers
from timbalik.engine.assignment.whole import check_bounds, everybody

IntArray = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class PairList:
    """Allowed pairs, ordered by mentee and then mentor.

    Attributes
    ----------
    mentor, mentee : int32 arrays
        Positions.
    score, weaker : int arrays
        In hundredths of a point; ``weaker`` is the benefit of the side that gains less.
    previous, locked : bool arrays
        Paired in the last round; must be paired.
    """

    mentor: NDArray[np.int32]
    mentee: NDArray[np.int32]
    score: IntArray
    weaker: IntArray
    previous: NDArray[np.bool_]
    locked: NDArray[np.bool_]


class Numbers(Protocol):
    """What a round must tell: ``Instance`` (a table) and ``ListedInstance`` (a list) both do."""

    @property
    def mentor_capacity(self) -> IntArray:
        """Return each mentor's most pairs."""

    @property
    def mentor_minimum(self) -> IntArray:
        """Return each mentor's fewest pairs."""

    @property
    def mentee_capacity(self) -> IntArray:
        """Return each mentee's most pairs."""

    @property
    def mentee_minimum(self) -> IntArray:
        """Return each mentee's fewest pairs."""

    @property
    def shape(self) -> tuple[int, int]:
        """Return (mentors, mentees)."""

    @property
    def digest(self) -> str:
        """Return the SHA-256 of everything that can change the answer."""

    @property
    def pair_list(self) -> PairList:
        """Return the allowed pairs."""

    @property
    def lottery(self) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
        """Return each mentor's and each mentee's tie-break number."""

    def mentor_name(self, position: int) -> str:
        """Return a mentor's id."""

    def mentee_name(self, position: int) -> str:
        """Return a mentee's id."""


@dataclass(frozen=True, eq=False)
class ListedInstance:
    """A round given as a list of allowed pairs, for sizes where a table of all pairs would not fit.

    A pair that is not in the list is not allowed. People have no ids but their positions. The score counts as the benefit
    of both sides. Build it with :func:`list_instance`.
    """

    mentor: NDArray[np.int32]
    mentee: NDArray[np.int32]
    score: IntArray
    mentor_capacity: IntArray
    mentee_capacity: IntArray
    mentor_minimum: IntArray
    mentee_minimum: IntArray
    salt: str = ""

    @property
    def shape(self) -> tuple[int, int]:
        """Return (mentors, mentees)."""
        return len(self.mentor_capacity), len(self.mentee_capacity)

    @cached_property
    def pair_list(self) -> PairList:
        """Return the listed pairs."""
        nothing = np.zeros(len(self.mentor), bool)
        return PairList(self.mentor, self.mentee, self.score, self.score, nothing, nothing)

    @cached_property
    def digest(self) -> str:
        """Return the SHA-256 of everything that can change the answer."""
        digest = hashlib.sha256(b"timbalik pair list 1\n" + self.salt.encode())
        for column in (self.mentor, self.mentee, self.score):
            digest.update(np.ascontiguousarray(column).data)
        for column in (self.mentor_capacity, self.mentee_capacity, self.mentor_minimum, self.mentee_minimum):
            digest.update(np.ascontiguousarray(column).data)
        return digest.hexdigest()

    @property
    def lottery(self) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
        """Return tie-break numbers drawn from the positions."""
        mentors, mentees = self.shape
        return position_numbers(mentors, "mentor", self.salt), position_numbers(mentees, "mentee", self.salt)

    def mentor_name(self, position: int) -> str:
        """Return the position as text."""
        return str(position)

    def mentee_name(self, position: int) -> str:
        """Return the position as text."""
        return str(position)


def list_instance(
    *,
    shape: tuple[int, int],
    mentor: ArrayLike,
    mentee: ArrayLike,
    score: ArrayLike,
    mentor_capacity: ArrayLike = 1,
    mentee_capacity: ArrayLike = 1,
    mentor_minimum: ArrayLike = 0,
    mentee_minimum: ArrayLike = 0,
    salt: str = "",
) -> ListedInstance:
    """Check a list of allowed pairs and return the instance.

    Raises
    ------
    InvalidInstance
        If a position lies outside ``shape``, a pair appears twice, or capacities are negative or below the minimums.
    """
    rows, columns, values = np.asarray(mentor), np.asarray(mentee), np.asarray(score)
    if values.dtype.kind not in "iu" or values.ndim != 1 or not rows.shape == columns.shape == values.shape:
        raise InvalidInstance("mentor, mentee and score: three columns of whole numbers of equal length are accepted")
    rows, columns = _positions(rows, "mentor", shape[0]), _positions(columns, "mentee", shape[1])
    if not is_ordered(rows, columns):
        rows, columns, values = rows.copy(), columns.copy(), values.astype(np.int64)
        order_pairs(rows, columns, values)
    twice = first_twice(rows, columns)
    if twice is not None:
        raise InvalidInstance(f"pair ({rows[twice]}, {columns[twice]}) appears twice, each pair once is accepted")
    instance = ListedInstance(
        mentor=rows,
        mentee=columns,
        score=values.astype(np.int64, copy=False),
        mentor_capacity=everybody(mentor_capacity, shape[0], "mentor_capacity"),
        mentee_capacity=everybody(mentee_capacity, shape[1], "mentee_capacity"),
        mentor_minimum=everybody(mentor_minimum, shape[0], "mentor_minimum"),
        mentee_minimum=everybody(mentee_minimum, shape[1], "mentee_minimum"),
        salt=salt,
    )
    for side, size in (("mentor", shape[0]), ("mentee", shape[1])):
        check_bounds(getattr(instance, f"{side}_minimum"), getattr(instance, f"{side}_capacity"), side, size)
    return instance


def _positions(column: NDArray[Any], name: str, size: int) -> NDArray[np.int32]:
    if column.size and not 0 <= int(column.min()) <= int(column.max()) < min(size, 2**31):
        row = np.flatnonzero((column < 0) | (column >= min(size, 2**31)))[0]
        raise InvalidInstance(f"pair {row}: {name} {column[row]}, 0 to {size - 1} is accepted")
    return column.astype(np.int32, copy=False)
