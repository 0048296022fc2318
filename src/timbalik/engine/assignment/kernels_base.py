"""What all kernels share: number types, the levels a price keeps to, held lists and the other side's view of the pairs."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from timbalik.engine.assignment.compiled import njit

Ints = NDArray[np.int64]
Shorts = NDArray[np.int32]
Flags = NDArray[np.uint8]

FAR = np.int64(2**62)


@njit(bare=True)
def level_up(load: int, low: int, gain: int) -> int:
    """Price at which one more partner is worth nothing: ``-gain`` below the minimum, else 0."""
    return -gain if load < low else 0


@njit(bare=True)
def level_down(load: int, low: int, gain: int) -> int:
    """Price at which one partner fewer costs nothing."""
    return -gain if load <= low else 0


@njit(bare=True, inline="always")
def edge_up(load: Any, low: Any, levels: Any) -> Any:
    """Price at which one more partner is worth nothing: ``levels`` is for who has the minimum, and for who has not."""
    return levels[1] if load < low else levels[0]


@njit(bare=True, inline="always")
def edge_down(load: Any, low: Any, levels: Any) -> Any:
    """Price at which one partner fewer costs nothing."""
    return levels[1] if load <= low and low > 0 else levels[0]


@njit(bare=True)
def hold(slots: Shorts, start: Ints, load: Ints, person: int, edge: int) -> None:
    """Add an edge to a person's held list."""
    slots[start[person] + load[person]] = edge
    load[person] += 1


@njit(bare=True)
def drop(slots: Shorts, start: Ints, load: Any, person: int, edge: int) -> None:
    """Remove an edge from a person's held list."""
    at = start[person]
    while slots[at] != edge:
        at += 1
    load[person] -= 1
    slots[at] = slots[start[person] + load[person]]


@njit(bare=True)
def take(slots: Shorts, people: Shorts, start: Ints, load: Any, person: int, edge: int, other: int) -> None:
    """Add an edge, and who is at its other end, to what a person holds."""
    at = start[person] + load[person]
    slots[at] = edge
    people[at] = other
    load[person] += 1


@njit(bare=True)
def give_up(slots: Shorts, people: Shorts, start: Ints, load: Any, person: int, edge: int) -> None:
    """Remove an edge, and who is at its other end, from what a person holds."""
    at = start[person]
    while slots[at] != edge:
        at += 1
    load[person] -= 1
    last = start[person] + load[person]
    slots[at] = slots[last]
    people[at] = people[last]


@njit(bare=True)
def count_each(people: Shorts, counts: Ints) -> None:
    """Count how often everybody comes."""
    for at in range(people.shape[0]):
        counts[people[at]] += 1


@njit()
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


@njit()
def turned_places(far_ptr: Ints, idx: Any, mask: Any) -> Shorts:
    """Return where each pair, ordered by the other side, lies in the order that ``idx`` lists neighbours in."""
    fill = far_ptr[:-1].copy()
    places = np.empty(idx.shape[0], np.int32)
    for at in range(idx.shape[0]):
        other = idx[at] & mask
        places[fill[other]] = at
        fill[other] += 1
    return places


@njit(bare=True)
def pack(idx: Shorts, numbers: Any, less: int, bits: int, pairs: Any) -> None:
    """Write each pair's number less ``less`` and, in the lowest ``bits``, its neighbour into one number."""
    for at in range(idx.shape[0]):
        pairs[at] = ((numbers[at] - less) << bits) | idx[at]


@njit(bare=True)
def turn(ptr: Ints, idx: Shorts, numbers: Any, less: int, bits: int, fill: Ints, pairs: Any, turned: Any) -> None:
    """Write the other side's neighbours, and each pair's number less ``less``, in that side's order.

    With ``bits`` they share one number, as ``pack`` writes it, and ``turned`` is not touched. ``fill`` tells where each row of
    the other side begins, and in the end where it ends.
    """
    for person in range(ptr.shape[0] - 1):
        for at in range(ptr[person], ptr[person + 1]):
            place = fill[idx[at]]
            if bits > 0:
                pairs[place] = ((numbers[at] - less) << bits) | person
            else:
                pairs[place] = person
                turned[place] = numbers[at] - less
            fill[idx[at]] = place + 1


@njit(bare=True)
def look_up(flags: Flags, places: Shorts, found: Flags) -> None:
    """Write the flags that lie at some places."""
    for at in range(places.shape[0]):
        found[at] = flags[places[at]]


@njit(bare=True)
def turn_back(idx: Any, mask: Any, flags: Flags, fill: Ints, turned: Flags) -> None:
    """Write flags ordered by this side in the order of the other, whose rows begin where ``fill`` says."""
    for at in range(idx.shape[0]):
        other = idx[at] & mask
        turned[fill[other]] = flags[at]
        fill[other] += 1
