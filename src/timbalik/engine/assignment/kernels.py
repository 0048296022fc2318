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
from numpy.typing import NDArray

from timbalik.engine.assignment.compiled import njit

Ints = NDArray[np.int64]
Shorts = NDArray[np.int32]
Flags = NDArray[np.uint8]

FAR = np.int64(2**62)

#: How many of the best mentors a bidder remembers; prices only rise, so most bids need no look at the others.
SHORT = 6


@njit(cache=True)
def level_up(load: int, low: int, gain: int) -> int:
    """Price at which one more partner is worth nothing: ``-gain`` below the minimum, else 0."""
    return -gain if load < low else 0


@njit(cache=True)
def level_down(load: int, low: int, gain: int) -> int:
    """Price at which one partner fewer costs nothing."""
    return -gain if load <= low else 0


@njit(cache=True)
def heap_push(heap: Ints, place: Ints, key: Ints, node: int, size: int) -> int:
    """Insert a node, or move it up after its key fell; return the new size."""
    at = place[node]
    if at < 0:
        at = size
        size += 1
    value = key[node]
    while at > 0:
        parent = (at - 1) >> 1
        other = heap[parent]
        if key[other] <= value:
            break
        heap[at] = other
        place[other] = at
        at = parent
    heap[at] = node
    place[node] = at
    return size


@njit(cache=True)
def heap_pop(heap: Ints, place: Ints, key: Ints, size: int) -> int:
    """Remove the node with the smallest key (it is ``heap[0]`` before the call); return the new size."""
    place[heap[0]] = -2
    size -= 1
    if size == 0:
        return 0
    node = heap[size]
    value = key[node]
    at = 0
    child = 1
    while child < size:
        if child + 1 < size and key[heap[child + 1]] < key[heap[child]]:
            child += 1
        other = heap[child]
        if key[other] >= value:
            break
        heap[at] = other
        place[other] = at
        at = child
        child = 2 * at + 1
    heap[at] = node
    place[node] = at
    return size


@njit(cache=True)
def hold(slots: Shorts, start: Ints, load: Ints, person: int, edge: int) -> None:
    """Add an edge to a person's held list."""
    slots[start[person] + load[person]] = edge
    load[person] += 1


@njit(cache=True)
def drop(slots: Shorts, start: Ints, load: Ints, person: int, edge: int) -> None:
    """Remove an edge from a person's held list."""
    at = start[person]
    while slots[at] != edge:
        at += 1
    load[person] -= 1
    slots[at] = slots[start[person] + load[person]]


