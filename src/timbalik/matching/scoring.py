"""How well each mentor fits each mentee, in whole hundredths of a point (``ARCHITECTURE`` 10).

A person's wants share 1,000 parts by their importance. A want is met in tenths, by the level at which the partner
offers the topic (``COVER``). The benefit of one side is the sum of parts times tenths: 0 to 10,000, exact in every
step, also in the single-precision product that computes it for all pairs at once (every sum stays below 2**24).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from timbalik.matching import hours
from timbalik.matching.pool import Candidate, Pool
from timbalik.matching.settings import DEFAULT_WEIGHTS, Weights

IntArray = NDArray[np.int64]

PARTS: Final = 1_000
MOST: Final = 10_000

#: Tenths of a want that a level of 1 to 5 meets. A thermometer: the first steps bring most, since whoever can show the
#: basics already helps, and an expert is not worth five beginners.
COVER: Final = (0, 4, 6, 8, 9, 10)

#: Shared time earns its full share when four sessions a week would fit: with more choice, appointments hold.
AMPLE_SESSIONS: Final = 4


@dataclass(frozen=True, eq=False)
class Scores:
    """Tables of mentors by mentees. Benefits, time and unit are 0 to 10,000 each; ``score`` is their weighted mean."""

    score: IntArray
    benefit_mentor: IntArray
    benefit_mentee: IntArray
    shared_minutes: IntArray
    session_starts: IntArray
    across_units: NDArray[np.bool_]


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


def benefit(learner: Candidate, teacher: Candidate) -> int:
    """What the one gains from the other, 0 to 10,000: the same sum as :func:`benefits`, for one pair."""
    return sum(benefit_by_topic(learner, teacher).values())


def benefit_by_topic(learner: Candidate, teacher: Candidate) -> dict[str, int]:
    """The parts of that sum: what each wanted topic brings, in hundredths of a point."""
    parts = want_parts(learner.wants)
    return {key: part * COVER[teacher.offers.get(key, 0)] for key, part in parts.items()}


def benefits(learners: Sequence[Candidate], teachers: Sequence[Candidate]) -> IntArray:
    """What each learner gains from each teacher, (learners, teachers)."""
    keys = sorted({key for person in learners for key in person.wants})
    column = {key: number for number, key in enumerate(keys)}
    parts = np.zeros((len(learners), len(keys)), np.float32)
    cover = np.zeros((len(teachers), len(keys)), np.float32)
    for row, person in enumerate(learners):
        for key, part in want_parts(person.wants).items():
            parts[row, column[key]] = part
    for row, person in enumerate(teachers):
        for key, level in person.offers.items():
            if key in column:
                cover[row, column[key]] = COVER[level]
    return (parts @ cover.T).astype(np.int64)


def score_pool(pool: Pool, weights: Weights = DEFAULT_WEIGHTS) -> Scores:
    """Score every pair, also those that a hard rule forbids: a forbidden pair is a rule, never a low score."""
    free_mentors = hours.weeks([(person.hours, person.zone) for person in pool.mentors], pool.monday)
    free_mentees = hours.weeks([(person.hours, person.zone) for person in pool.mentees], pool.monday)
    minutes = hours.shared(hours.pack(free_mentors), hours.pack(free_mentees)).astype(np.int64) * hours.SLOT_MINUTES
    starts = hours.shared(
        hours.pack(hours.session_starts(free_mentors, pool.session_minutes)),
        hours.pack(hours.session_starts(free_mentees, pool.session_minutes)),
    ).astype(np.int64)
    across = _across_units(pool)
    benefit_mentee = benefits(pool.mentees, pool.mentors).T
    benefit_mentor = benefits(pool.mentors, pool.mentees)
    ample = AMPLE_SESSIONS * pool.session_minutes
    weighted = (
        weights.mentee * benefit_mentee
        + weights.mentor * benefit_mentor
        + weights.hours * (np.minimum(minutes, ample) * MOST // ample)
        + weights.across_units * MOST * across
    )
    return Scores(
        score=weighted // 100,
        benefit_mentor=benefit_mentor,
        benefit_mentee=np.ascontiguousarray(benefit_mentee),
        shared_minutes=minutes,
        session_starts=starts,
        across_units=across,
    )


def _across_units(pool: Pool) -> NDArray[np.bool_]:
    """True where both units are known and differ; a guest always comes from elsewhere."""
    mentors, mentees = units(pool.mentors), units(pool.mentees)
    known = (mentors != UNKNOWN_UNIT)[:, None] & (mentees != UNKNOWN_UNIT)[None, :]
    across: NDArray[np.bool_] = (known & (mentors[:, None] != mentees[None, :])) | guests(pool)
    return across


def guests(pool: Pool) -> NDArray[np.bool_]:
    """True where one of the two comes from another company."""
    mentors = np.array([person.is_guest for person in pool.mentors], np.bool_)
    mentees = np.array([person.is_guest for person in pool.mentees], np.bool_)
    either: NDArray[np.bool_] = mentors[:, None] | mentees[None, :]
    return either


UNKNOWN_UNIT: Final = -1


def units(people: Sequence[Candidate]) -> IntArray:
    return np.array([UNKNOWN_UNIT if person.unit_id is None else person.unit_id for person in people], np.int64)
