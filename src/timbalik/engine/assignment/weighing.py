"""Rows of a large room weighed against everybody on the other side at some prices, block by block."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from timbalik.engine.assignment.blocks import MapBlocks
from timbalik.engine.assignment.compiled import is_compiled
from timbalik.engine.assignment.facing import Facing
from timbalik.engine.assignment.kernels_room import TILE, best_partners
from timbalik.engine.assignment.whole import IntArray

#: Rows in a block.
BLOCK_ROWS: Final = 500


@dataclass(frozen=True, eq=False)
class Weighed:
    """Pairs found: rows, partners, scores, whether they are weak; and the rows that may have more of them."""

    row: IntArray
    other: IntArray
    score: IntArray
    weak: NDArray[np.bool_]
    full: IntArray


@dataclass(frozen=True, eq=False)
class Weighing:
    """Find each row's ``k`` best allowed partners with ``score + reach > price + value - slack``; weak pairs count ``less``.

    A call works on one block of rows. Rows of a block have values near to each other (see :meth:`blocks`), so that prices
    relative to them fit short numbers: what is cut off lies so far out that it beats the prices, or does not, all the same.
    """

    facing: Facing
    price: IntArray
    value: IntArray
    reach: int
    less: int
    slack: int
    k: int

    def __call__(self, rows: IntArray) -> Weighed:
        """Weigh a block."""
        facing = self.facing
        dtype = facing.table.dtype
        base = int(self.value[rows].min())
        prices = np.full((2, facing.table.shape[0] * TILE), facing.top + self.slack + 1, dtype)
        for weak, price in enumerate(prices):
            away = self.price + (base - self.reach + weak * self.less)
            price[: facing.n_others] = np.clip(away, -facing.farthest, facing.top + self.slack + 1)
        limit = (self.value[rows] - base - self.slack).astype(dtype)
        code = np.full((len(rows), self.k), -1, np.int32)
        net = np.zeros((len(rows), self.k), dtype)
        weigh = best_partners if is_compiled() else _weigh_plain
        weigh(
            rows,
            facing.mine,
            facing.more,
            facing.table,
            facing.lists,
            facing.rules,
            facing.floors,
            prices[0].reshape(-1, TILE),
            prices[1].reshape(-1, TILE),
            limit,
            self.k,
            code,
            net,
        )
        row, at = np.nonzero(code >= 0)
        found = code[row, at].astype(np.int64)
        score = net[row, at].astype(np.int64) + prices[found & 1, found >> 1]
        return Weighed(rows[row], found >> 1, score, (found & 1).astype(bool), rows[(code >= 0).all(1)])

    def blocks(self, rows: IntArray) -> list[IntArray]:
        """Return the rows in blocks whose values lie near to each other."""
        rows = rows[np.argsort(self.value[rows], kind="stable")]
        return list(_blocks(rows, self.value[rows], self.facing.farthest - 1_000))

    def over(self, rows: IntArray, blocks: MapBlocks, go_on: Callable[[], bool]) -> Weighed | None:
        """Weigh all rows; return what a call returns, put together, or None when ``go_on()`` said no before the end."""
        cut = self.blocks(rows)
        none = np.zeros(0, np.int64)
        parts = [Weighed(none, none, none, none.astype(bool), none)]
        found = blocks(self, cut)
        for part in found:
            parts.append(part)
            if len(parts) <= len(cut) and not go_on():
                # blocks that nobody has begun are not worked on
                close = getattr(found, "close", None)
                if close is not None:
                    close()
                return None
        return Weighed(
            *(np.concatenate([getattr(part, name) for part in parts]) for name in Weighed.__dataclass_fields__)
        )


def weigh_best(facing: Facing, k: int, blocks: MapBlocks, go_on: Callable[[], bool]) -> Weighed | None:
    """Return everybody's ``k`` best allowed partners by score alone, those that are not weak before those that are."""
    people = len(facing.rules[0])
    prices, values = np.zeros(facing.n_others, np.int64), np.zeros(people, np.int64)
    less, slack = (facing.top + 1, facing.top + 2) if len(facing.floors) else (0, 1)
    return Weighing(facing, prices, values, 0, less, slack, k).over(np.arange(people), blocks, go_on)


def _blocks(rows: IntArray, values: IntArray, width: int) -> Iterator[IntArray]:
    start = 0
    while start < len(rows):
        end = min(start + BLOCK_ROWS, int(np.searchsorted(values, values[start] + width, side="right")))
        yield rows[start:end]
        start = end


def _weigh_plain(
    rows: IntArray, mine: Any, more: Any, table: Any, lists: Any, rules: Any, floors: Any, price: Any, weak_price: Any,
    limit: Any, k: int, code: Any, net: Any,
) -> None:  # fmt: skip
    """Do what ``best_partners`` does, with numpy alone, where nothing is compiled."""
    apart, other_apart, masks, other_masks = rules
    n = len(other_apart)
    for at, row in enumerate(rows.tolist()):
        one, two = _sums(row, mine, table, lists), _sums(row, more, table, lists)
        weak = (one < floors[0]) | (two < floors[1]) if len(floors) else np.zeros(one.shape, bool)
        sums = (one + two - np.where(weak, weak_price, price)).ravel()[:n]
        allowed = (sums > limit[at]) & (other_apart != apart[row])
        for mask in range(len(masks)):
            allowed &= (masks[mask, row] & other_masks[mask]) != 0
        found = np.flatnonzero(allowed)
        found = found[np.argsort(-sums[found], kind="stable")[:k]]
        code[at, : len(found)], net[at, : len(found)] = 2 * found + weak.ravel()[found], sums[found]


def _sums(row: int, mine: Any, table: Any, lists: Any) -> IntArray:
    """Return one row's sums over some features with everybody in every tile."""
    ptr, feature, value, few_ptr, few_feature, few_value = mine
    list_ptr, list_place, list_value = lists
    n_few = (len(list_ptr) - 1) // len(table)
    here = np.zeros((len(table), table.shape[2]), np.int64)
    for one in range(ptr[row], ptr[row + 1]):
        here += int(value[one]) * table[:, feature[one]].astype(np.int64)
    for one in range(few_ptr[row], few_ptr[row + 1]):
        for tile in range(len(table)):
            place = tile * n_few + few_feature[one]
            span = slice(list_ptr[place], list_ptr[place + 1])
            here[tile, list_place[span]] += int(few_value[one]) * list_value[span].astype(np.int64)
    return here
