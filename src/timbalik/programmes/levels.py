"""Which levels a programme suggests for a role: read from the organisation's own ladder, never from age."""

from __future__ import annotations

from collections.abc import Iterable


def levels_on(ladder: Iterable[int], rungs: tuple[int, int]) -> list[int]:
    """The lowest and highest rank whose place on the ladder lies within ``rungs`` percent; empty means anybody.

    >>> levels_on([1, 2, 3, 4, 5], (0, 40)), levels_on([1, 2, 3, 4, 5], (60, 100))
    ([1, 2], [4, 5])
    >>> levels_on([7], (0, 40))
    []
    """
    ranks = sorted(set(ladder))
    lowest, highest = rungs
    # A rung stands in the middle of its share, so a ladder of two has one rung at each end.
    chosen = [rank for place, rank in enumerate(ranks) if lowest <= (place + 0.5) * 100 / len(ranks) <= highest]
    return [chosen[0], chosen[-1]] if chosen and len(ranks) > 1 else []


def fits(rank: int | None, levels: list[int]) -> bool:
    """Whether a rank lies within the levels; an unknown rank fits only where anybody does."""
    return not levels or (rank is not None and levels[0] <= rank <= levels[1])
