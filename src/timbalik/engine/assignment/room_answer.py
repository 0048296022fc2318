"""What comes out for a very large room: plain arrays that solver and audit both read."""

from __future__ import annotations

from dataclasses import dataclass

from timbalik.engine.assignment.whole import IntArray


@dataclass(frozen=True, eq=False)
class RoomAnswer:
    """Pairs, prices and the proof's two numbers.

    Attributes
    ----------
    total : int
        Sum of the scores.
    value, bound : int
        Pairs times ``reach`` plus total, and the most that any assignment can have of it; equal.
    reach : int
        What one more pair counts: more than any difference in scores.
    rounds, candidates : int
        Pricing passes, and pairs looked at in the last solution.
    """

    mentor: IntArray
    mentee: IntArray
    total: int
    value: int
    bound: int
    reach: int
    mentor_price: IntArray
    mentee_price: IntArray
    rounds: int
    candidates: int
