"""One side of a large room laid out to be weighed against everybody on the other side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from timbalik.engine.assignment.errors import InvalidInstance
from timbalik.engine.assignment.kernels_room import STRIDE, TILE
from timbalik.engine.assignment.people import Floor, People, most_score
from timbalik.engine.assignment.whole import IntArray

#: Most features that are kept as columns (2 bytes for each and each person); the rest are lists.
MOST_COLUMNS: Final = 512


@dataclass(frozen=True, eq=False)
class Facing:
    """Rows of one side, and the other side in tiles. Build it with :func:`lay_out`.

    Attributes
    ----------
    mine, more : tuple
        The rows' features: those kept as columns (filled up to fours), and those kept as lists. With a floor, ``mine`` has
        what mentors gain and ``more`` what mentees gain; else ``more`` is empty.
    floors : array
        The least that is not weak, of mentors and of mentees; empty without a floor.
    table : array (tiles, columns + 1, TILE)
        A column for each common feature, and one of zeros.
    lists : tuple
        For each tile and rare feature: places in the tile and values.
    rules : tuple
        Codes and masks of both sides.
    n_others, top : int
        How many people are on the other side; a score that no pair exceeds.
    """

    mine: tuple[Any, ...]
    more: tuple[Any, ...]
    floors: NDArray[Any]
    table: NDArray[Any]
    lists: tuple[Any, ...]
    rules: tuple[Any, ...]
    n_others: int
    top: int

    @property
    def farthest(self) -> int:
        """Largest number up to which scores and prices are told apart; beyond, they are cut."""
        return 16_000 if self.table.dtype == np.int16 else 2**29


def lay_out(
    people: People, others: People, *, most_columns: int = MOST_COLUMNS, slack: int = 0, floor: Floor | None = None
) -> Facing:
    """Return ``people`` facing ``others``, in 16-bit numbers where scores and slack fit.

    Raises
    ------
    InvalidInstance
        If scores could pass 2**28.
    """
    top = most_score(people, others)
    if top + slack >= 2**28:
        raise InvalidInstance(f"scores of up to {top}: less than {2**28 - slack} is accepted")
    dtype = np.int16 if top + slack < 16_000 else np.int32
    n, size = len(others), 1 + max(int(people.feature.max(initial=0)), int(others.feature.max(initial=0)))
    tiles = max(1, -(-n // TILE))
    met = np.bincount(people.feature, minlength=size) > 0
    owners = np.bincount(others.feature, minlength=size)
    # a column costs as much as a list of about a twentieth of the tile
    ranked = np.argsort(-owners, kind="stable")
    common = np.sort(ranked[: min(most_columns, int((owners * 20 > n).sum()))])
    column = np.full(size, -1, np.int64)
    column[common] = np.arange(len(common))
    rare = np.flatnonzero((column < 0) & met & (owners > 0))
    few = np.full(size, -1, np.int64)
    few[rare] = np.arange(len(rare))

    owner = np.repeat(np.arange(n), np.diff(others.ptr))
    table = np.zeros((tiles, len(common) + 1, TILE), dtype)
    here = column[others.feature] >= 0
    table[owner[here] // TILE, column[others.feature[here]], owner[here] % TILE] = others.value[here]
    listed = np.flatnonzero(few[others.feature] >= 0)
    key = owner[listed] // TILE * len(rare) + few[others.feature[listed]]
    order = np.argsort(key, kind="stable")
    list_ptr = np.concatenate([[0], np.cumsum(np.bincount(key, minlength=tiles * len(rare)))])
    lists = (
        list_ptr.astype(np.int64),
        (owner[listed][order] % TILE).astype(np.int32),
        others.value[listed][order].astype(dtype),
    )
    first = np.arange(size) < (size if floor is None else floor.first)
    mine, more = (
        (
            *_rows(people, np.where(part, column, -1), STRIDE, len(common), dtype),
            *_rows(people, np.where(part, few, -1), 1, 0, dtype),
        )
        for part in (first, ~first)
    )
    floors = () if floor is None else tuple(max(0, min(one, top + 1)) for one in (floor.mentor, floor.mentee))
    return Facing(
        mine=mine,
        more=more,
        floors=np.array(floors, dtype),
        table=table,
        lists=lists,
        rules=tuple(np.ascontiguousarray(part) for part in (people.apart, others.apart, people.masks, others.masks)),
        n_others=n,
        top=top,
    )


def _rows(people: People, number: IntArray, stride: int, empty: int, dtype: Any) -> tuple[Any, Any, Any]:
    """Return rows with the features that have a number, each filled up with ``empty`` to a multiple of ``stride``."""
    owner = np.repeat(np.arange(len(people)), np.diff(people.ptr))
    kept = number[people.feature] >= 0
    owner = owner[kept]
    count = np.bincount(owner, minlength=len(people))
    ptr = np.concatenate([[0], np.cumsum(-(-count // stride) * stride)]).astype(np.int64)
    feature, value = np.full(ptr[-1], empty, np.int32), np.zeros(ptr[-1], dtype)
    first = np.concatenate([[0], np.cumsum(count)])
    place = ptr[owner] + np.arange(len(owner)) - first[owner]
    feature[place], value[place] = number[people.feature[kept]], people.value[kept]
    return ptr, feature, value
