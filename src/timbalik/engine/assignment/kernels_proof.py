"""The proof's numbers in one pass: what each pair earns beyond both prices, and the sum of what is above nothing."""

from __future__ import annotations

from timbalik.engine.assignment.compiled import njit
from timbalik.engine.assignment.kernels_base import Ints, Shorts


@njit()
def find_margins(
    weight: Ints, always: int, mentor: Shorts, mentee: Shorts, mentor_price: Ints, mentee_price: Ints, margin: Ints
) -> tuple[int, int]:
    """Write ``weight + always`` less both prices into ``margin``; sum what is positive in 31-bit halves."""
    high = 0
    low = 0
    for at in range(weight.shape[0]):
        here = weight[at] + always - mentor_price[mentor[at]] - mentee_price[mentee[at]]
        margin[at] = here
        if here > 0:
            high += here >> 31
            low += here & 0x7FFFFFFF
    return high, low
