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


@njit()
def level_up(load: int, low: int, gain: int) -> int:
    """Price at which one more partner is worth nothing: ``-gain`` below the minimum, else 0."""
    return -gain if load < low else 0


@njit()
def level_down(load: int, low: int, gain: int) -> int:
    """Price at which one partner fewer costs nothing."""
    return -gain if load <= low else 0


@njit(inline="always")
def edge_up(load: Any, low: Any, levels: Any) -> Any:
    """Price at which one more partner is worth nothing: ``levels`` is for who has the minimum, and for who has not."""
    return levels[1] if load < low else levels[0]


@njit(inline="always")
def edge_down(load: Any, low: Any, levels: Any) -> Any:
    """Price at which one partner fewer costs nothing."""
    return levels[1] if load <= low and low > 0 else levels[0]


@njit()
def hold(slots: Shorts, start: Ints, load: Ints, person: int, edge: int) -> None:
    """Add an edge to a person's held list."""
    slots[start[person] + load[person]] = edge
    load[person] += 1


@njit()
def drop(slots: Shorts, start: Ints, load: Any, person: int, edge: int) -> None:
    """Remove an edge from a person's held list."""
    at = start[person]
    while slots[at] != edge:
        at += 1
    load[person] -= 1
    slots[at] = slots[start[person] + load[person]]


@njit()
def take(slots: Shorts, people: Shorts, start: Ints, load: Any, person: int, edge: int, other: int) -> None:
    """Add an edge, and who is at its other end, to what a person holds."""
    at = start[person] + load[person]
    slots[at] = edge
    people[at] = other
    load[person] += 1


@njit()
def give_up(slots: Shorts, people: Shorts, start: Ints, load: Any, person: int, edge: int) -> None:
    """Remove an edge, and who is at its other end, from what a person holds."""
    at = start[person]
    while slots[at] != edge:
        at += 1
    load[person] -= 1
    last = start[person] + load[person]
    slots[at] = slots[last]
    people[at] = people[last]


@njit()
def count_each(people: Shorts, counts: Ints) -> None:
    """Count how often everybody comes."""
    for at in range(people.shape[0]):
        counts[people[at]] += 1


def transpose(ptr: Ints, idx: Shorts, n_far: int) -> tuple[Ints, Shorts, Shorts, Shorts]:
    """Return the other side's row pointers, neighbours and edge numbers, and each edge's own row."""
    far_ptr = np.zeros(n_far + 1, np.int64)
    far_ptr[1:] = np.cumsum(np.bincount(idx, minlength=n_far))
    far_idx, far_edge, row = (np.empty(len(idx), np.int32) for _ in range(3))
    fill_rows(ptr, idx, far_ptr[:-1].copy(), far_idx, far_edge, row)
    return far_ptr, far_idx, far_edge, row


@njit()
def fill_rows(ptr: Ints, idx: Shorts, fill: Ints, far_idx: Shorts, far_edge: Shorts, row: Shorts) -> None:
    """Write the other side's neighbours and edge numbers where ``fill`` says that its rows begin, and each edge's own row."""
    for person in range(ptr.shape[0] - 1):
        for at in range(ptr[person], ptr[person + 1]):
            other = idx[at]
            far_idx[fill[other]] = person
            far_edge[fill[other]] = at
            fill[other] += 1
            row[at] = person


def turned_places(far_ptr: Ints, idx: Any, mask: Any) -> Shorts:
    """Return where each pair, ordered by the other side, lies in the order that ``idx`` lists neighbours in."""
    places = np.empty(len(idx), np.int32)
    fill_places(idx, mask, far_ptr[:-1].copy(), places)
    return places


@njit()
def fill_places(idx: Any, mask: Any, fill: Ints, places: Shorts) -> None:
    """Write the places that ``turned_places`` returns; ``fill`` says where the other side's rows begin."""
    for at in range(idx.shape[0]):
        other = idx[at] & mask
        places[fill[other]] = at
        fill[other] += 1


@njit()
def pack(idx: Shorts, numbers: Any, less: int, bits: int, pairs: Any) -> None:
    """Write each pair's number less ``less`` and, in the lowest ``bits``, its neighbour into one number."""
    for at in range(idx.shape[0]):
        pairs[at] = ((numbers[at] - less) << bits) | idx[at]


@njit()
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


@njit()
def look_up(flags: Flags, places: Shorts, found: Flags) -> None:
    """Write the flags that lie at some places."""
    for at in range(places.shape[0]):
        found[at] = flags[places[at]]


@njit()
def turn_back(idx: Any, mask: Any, flags: Flags, fill: Ints, turned: Flags) -> None:
    """Write flags ordered by this side in the order of the other, whose rows begin where ``fill`` says."""
    for at in range(idx.shape[0]):
        other = idx[at] & mask
        turned[fill[other]] = flags[at]
        fill[other] += 1
