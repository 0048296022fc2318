"""Kernels that weigh every pair of a large room from features, without ever storing the pairs. Exact: nothing is skipped.

The other side is cut into tiles that fit a core's cache. Features that many have are kept as one short column of the tile
each, so that a row's scores with the whole tile are a few multiplications of columns, which processors do for 16 or 32
people at once in 16-bit numbers; rare features are added from lists. Only where a run of 64 people holds somebody above
the row's limit are people looked at one by one and the rules asked.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from timbalik.engine.assignment.compiled import njit
from timbalik.engine.assignment.kernels_base import Ints, Shorts

TILE: Final = 2048
RUN: Final = 64
#: Columns are multiplied four or eight at a time; rows are filled up with a column of zeros.
STRIDE: Final = 4


@njit(nogil=True)
def sum_tile(table: Any, feature: Shorts, value: Any, first: int, last: int, price: Any, net: Any) -> None:
    """Write ``score - price`` with everybody in the tile, counting common features only."""
    n = net.shape[0]
    if first == last:
        for j in range(n):
            net[j] = -price[j]
    at = first
    while at < last:
        a, b, c, d = table[feature[at]], table[feature[at + 1]], table[feature[at + 2]], table[feature[at + 3]]
        s, t, u, v = value[at], value[at + 1], value[at + 2], value[at + 3]
        if at + 4 < last:
            e, f, g, h = table[feature[at + 4]], table[feature[at + 5]], table[feature[at + 6]], table[feature[at + 7]]
            w, x, y, z = value[at + 4], value[at + 5], value[at + 6], value[at + 7]
            if at == first:
                for j in range(n):
                    net[j] = (
                        s * a[j] + t * b[j] + u * c[j] + v * d[j] + w * e[j] + x * f[j] + y * g[j] + z * h[j] - price[j]
                    )
            else:
                for j in range(n):
                    net[j] += s * a[j] + t * b[j] + u * c[j] + v * d[j] + w * e[j] + x * f[j] + y * g[j] + z * h[j]
        elif at == first:
            for j in range(n):
                net[j] = s * a[j] + t * b[j] + u * c[j] + v * d[j] - price[j]
        else:
            for j in range(n):
                net[j] += s * a[j] + t * b[j] + u * c[j] + v * d[j]
        at += 8


@njit(nogil=True)
def mark_runs(net: Any, limit: Any, above: Any) -> None:
    """Mark the runs in which somebody lies above the limit."""
    for run in range(above.shape[0]):
        found = np.uint8(0)
        for j in range(run * RUN, run * RUN + RUN):
            found |= np.uint8(net[j] > limit)
        above[run] = found


@njit(nogil=True)
def may_pair(row: int, other: int, apart: Shorts, other_apart: Shorts, masks: Any, other_masks: Any) -> bool:
    """Return whether two people differ in the code that must differ and meet in every mask."""
    if apart[row] == other_apart[other]:
        return False
    for mask in range(masks.shape[0]):  # noqa: SIM110 - numba compiles the plain loop
        if masks[mask, row] & other_masks[mask, other] == 0:
            return False
    return True


@njit(nogil=True)
def is_worse(key: Any, person: int, other_key: Any, other: int) -> bool:
    """Return whether somebody leaves the list of the best before somebody else: lower, or as low and further down."""
    return key < other_key or (key == other_key and person > other)


@njit(nogil=True)
def keep_best(keys: Any, people: Shorts, size: int, k: int, key: Any, person: int) -> int:
    """Put somebody into a heap of the ``k`` best, in the place of the worst where it is full; return the size."""
    node = 0
    if size < k:
        node = size
        size += 1
        while node > 0:
            up = (node - 1) >> 1
            if not is_worse(key, person, keys[up], people[up]):
                break
            keys[node] = keys[up]
            people[node] = people[up]
            node = up
    else:
        child = 1
        while child < k:
            if child + 1 < k and is_worse(keys[child + 1], people[child + 1], keys[child], people[child]):
                child += 1
            if not is_worse(keys[child], people[child], key, person):
                break
            keys[node] = keys[child]
            people[node] = people[child]
            node = child
            child = 2 * node + 1
    keys[node] = key
    people[node] = person
    return size


@njit(nogil=True)
def sum_features(table: Any, tile: int, lists: Any, row: int, mine: Any, price: Any, net: Any) -> None:
    """Write one row's ``score - price`` with everybody in the tile, over the features in ``mine``."""
    ptr, feature, value, few_ptr, few_feature, few_value = mine
    list_ptr, list_place, list_value = lists
    n_few = (list_ptr.shape[0] - 1) // table.shape[0]
    sum_tile(table[tile], feature, value, ptr[row], ptr[row + 1], price, net)
    for few in range(few_ptr[row], few_ptr[row + 1]):
        place = tile * n_few + few_feature[few]
        for entry in range(list_ptr[place], list_ptr[place + 1]):
            net[list_place[entry]] += few_value[few] * list_value[entry]


