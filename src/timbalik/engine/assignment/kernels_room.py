"""Kernels that weigh every pair of a large room from skills, without ever storing the pairs.

For each row person one pass over an inverted index of skills sums the scores with everybody on the other side, and one
scan compares them with prices and rules. Exact: nothing is approximated or skipped.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from timbalik.engine.assignment.compiled import njit
from timbalik.engine.assignment.kernels_base import Ints, Shorts


@njit(cache=True, nogil=True)
def sum_scores(
    row: int,
    ptr: Shorts,
    skill: Shorts,
    value: Shorts,
    inverse_ptr: Ints,
    inverse_person: Shorts,
    inverse_value: Shorts,
    price: Any,
    net: Any,
) -> None:
    """Write ``score - price`` with every person of the other side into ``net``."""
    for person in range(net.shape[0]):
        net[person] = -price[person]
    for at in range(ptr[row], ptr[row + 1]):
        times = value[at]
        for place in range(inverse_ptr[skill[at]], inverse_ptr[skill[at] + 1]):
            net[inverse_person[place]] += times * inverse_value[place]


@njit(cache=True, nogil=True)
def may_pair(row: int, other: int, apart: Shorts, other_apart: Shorts, masks: Any, other_masks: Any) -> bool:
    """Return whether two people differ in the code that must differ and meet in every mask."""
    if apart[row] == other_apart[other]:
        return False
    for mask in range(masks.shape[0]):  # noqa: SIM110 - numba compiles the plain loop
        if masks[mask, row] & other_masks[mask, other] == 0:
            return False
    return True


@njit(cache=True, nogil=True)
def best_partners(
    rows: Ints,
    ptr: Shorts,
    skill: Shorts,
    value: Shorts,
    inverse_ptr: Ints,
    inverse_person: Shorts,
    inverse_value: Shorts,
    price: Any,
    apart: Shorts,
    other_apart: Shorts,
    masks: Any,
    other_masks: Any,
    k: int,
    out_person: Shorts,
    out_net: Any,
) -> None:
    """Write the ``k`` allowed partners with the largest ``score - price`` of each row; -1 where there are fewer.

    Among equal ones at the edge, those with the smaller number are kept.
    """
    n = price.shape[0]
    net = np.empty(n, price.dtype)
    for at in range(rows.shape[0]):
        row = rows[at]
        sum_scores(row, ptr, skill, value, inverse_ptr, inverse_person, inverse_value, price, net)
        size = 0
        worst = net[0]
        keys = out_net[at]
        people = out_person[at]
        for other in range(n):
            here = net[other]
            if size == k and here <= worst:
                continue
            if not may_pair(row, other, apart, other_apart, masks, other_masks):
                continue
            if size < k:
                node = size
                size += 1
                while node > 0 and keys[(node - 1) >> 1] > here:
                    keys[node] = keys[(node - 1) >> 1]
                    people[node] = people[(node - 1) >> 1]
                    node = (node - 1) >> 1
            else:
                node = 0
                child = 1
                while child < k:
                    if child + 1 < k and keys[child + 1] < keys[child]:
                        child += 1
                    if keys[child] >= here:
                        break
                    keys[node] = keys[child]
                    people[node] = people[child]
                    node = child
                    child = 2 * node + 1
            keys[node] = here
            people[node] = other
            worst = keys[0]
        for node in range(size, k):
            people[node] = -1