@njit(cache=True)
def augment(
    source: int,
    forward: bool,
    ptr: Ints,
    idx: Shorts,
    edge_of: Shorts,
    weight: Ints,
    edge_near: Shorts,
    edge_far: Shorts,
    held: Flags,
    near: Ints,
    far: Ints,
    near_cap: Ints,
    near_low: Ints,
    near_gain: Ints,
    far_cap: Ints,
    far_low: Ints,
    far_gain: Ints,
    near_load: Ints,
    far_load: Ints,
    near_slots: Shorts,
    near_start: Ints,
    far_slots: Shorts,
    far_start: Ints,
    dist: Ints,
    parent: Ints,
    heap: Ints,
    place: Ints,
    touched: Ints,
) -> bool:
    """Serve one more place of ``source`` (on the *near* side) by a shortest path, or lower its price to its level.

    Nodes are numbered near side first. ``forward`` says that ``edge_of`` is the identity. Prices of both sides, loads and
    held edges change in place; returns True when a partner was added.
    """
    n_near = near.shape[0]
    size = 0
    n_touched = 0
    best = near[source] - level_up(near_load[source], near_low[source], near_gain[source])
    best_node = source
    dist[source] = 0
    parent[source] = -1
    touched[0] = source
    n_touched = 1
    size = heap_push(heap, place, dist, source, size)
    while size > 0:
        node = heap[0]
        d = dist[node]
        if d >= best:
            break
        size = heap_pop(heap, place, dist, size)
        if node < n_near:
            base = d + near[node]
            for at in range(ptr[node], ptr[node + 1]):
                other = idx[at]
                edge = at if forward else edge_of[at]
                length = base + far[other] - weight[edge]
                if length >= best or length >= dist[n_near + other] or held[edge]:
                    continue
                target = n_near + other
                if dist[target] == FAR:
                    touched[n_touched] = target
                    n_touched += 1
                dist[target] = length
                parent[target] = edge
                if far_load[other] < far_cap[other]:
                    short = level_up(far_load[other], far_low[other], far_gain[other]) - far[other]
                    end = length + max(0, short)
                    if end < best:
                        best = end
                        best_node = target
                    if short <= 0:
                        continue
                size = heap_push(heap, place, dist, target, size)
        else:
            person = node - n_near
            for at in range(far_start[person], far_start[person] + far_load[person]):
                edge = far_slots[at]
                other = edge_near[edge]
                length = d + weight[edge] - far[person] - near[other]
                if length >= best or length >= dist[other]:
                    continue
                if dist[other] == FAR:
                    touched[n_touched] = other
                    n_touched += 1
                dist[other] = length
                parent[other] = edge
                end = length + near[other] - level_down(near_load[other], near_low[other], near_gain[other])
                if end < best:
                    best = end
                    best_node = other
                size = heap_push(heap, place, dist, other, size)
    for at in range(n_touched):
        node = touched[at]
        if dist[node] < best:
            if node < n_near:
                near[node] -= best - dist[node]
            else:
                far[node - n_near] += best - dist[node]
    node = best_node
    served = best_node != source
    while parent[node] >= 0:
        edge = parent[node]
        if node < n_near:
            held[edge] = 0
            drop(near_slots, near_start, near_load, node, edge)
            drop(far_slots, far_start, far_load, edge_far[edge], edge)
            node = n_near + edge_far[edge]
        else:
            held[edge] = 1
            node = edge_near[edge]
            # added after the walk reaches the other end, so that loads never pass the capacity
            near_slots[near_start[node] + near_load[node]] = edge
            near_load[node] += 1
            far_slots[far_start[edge_far[edge]] + far_load[edge_far[edge]]] = edge
            far_load[edge_far[edge]] += 1
    for at in range(n_touched):
        dist[touched[at]] = FAR
        place[touched[at]] = -1
    return served


@njit(cache=True)
def transpose(ptr: Ints, idx: Shorts, n_far: int) -> tuple[Ints, Shorts, Shorts, Shorts]:
    """Return the other side's row pointers, neighbours and edge numbers, and each edge's own row."""
    n_edges = idx.shape[0]
    far_ptr = np.zeros(n_far + 1, np.int64)
    for at in range(n_edges):
        far_ptr[idx[at] + 1] += 1
    for person in range(n_far):
        far_ptr[person + 1] += far_ptr[person]
    fill = far_ptr[:-1].copy()
    far_idx = np.empty(n_edges, np.int32)
    far_edge = np.empty(n_edges, np.int32)
    row = np.empty(n_edges, np.int32)
    for person in range(ptr.shape[0] - 1):
        for at in range(ptr[person], ptr[person + 1]):
            other = idx[at]
            far_idx[fill[other]] = person
            far_edge[fill[other]] = at
            fill[other] += 1
            row[at] = person
    return far_ptr, far_idx, far_edge, row


