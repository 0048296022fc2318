"""One side of a large room laid out to be weighed against everybody on the other side, and the weighing of a block of rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from timbalik.engine.assignment.blocks import MapBlocks
from timbalik.engine.assignment.compiled import is_compiled
from timbalik.engine.assignment.errors import InvalidInstance
from timbalik.engine.assignment.kernels_room import STRIDE, TILE, best_partners
from timbalik.engine.assignment.people import People, most_score
from timbalik.engine.assignment.whole import IntArray

#: Rows in a block.
BLOCK_ROWS: Final = 500
#: Most features that are kept as columns (2 bytes for each and each person); the rest are lists.
MOST_COLUMNS: Final = 512


@dataclass(frozen=True, eq=False)
class Facing:
    """Rows of one side, and the other side in tiles. Build it with :func:`lay_out`.

    Attributes
    ----------
    mine : tuple
        The rows' features: those kept as columns (filled up to fours), and those kept as lists.
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
    table: NDArray[Any]
    lists: tuple[Any, ...]
    rules: tuple[Any, ...]
    n_others: int
    top: int

    def weigh_best(self, k: int, blocks: MapBlocks) -> tuple[IntArray, IntArray, IntArray]:
        """Return everybody's ``k`` best allowed partners by score alone: rows, partners, scores."""
        people = len(self.rules[0])
        prices, values = np.zeros(self.n_others, np.int64), np.zeros(people, np.int64)
        row, other, score, _ = Weighing(self, prices, values, 0, 1, k).over(np.arange(people), blocks)
        return row, other, score

    @property
    def farthest(self) -> int:
        """Largest number up to which scores and prices are told apart; beyond, they are cut."""
        return 16_000 if self.table.dtype == np.int16 else 2**29


def lay_out(people: People, others: People, *, most_columns: int = MOST_COLUMNS, slack: int = 0) -> Facing:
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
    return Facing(
        mine=(*_rows(people, column, STRIDE, len(common), dtype), *_rows(people, few, 1, 0, dtype)),
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


@dataclass(frozen=True, eq=False)
class Weighing:
    """Find each row's ``k`` best allowed partners with ``score + reach > price + value - slack``.

    A call works on one block of rows and returns rows, partners and scores of the pairs found, and the rows that may have
    more of them. Rows of a block have values near to each other (see :func:`blocks_of`), so that prices relative to them
    fit short numbers: what is cut off lies so far out that it beats the prices, or does not, all the same.
    """

    facing: Facing
    price: IntArray
    value: IntArray
    reach: int
    slack: int
    k: int

    def __call__(self, rows: IntArray) -> tuple[IntArray, IntArray, IntArray, IntArray]:
        """Weigh a block."""
        facing = self.facing
        dtype = facing.table.dtype
        base = int(self.value[rows].min())
        cut = np.clip(self.price + (base - self.reach), -facing.farthest, facing.top + self.slack + 1)
        price = np.full(facing.table.shape[0] * TILE, facing.top + self.slack + 1, dtype)
        price[: facing.n_others] = cut
        limit = (self.value[rows] - base - self.slack).astype(dtype)
        person = np.full((len(rows), self.k), -1, np.int32)
        net = np.zeros((len(rows), self.k), dtype)
        weigh = best_partners if is_compiled() else _weigh_plain
        weigh(
            rows,
            facing.mine,
            facing.table,
            facing.lists,
            facing.rules,
            price.reshape(-1, TILE),
            limit,
            self.k,
            person,
            net,
        )
        row, at = np.nonzero(person >= 0)
        other = person[row, at].astype(np.int64)
        full = rows[(person >= 0).all(1)]
        return rows[row], other, net[row, at].astype(np.int64) + cut[other], full

    def blocks(self, rows: IntArray) -> list[IntArray]:
        """Return the rows in blocks whose values lie near to each other."""
        rows = rows[np.argsort(self.value[rows], kind="stable")]
        return list(_blocks(rows, self.value[rows], self.facing.farthest - 1_000))

    def over(self, rows: IntArray, blocks: MapBlocks) -> tuple[IntArray, IntArray, IntArray, IntArray]:
        """Weigh all rows; return what a call returns, put together."""
        parts = list(blocks(self, self.blocks(rows)))
        none = np.zeros(0, np.int64)
        found = [np.concatenate(column) for column in zip(*parts, strict=True)] if parts else [none] * 4
        return found[0], found[1], found[2], found[3]


def _blocks(rows: IntArray, values: IntArray, width: int) -> Iterator[IntArray]:
    start = 0
    while start < len(rows):
        end = min(start + BLOCK_ROWS, int(np.searchsorted(values, values[start] + width, side="right")))
        yield rows[start:end]
        start = end


def _weigh_plain(
    rows: IntArray, mine: Any, table: Any, lists: Any, rules: Any, price: Any, limit: Any, k: int, person: Any, net: Any
) -> None:
    """Do what ``best_partners`` does, with numpy alone, where nothing is compiled."""
    ptr, feature, value, few_ptr, few_feature, few_value = mine
    list_ptr, list_place, list_value = lists
    apart, other_apart, masks, other_masks = rules
    n_few = (len(list_ptr) - 1) // len(table)
    n = len(other_apart)
    for at, row in enumerate(rows.tolist()):
        here = -price.astype(np.int64)
        for one in range(ptr[row], ptr[row + 1]):
            here += int(value[one]) * table[:, feature[one]].astype(np.int64)
        for one in range(few_ptr[row], few_ptr[row + 1]):
            for tile in range(len(table)):
                place = tile * n_few + few_feature[one]
                span = slice(list_ptr[place], list_ptr[place + 1])
                here[tile, list_place[span]] += int(few_value[one]) * list_value[span].astype(np.int64)
        sums = here.ravel()[:n]
        allowed = (sums > limit[at]) & (other_apart != apart[row])
        for mask in range(len(masks)):
            allowed &= (masks[mask, row] & other_masks[mask]) != 0
        found = np.flatnonzero(allowed)
        found = found[np.argsort(-sums[found], kind="stable")[:k]]
        person[at, : len(found)], net[at, : len(found)] = found, sums[found]
