"""Exact integer kernels for the transportation problem: shortest augmenting paths with prices.

Loaded only while a round runs (numba takes most of a second to import). Without numba the same functions run as plain
Python: slower, fit for small rounds, and the same pairs.

The problem: mentees ``j`` and mentors ``i`` each hold up to ``cap`` partners, every pair at most once; the first ``low``
partners of a person earn ``gain`` each on top (how minimums are met). With prices ``a[i]`` and values ``b[j]`` the state
is optimal when

* ``w - a[i] - b[j]`` is >= 0 on every held pair and <= 0 on every other pair,
* every price lies between ``level_down`` and ``level_up`` of its person's load (see :func:`level_up`).

References
----------
Ahuja, Magnanti, Orlin (1993), *Network Flows*, ch. 9.7 (successive shortest paths); Jonker and Volgenant (1987),
Computing 38, for searching from one free person with early stop. We depart in keeping capacities on both sides without
copies and in repairing any starting prices from both sides.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from timbalik.engine.assignment.compiled import njit
from timbalik.engine.assignment.kernels_auction import auction, settle
from timbalik.engine.assignment.kernels_base import FAR, Flags, Ints, Shorts, hold, transpose
from timbalik.engine.assignment.kernels_paths import search


def prepare(
    ptr: Ints,
    idx: Shorts,
    turned: Any,
    weight: Ints,
    near_cap: Ints,
    near_low: Ints,
    near_gain: Ints,
    far_cap: Ints,
    far_low: Ints,
    far_gain: Ints,
    far: Ints,
    eps_list: Ints,
    held: Flags,
) -> Any:
    """Find good prices and a first exact set of held pairs from any starting prices ``far``.

    With no pair ``held`` prices must be 0 or more and mentees bid; with some, that is where the search goes on.

    Returns everything :func:`search` needs; ``far`` is changed in place.
    """
    far_ptr, far_idx, far_edge, row = turned
    near_start, far_start = (np.concatenate([[0], np.cumsum(cap + 1)]) for cap in (near_cap, far_cap))
    near_slots, far_slots = (np.empty(start[-1], np.int32) for start in (near_start, far_start))
    near_load, far_load = np.zeros(len(near_cap), np.int64), np.zeros(len(far_cap), np.int64)
    if held.any():
        hold_again(idx, row, near_cap, far_cap, near_load, far_load, far_slots, far_start, held)
    else:
        demand = int(near_cap.sum())
        goal = min(demand, int(far_cap.sum()))
        bids = np.empty(far_start[-1], np.int64)

        def hold_one(eps: int, budget: int) -> tuple[Ints, Ints]:
            held[:] = 0
            return auction(
                ptr, idx, weight, row, near_cap, near_low, near_gain, far_cap, far, far_start, bids, far_slots, held, eps,
                budget * demand,
            )  # fmt: skip

        near_load, far_load = hold_one(0, 4)
        if 64 * (goal - int(near_load.sum())) > goal + 512:
            for eps in eps_list.tolist():
                near_load, far_load = hold_one(eps, 64)
                far[far_load < far_cap] = 0
            near_load, far_load = hold_one(0, 16)
    near = np.empty(len(near_cap), np.int64)
    settle(near, ptr, idx, weight, near_cap, near_low, near_gain, near_load, far, far_load, far_slots, far_start, held)
    list_held(ptr, near_start, near_slots, held)
    nodes = len(near_cap) + len(far_cap)
    return (
        (ptr, idx, row, row, idx, near_cap, near_low, near_gain, near_load, near_slots, near_start, near),
        (far_ptr, far_idx, far_edge, idx, row, far_cap, far_low, far_gain, far_load, far_slots, far_start, far),
        weight,
        held,
        np.full(nodes, FAR),
        np.empty(nodes, np.int64),
        np.empty(nodes, np.int64),
        np.full(nodes, -1, np.int64),
        np.empty(nodes, np.int64),
    )


@njit()
def hold_again(
    idx: Shorts,
    row: Shorts,
    near_cap: Ints,
    far_cap: Ints,
    near_load: Ints,
    far_load: Ints,
    far_slots: Shorts,
    far_start: Ints,
    held: Flags,
) -> None:
    """Hold the pairs that were held before, as far as there is room; who comes too late is let go."""
    for at in range(idx.shape[0]):
        if held[at]:
            if near_load[row[at]] < near_cap[row[at]] and far_load[idx[at]] < far_cap[idx[at]]:
                near_load[row[at]] += 1
                hold(far_slots, far_start, far_load, idx[at], at)
            else:
                held[at] = 0


@njit()
def list_held(ptr: Ints, start: Ints, slots: Shorts, held: Flags) -> None:
    """Write everybody's held pairs into their slots."""
    for person in range(ptr.shape[0] - 1):
        load = 0
        for at in range(ptr[person], ptr[person + 1]):
            if held[at]:
                slots[start[person] + load] = at
                load += 1


def solve_transport(
    ptr: Ints,
    idx: Shorts,
    weight: Ints,
    near_cap: Ints,
    near_low: Ints,
    near_gain: Ints,
    far_cap: Ints,
    far_low: Ints,
    far_gain: Ints,
    far: Ints,
    eps_list: Ints,
    held: Flags,
    go_on: Callable[[], bool],
    turned: Any | None = None,
) -> tuple[Flags, Ints, Ints]:
    """Solve to optimality, or until ``go_on()`` says no (asked every 200 searches).

    ``turned`` is what :func:`transpose` returns, where it is known already. Returns the held flag of each edge, the values
    of the near side and the prices of the far side.
    """
    if turned is None:
        turned = transpose(ptr, idx, far_cap.shape[0])
    near_side, far_side, weight, held, dist, parent, heap, place, touched = prepare(
        ptr, idx, turned, weight, near_cap, near_low, near_gain, far_cap, far_low, far_gain, far, eps_list, held
    )  # fmt: skip
    for forward, mine, other in ((True, near_side, far_side), (False, far_side, near_side)):
        person = 0
        while person < mine[5].shape[0] and go_on():
            person = search(mine, other, weight, held, dist, parent, heap, place, touched, forward, person, 200)
    return held, near_side[-1], far_side[-1]
