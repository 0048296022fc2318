"""Shortlists: the few partners worth most to somebody at the present prices, and a limit that the others do not pass.

While the other side's prices only rise, a limit stays true, so that most steps of a search look at a few partners instead
of at all of them.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from timbalik.engine.assignment.compiled import njit
from timbalik.engine.assignment.kernels_base import FAR, Ints, Shorts

#: How many partners a list has at most, and how few make it look deeper.
LONG = 8
FEW = 4

#: What a side's shortlists are made of: positions, partners, worths, counts, limits, and how deep each list went.
Lists = tuple[Any, Any, Any, Shorts, Ints, Ints]


def empty_lists(people: int, kind: Any, depth: int) -> Lists:
    """Return lists that know nothing yet: their limits lie above everything."""
    # one row of memory for each person: what a list says is read together
    ledger = np.zeros((people, 3 * LONG), kind)
    return (
        ledger[:, :LONG],
        ledger[:, LONG : 2 * LONG],
        ledger[:, 2 * LONG :],
        np.zeros(people, np.int32),
        np.full(people, FAR),
        np.full(people, depth, np.int64),
    )


@njit(inline="always")
def make_list(
    ptr: Ints,
    idx: Any,
    mask: Any,
    edge_of: Shorts,
    forward: bool,
    weight: Any,
    bits: int,
    price: Ints,
    person: int,
    depth: Any,
    positions: Shorts,
    partners: Shorts,
    worths: Any,
    nets: Ints,
    chosen: Shorts,
) -> tuple[Any, Any, Any]:
    """Make somebody's list anew; return how long it is, its limit, and how deep it went.

    ``nets`` and ``chosen`` are scratch, one longer than the longest row.
    """
    first = ptr[person]
    row = idx[first : ptr[person + 1]]
    size = row.shape[0]
    best = -FAR
    if forward:
        worth = weight[first : ptr[person + 1]]
        for k in range(size):
            net = (np.int64(worth[k]) >> bits) - price[row[k] & mask]
            nets[k] = net
            best = max(best, net)
    else:
        for k in range(size):
            net = (np.int64(weight[edge_of[first + k]]) >> bits) - price[row[k] & mask]
            nets[k] = net
            best = max(best, net)
    floor = best - depth
    found = 0
    while True:
        floor = best - depth
        found = 0
        for k in range(size):
            chosen[found] = k
            found += nets[k] > floor
        if found >= FEW or found == size:
            break
        depth = 2 * depth + 1
    if found == size:
        floor = -FAR
    if found > LONG:
        floor = -FAR
        kept = 0
        for turn in range(found):
            k = chosen[turn]
            net = nets[k]
            if kept == LONG and net <= floor:
                continue
            place = kept if kept < LONG else LONG - 1
            kept = place + 1
            while place > 0 and nets[chosen[place - 1]] < net:
                chosen[place] = chosen[place - 1]
                place -= 1
            chosen[place] = k
            if kept == LONG:
                floor = nets[chosen[LONG - 1]]
        found = LONG
        depth = max(0, best - floor - 1)
    for turn in range(found):
        at = first + chosen[turn]
        positions[person, turn] = at
        partners[person, turn] = idx[at] & mask
        worths[person, turn] = np.int64(weight[at if forward else edge_of[at]]) >> bits
    return found, floor, depth