@njit(cache=True)
def auction(
    ptr: Ints,
    idx: Shorts,
    weight: Ints,
    row: Shorts,
    near_cap: Ints,
    near_low: Ints,
    near_gain: Ints,
    far_cap: Ints,
    far: Ints,
    far_start: Ints,
    bids: Ints,
    places: Shorts,
    held: Flags,
    eps: int,
    budget: int,
) -> tuple[Ints, Ints]:
    """Let mentees bid for mentors' places; prices ``far`` rise in place. Returns the loads.

    A place remembers the bid that holds it; a full mentor's price is the lowest of them, before that the reserve price
    it came in with. With ``eps`` 0 a bid must raise the price, so what is held at the end is exact: nobody who holds a
    pair would rather have another one at these prices. With ``eps`` above 0 it is only a quick way to good prices.
    """
    n_near = ptr.shape[0] - 1
    n_far = far_cap.shape[0]
    near_load = np.zeros(n_near, np.int64)
    far_load = np.zeros(n_far, np.int64)
    queue = np.arange(n_near)
    queued = np.ones(n_near, np.uint8)
    shortlist = np.empty(n_near * SHORT, np.int32)
    count = np.zeros(n_near, np.int32)
    limit = np.full(n_near, FAR)
    nets = np.empty(SHORT, np.int64)
    head = 0
    waiting = n_near
    made = 0
    while waiting > 0 and made < budget:
        person = queue[head]
        head = head + 1 if head + 1 < n_near else 0
        waiting -= 1
        queued[person] = 0
        while near_load[person] < near_cap[person]:
            outside = level_up(near_load[person], near_low[person], near_gain[person])
            best = outside
            second = outside
            chosen = -1
            base = person * SHORT
            for place in range(base, base + count[person]):
                at = shortlist[place]
                net = weight[at] - far[idx[at]]
                if net > second and held[at] == 0:
                    if net > best:
                        second = best
                        best = net
                        chosen = at
                    else:
                        second = net
            if second < limit[person]:
                second = outside
                best = outside
                chosen = -1
                size = 0
                for at in range(ptr[person], ptr[person + 1]):
                    net = weight[at] - far[idx[at]]
                    if size == SHORT and net <= nets[SHORT - 1]:
                        continue
                    place = size if size < SHORT else SHORT - 1
                    size = place + 1
                    while place > 0 and nets[place - 1] < net:
                        nets[place] = nets[place - 1]
                        shortlist[base + place] = shortlist[base + place - 1]
                        place -= 1
                    nets[place] = net
                    shortlist[base + place] = at
                    if net > second and held[at] == 0:
                        if net > best:
                            second = best
                            best = net
                            chosen = at
                        else:
                            second = net
                count[person] = size
                limit[person] = nets[SHORT - 1] if size == SHORT else -FAR
            if chosen < 0:
                break
            made += 1
            other = idx[chosen]
            start = far_start[other]
            load = far_load[other]
            bid = far[other] + best - second + eps
            if load < far_cap[other]:
                at = start + load
                far_load[other] = load + 1
                while at > start and bids[start + ((at - start - 1) >> 1)] > bid:
                    up = start + ((at - start - 1) >> 1)
                    bids[at] = bids[up]
                    places[at] = places[up]
                    at = up
                if load + 1 == far_cap[other]:
                    bids[at] = bid
                    far[other] = max(far[other], bids[start])
            else:
                if bid <= bids[start]:
                    break
                out = places[start]
                loser = row[out]
                held[out] = 0
                near_load[loser] -= 1
                if queued[loser] == 0:
                    queued[loser] = 1
                    tail = head + waiting
                    queue[tail if tail < n_near else tail - n_near] = loser
                    waiting += 1
                at = start
                child = start + 1
                while child < start + load:
                    if child + 1 < start + load and bids[child + 1] < bids[child]:
                        child += 1
                    if bids[child] >= bid:
                        break
                    bids[at] = bids[child]
                    places[at] = places[child]
                    at = child
                    child = start + 2 * (at - start) + 1
                bids[at] = bid
                far[other] = bids[start]
            bids[at] = bid
            places[at] = chosen
            held[chosen] = 1
            near_load[person] += 1
    return near_load, far_load


@njit(cache=True)
def settle(
    ptr: Ints,
    idx: Shorts,
    weight: Ints,
    near_cap: Ints,
    near_low: Ints,
    near_gain: Ints,
    near_load: Ints,
    far: Ints,
    far_load: Ints,
    far_slots: Shorts,
    far_start: Ints,
    held: Flags,
) -> Ints:
    """Return the least value of each mentee that no pair not held exceeds, and give up held pairs below it.

    Only who holds several places can hold such a pair: it was bid for while a better one was still held.
    """
    n = ptr.shape[0] - 1
    value = np.empty(n, np.int64)
    for person in range(n):
        best = int(-FAR)
        for at in range(ptr[person], ptr[person + 1]):
            net = weight[at] - far[idx[at]]
            if net > best and held[at] == 0:
                best = net
        if near_load[person] > 0:
            best = max(int(best), level_down(near_load[person], near_low[person], near_gain[person]))
            for at in range(ptr[person], ptr[person + 1]):
                if held[at] and weight[at] - far[idx[at]] < best:
                    held[at] = 0
                    near_load[person] -= 1
                    drop(far_slots, far_start, far_load, idx[at], at)
        lowest = level_down(near_load[person], near_low[person], near_gain[person])
        value[person] = max(int(best), lowest)
    return value