@njit(nogil=True)
def join_gains(one: Any, two: Any, floors: Any, price: Any, weak_price: Any, net: Any) -> None:
    """Write both sides' gains less the price; a pair in which one of them lies under its floor has a price of its own."""
    first, second = floors[0], floors[1]
    for j in range(net.shape[0]):
        least = weak_price[j] if (one[j] < first) | (two[j] < second) else price[j]
        net[j] = one[j] + two[j] - least


def best_partners(
    rows: Ints, mine: Any, more: Any, table: Any, lists: Any, rules: Any, floors: Any, price: Any, weak_price: Any,
    limit: Any, k: int, code: Shorts, net: Any,
) -> None:  # fmt: skip
    """Write each row's ``k`` allowed partners with the largest ``score - price`` above its limit; -1 where there are fewer.

    A partner is written as twice their number, and one more where the pair is weak. Among equal ones at the edge, those with
    the smaller number are kept. ``limit`` rises in place. Without ``floors`` there is nothing in ``more``.
    """
    dtype = table.dtype
    sums = np.zeros(TILE, dtype), np.empty(TILE, dtype), np.empty(TILE, dtype), np.empty(TILE, dtype)
    scratch = sums, np.empty(TILE // RUN, np.uint8), np.zeros(rows.shape[0], np.int64)
    weigh_tiles(scratch, rows, mine, more, table, lists, rules, floors, price, weak_price, limit, k, code, net)


@njit(nogil=True)
def weigh_tiles(
    scratch: Any, rows: Ints, mine: Any, more: Any, table: Any, lists: Any, rules: Any, floors: Any, price: Any,
    weak_price: Any, limit: Any, k: int, code: Shorts, net: Any,
) -> None:  # fmt: skip
    """Do the work of ``best_partners``, tile by tile, with scratch for a tile's sums, its runs, and how many each row has."""
    sums, above, size = scratch
    nothing, one, two, here = sums
    apart, other_apart, masks, other_masks = rules
    for tile in range(table.shape[0]):
        for at in range(rows.shape[0]):
            row = rows[at]
            if floors.shape[0]:
                sum_features(table, tile, lists, row, mine, nothing, one)
                sum_features(table, tile, lists, row, more, nothing, two)
                join_gains(one, two, floors, price[tile], weak_price[tile], here)
            else:
                sum_features(table, tile, lists, row, mine, price[tile], here)
            mark_runs(here, limit[at], above)
            for run in range(TILE // RUN):
                if above[run] == 0:
                    continue
                for j in range(run * RUN, run * RUN + RUN):
                    if here[j] <= limit[at]:
                        continue
                    other = tile * TILE + j
                    if may_pair(row, other, apart, other_apart, masks, other_masks):
                        weak = floors.shape[0] and (one[j] < floors[0] or two[j] < floors[1])
                        person = 2 * other + 1 if weak else 2 * other
                        size[at] = keep_best(net[at], code[at], size[at], k, here[j], person)
                        if size[at] == k and net[at, 0] > limit[at]:
                            limit[at] = net[at, 0]
    for at in range(rows.shape[0]):
        for node in range(size[at], k):
            code[at, node] = -1
