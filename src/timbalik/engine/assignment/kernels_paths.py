"""Shortest augmenting paths: serve one more place of somebody, or let go of a price that nobody pays."""

from __future__ import annotations

from typing import Any

from timbalik.engine.assignment.compiled import njit
from timbalik.engine.assignment.kernels_base import FAR, Flags, Ints, Shorts, drop, level_down, level_up


@njit()
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


@njit()
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


@njit()
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


@njit()
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
