"""What one person gains from another, in whole hundredths of a point: plain sums, so that a page needs no numeric library.

A person's wants share 1,000 parts by their importance. A want is met in tenths, by the level at which the partner
offers the topic (``COVER``). The benefit of one side is the sum of parts times tenths: 0 to 10,000, exact in every step.
``scoring`` computes the same for all pairs of a round at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Protocol

from timbalik.matching.settings import DEFAULT_WEIGHTS, Weights

PARTS: Final = 1_000
MOST: Final = 10_000

#: Tenths of a want that a level of 1 to 5 meets. A thermometer: the first steps bring most, since whoever can show the
#: basics already helps, and an expert is not worth five beginners.
COVER: Final = (0, 4, 6, 8, 9, 10)

#: Shared time earns its full share when four sessions a week would fit: with more choice, appointments hold.
AMPLE_SESSIONS: Final = 4

#: What a side's first, second and third choice are worth, of the 5,000 of its half; who ranked nobody lets the programme
#: choose, and is with everybody worth as much as with a third choice: no wish is no disadvantage.
RANKED: Final = (5_000, 3_500, 2_000)
NO_WISH: Final = RANKED[-1]


class Wishes(Protocol):
    """Whoever offers and wants topics: concept key → level, concept key → importance."""

    @property
    def offers(self) -> Mapping[str, int]: ...
    @property
    def wants(self) -> Mapping[str, int]: ...


def want_parts(wants: Mapping[str, int]) -> dict[str, int]:
    """Share 1,000 parts by importance; what rounding leaves goes to the largest remainders, then by key."""
    total = sum(wants.values())
    if not total:
        return {}
    parts = {key: importance * PARTS // total for key, importance in wants.items()}
    left = PARTS - sum(parts.values())
    for key in sorted(wants, key=lambda key: (-(wants[key] * PARTS % total), key))[:left]:
        parts[key] += 1
    return parts


def benefit(learner: Wishes, teacher: Wishes) -> int:
    """What the one gains from the other, 0 to 10,000: the same sum as ``scoring.benefits``, for one pair."""
    return sum(benefit_by_topic(learner, teacher).values())


def benefit_by_topic(learner: Wishes, teacher: Wishes) -> dict[str, int]:
    """The parts of that sum: what each wanted topic brings, in hundredths of a point."""
    parts = want_parts(learner.wants)
    return {key: part * COVER[teacher.offers.get(key, 0)] for key, part in parts.items()}


def score(
    mentor: Wishes,
    mentee: Wishes,
    *,
    shared_minutes: int,
    session_minutes: int,
    across_units: bool,
    weights: Weights = DEFAULT_WEIGHTS,
) -> int:
    """The score of one pair, 0 to 10,000, as a round would give it."""
    ample = AMPLE_SESSIONS * session_minutes
    weighted = (
        weights.mentee * benefit(mentee, mentor)
        + weights.mentor * benefit(mentor, mentee)
        + weights.hours * (min(shared_minutes, ample) * MOST // ample)
        + weights.across_units * MOST * across_units
    )
    return weighted // 100