@njit(cache=True)
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
    n_near = ptr.shape[0] - 1
    n_far = far_cap.shape[0]
    far_ptr, far_idx, far_edge, row = turned
    near_start = np.zeros(n_near + 1, np.int64)
    near_start[1:] = np.cumsum(near_cap + 1)
    far_start = np.zeros(n_far + 1, np.int64)
    far_start[1:] = np.cumsum(far_cap + 1)
    near_slots = np.empty(near_start[n_near], np.int32)
    far_slots = np.empty(far_start[n_far], np.int32)
    bids = np.empty(far_start[n_far], np.int64)
    if held.any():
        near_load = np.zeros(n_near, np.int64)
        far_load = np.zeros(n_far, np.int64)
        for at in range(idx.shape[0]):
            if held[at]:
                if near_load[row[at]] < near_cap[row[at]] and far_load[idx[at]] < far_cap[idx[at]]:
                    near_load[row[at]] += 1
                    hold(far_slots, far_start, far_load, idx[at], at)
                else:
                    held[at] = 0
    else:
        demand = near_cap.sum()
        near_load, far_load = auction(
            ptr,
            idx,
            weight,
            row,
            near_cap,
            near_low,
            near_gain,
            far_cap,
            far,
            far_start,
            bids,
            far_slots,
            held,
            0,
            4 * demand,
        )
        goal = min(demand, far_cap.sum())
        if 64 * (goal - near_load.sum()) > goal + 512:
            for eps in eps_list:
                held[:] = 0
                near_load, far_load = auction(
                    ptr, idx, weight, row, near_cap, near_low, near_gain, far_cap, far, far_start, bids, far_slots, held, eps,
                    64 * demand,
                )  # fmt: skip
                for person in range(n_far):
                    if far_load[person] < far_cap[person]:
                        far[person] = 0
            held[:] = 0
            near_load, far_load = auction(
                ptr, idx, weight, row, near_cap, near_low, near_gain, far_cap, far, far_start, bids, far_slots, held, 0,
                16 * demand,
            )  # fmt: skip
    near = settle(
        ptr, idx, weight, near_cap, near_low, near_gain, near_load, far, far_load, far_slots, far_start, held
    )  # fmt: skip
    for person in range(n_near):
        load = 0
        for at in range(ptr[person], ptr[person + 1]):
            if held[at]:
                near_slots[near_start[person] + load] = at
                load += 1
    nodes = n_near + n_far
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


@njit(cache=True)
def search(
    mine: Any,
    other: Any,
    weight: Ints,
    held: Flags,
    dist: Ints,
    parent: Ints,
    heap: Ints,
    place: Ints,
    touched: Ints,
    forward: bool,
    person: int,
    most: int,
) -> int:
    """Serve people of one side from ``person`` on, by at most ``most`` searches; return where to go on."""
    ptr, idx, edge_of, edge_near, edge_far, cap, low, gain, load, slots, start, price = mine
    _ptr, _idx, _edge, _near, _far, other_cap, other_low, other_gain, other_load, other_slots, other_start, far = other
    done = 0
    while person < cap.shape[0]:
        while load[person] < cap[person] and price[person] > level_up(load[person], low[person], gain[person]):
            if done == most:
                return person
            done += 1
            augment(
                person, forward, ptr, idx, edge_of, weight, edge_near, edge_far, held, price, far, cap, low, gain,
                other_cap, other_low, other_gain, load, other_load, slots, start, other_slots, other_start,
                dist, parent, heap, place, touched,
            )  # fmt: skip
        person += 1
    return person


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
