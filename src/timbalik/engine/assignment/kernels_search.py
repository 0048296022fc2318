"""Shortest augmenting paths over shortlists: serve one more place, or let go of a price that nobody pays.

Ahuja, Magnanti, Orlin (1993), ch. 9.7; Jonker and Volgenant (1987) for searching from one person with early stop. Only
people of the searching side wait in the heap; somebody comes twice, for the short list first and, where the search gets
that far, for all their pairs.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from timbalik.engine.assignment.compiled import njit
from timbalik.engine.assignment.kernels_base import FAR, Flags, Ints, Shorts, edge_down, edge_up, give_up, take
from timbalik.engine.assignment.kernels_lists import make_list


def search_space(people: int, others: int, longest: int) -> tuple[Any, ...]:
    """Return the scratch arrays of a search: distances, keys, ways back, the heap, who was touched, a row of ``longest``."""
    return (
        np.full(people, FAR),
        np.full(others, FAR),
        np.empty(people, np.int64),
        np.empty(people, np.int32),
        np.empty(others, np.int32),
        np.empty(people, np.int32),
        np.full(people, -1, np.int32),
        np.zeros(people, np.uint8),
        np.empty(people, np.int32),
        np.empty(others, np.int32),
        np.empty(people, np.int32),
        np.empty(others, np.int32),
        np.empty(longest + 1, np.int64),
        np.empty(longest + 1, np.int32),
    )


@njit(inline="always")
def heap_in(heap: Shorts, place: Shorts, key: Ints, node: int, size: int) -> int:
    """Insert a node, or move it up after its key fell; return the new size."""
    at = place[node]
    if at < 0:
        at = size
        size += 1
    value = key[node]
    while at > 0 and key[heap[(at - 1) >> 1]] > value:
        above = heap[(at - 1) >> 1]
        heap[at] = above
        place[above] = at
        at = (at - 1) >> 1
    heap[at] = node
    place[node] = at
    return size


@njit(inline="always")
def heap_out(heap: Shorts, place: Shorts, key: Ints, size: int) -> int:
    """Remove the node with the smallest key (it is ``heap[0]`` before the call); return the new size."""
    place[heap[0]] = -1
    size -= 1
    if size > 0:
        node = heap[size]
        value = key[node]
        at = 0
        child = 1
        while child < size:
            if child + 1 < size and key[heap[child + 1]] < key[heap[child]]:
                child += 1
            below = heap[child]
            if key[below] >= value:
                break
            heap[at] = below
            place[below] = at
            at = child
            child = 2 * at + 1
        heap[at] = node
        place[node] = at
    return size


@njit()
def serve(
    mine: Any, theirs: Any, weight: Any, bits: int, held: Flags, lists: Any, space: Any, person: int, most: int
) -> int:
    """Serve people of ``mine`` one after the other from ``person`` on, by at most ``most`` searches; return where to go on.

    With ``person`` below 0 all who wait search together, once; the number of them is returned. A side's
    arrays tells where its pairs are: ``ptr``, ``idx`` (what ``mask`` leaves of it), each pair's number (the position itself
    when ``forward``), and what its people hold: pair numbers in ``slots``, partners in ``people``. A pair's worth is what its
    ``weight`` holds above the lowest ``bits``. Loads, prices and held pairs change in place.
    """
    ptr, idx, mask, edge_of, forward, cap, low, levels, load, slots, people, start, near = mine
    (
        _ptr, _idx, _mask, _edge_of, _forward, far_cap, far_low, far_levels, far_load, far_slots, far_people, far_start, far,
    ) = theirs  # fmt: skip
    (
        near_dist, far_dist, key, near_from, far_from, heap, place, listed_once, near_touched, far_touched, near_by, far_by,
        nets, chosen_few,
    ) = space  # fmt: skip
    positions, partners, worths, count, limit, depths = lists
    together = person < 0
    source = max(0, person)
    done = 0
    while source < cap.shape[0]:
        if not (load[source] < cap[source] and near[source] > edge_up(load[source], low[source], levels)):
            source += 1
            continue
        if not together and done == most:
            break
        best = near[source] - edge_up(load[source], low[source], levels)
        end_near = source
        end_far = -1
        n_near_touched = 0
        n_far_touched = 0
        size = 0
        last = cap.shape[0] if together else source + 1
        for one in range(source, last):
            if load[one] < cap[one]:
                own = near[one] - edge_up(load[one], low[one], levels)
                if own > 0:
                    done += 1
                    near_dist[one] = 0
                    key[one] = 0
                    near_from[one] = -1
                    near_touched[n_near_touched] = one
                    n_near_touched += 1
                    size = heap_in(heap, place, key, one, size)
                    if own < best:
                        best = own
                        end_near = one
        while size > 0:
            node = heap[0]
            if key[node] >= best:
                break
            size = heap_out(heap, place, key, size)
            base = near_dist[node] + near[node]
            listed = listed_once[node] == 0
            if listed and limit[node] >= near[node]:
                count[node], limit[node], depths[node] = make_list(
                    ptr,
                    idx,
                    mask,
                    edge_of,
                    forward,
                    weight,
                    bits,
                    far,
                    node,
                    depths[node],
                    positions,
                    partners,
                    worths,
                    nets,
                    chosen_few,
                )
                listed = limit[node] < near[node]
            first = ptr[node]
            final = ptr[node + 1]
            if listed:
                first = 0
                final = count[node]
            for step in range(first, final):
                at = step
                if listed:
                    at = positions[node, step]
                    other = partners[node, step]
                    length = base + far[other] - worths[node, step]
                else:
                    other = np.int64(idx[step] & mask)
                    length = base + far[other] - (np.int64(weight[step if forward else edge_of[step]]) >> bits)
                if length >= best or length >= far_dist[other]:
                    continue
                edge = at if forward else edge_of[at]
                if held[edge]:
                    continue
                if far_dist[other] == FAR:
                    far_touched[n_far_touched] = other
                    n_far_touched += 1
                far_dist[other] = length
                far_from[other] = edge
                far_by[other] = node
                if far_load[other] < far_cap[other]:
                    rest = edge_up(far_load[other], far_low[other], far_levels) - far[other]
                    if length + max(0, rest) < best:
                        best = length + max(0, rest)
                        end_far = other
                        end_near = -1
                    if rest <= 0:
                        continue
                for slot in range(far_start[other], far_start[other] + far_load[other]):
                    back = far_slots[slot]
                    partner = far_people[slot]
                    here = length + (np.int64(weight[back]) >> bits) - far[other] - near[partner]
                    if here >= best or here >= near_dist[partner]:
                        continue
                    if near_dist[partner] == FAR:
                        near_touched[n_near_touched] = partner
                        n_near_touched += 1
                    near_dist[partner] = here
                    key[partner] = here
                    near_from[partner] = back
                    near_by[partner] = other
                    end = here + near[partner] - edge_down(load[partner], low[partner], levels)
                    if end < best:
                        best = end
                        end_near = partner
                        end_far = -1
                    size = heap_in(heap, place, key, partner, size)
            if listed and limit[node] > -FAR and base - limit[node] < best:
                key[node] = base - limit[node]
                listed_once[node] = 1
                size = heap_in(heap, place, key, node, size)
        for at in range(size):
            place[heap[at]] = -1
        for at in range(n_near_touched):
            node = near_touched[at]
            if near_dist[node] < best:
                near[node] -= best - near_dist[node]
            near_dist[node] = FAR
            listed_once[node] = 0
        for at in range(n_far_touched):
            other = far_touched[at]
            if far_dist[other] < best:
                far[other] += best - far_dist[other]
            far_dist[other] = FAR
        if end_near >= 0 and near_from[end_near] >= 0:
            back = near_from[end_near]
            held[back] = 0
            end_far = near_by[end_near]
            give_up(slots, people, start, load, end_near, back)
            give_up(far_slots, far_people, far_start, far_load, end_far, back)
        while end_far >= 0:
            edge = far_from[end_far]
            node = far_by[end_far]
            held[edge] = 1
            take(slots, people, start, load, node, edge, end_far)
            take(far_slots, far_people, far_start, far_load, end_far, edge, node)
            end_far = -1
            back = near_from[node]
            if back >= 0:
                held[back] = 0
                end_far = near_by[node]
                give_up(slots, people, start, load, node, back)
                give_up(far_slots, far_people, far_start, far_load, end_far, back)
        if together:
            return done
    return 0 if together else source
