"""How well each mentor fits each mentee, in whole hundredths of a point (``ARCHITECTURE`` 10).

What one side gains is ``fit``'s sum, exact in every step, also in the single-precision product that computes it for all
pairs at once (every sum stays below 2**24).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Final

import numpy as np
from numpy.typing import NDArray

from timbalik.matching import hours
from timbalik.matching.fit import AMPLE_SESSIONS, COVER, MOST, NO_WISH, RANKED, want_parts
from timbalik.matching.pool import Candidate, Pool
from timbalik.matching.settings import DEFAULT_WEIGHTS, Weights
from timbalik.matching.weeks import SLOT_MINUTES

IntArray = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Measures:
    """Tables of mentors by mentees, whatever counts how much. Benefits, time and choices are 0 to 10,000 each."""

    benefit_mentor: IntArray
    benefit_mentee: IntArray
    shared_minutes: IntArray
    session_starts: IntArray
    across_units: NDArray[np.bool_]
    time: IntArray
    choices: IntArray


@dataclass(frozen=True, eq=False)
class Scores(Measures):
    """``score`` is the weighted mean of what was measured."""

    score: IntArray


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
    return weigh(measure(pool), weights)


def measure(pool: Pool) -> Measures:
    """Everything about pairs that does not change with the weights."""
    free_mentors = hours.weeks([(person.hours, person.zone) for person in pool.mentors], pool.monday)
    free_mentees = hours.weeks([(person.hours, person.zone) for person in pool.mentees], pool.monday)
    minutes = hours.shared(hours.pack(free_mentors), hours.pack(free_mentees)).astype(np.int64) * SLOT_MINUTES
    starts = hours.shared(
        hours.pack(hours.session_starts(free_mentors, pool.session_minutes)),
        hours.pack(hours.session_starts(free_mentees, pool.session_minutes)),
    ).astype(np.int64)
    ample = AMPLE_SESSIONS * pool.session_minutes
    return Measures(
        benefit_mentor=benefits(pool.mentors, pool.mentees),
        benefit_mentee=np.ascontiguousarray(benefits(pool.mentees, pool.mentors).T),
        shared_minutes=minutes,
        session_starts=starts,
        across_units=_across_units(pool),
        time=np.minimum(minutes, ample) * MOST // ample,
        choices=ranked_choices(pool),
    )


def weigh(measures: Measures, weights: Weights) -> Scores:
    """The score of every pair; exact also from :func:`compacted` measures."""
    parts = {field.name: getattr(measures, field.name) for field in fields(Measures)}
    weighted = np.multiply(measures.across_units, weights.across_units * MOST, dtype=np.int64)
    for weight, part in (
        (weights.mentee, measures.benefit_mentee),
        (weights.mentor, measures.benefit_mentor),
        (weights.hours, measures.time),
        (weights.ranked, measures.choices),
    ):
        if weight:
            weighted += np.multiply(part, weight, dtype=np.int64)
    return Scores(**parts, score=weighted // 100)


def compacted(measures: Measures) -> Measures:
    """The same figures in two bytes each, to be held for long: none is above 10,080, the minutes of a week."""
    parts = {field.name: getattr(measures, field.name) for field in fields(Measures)}
    return Measures(**{name: part if part.dtype == bool else part.astype(np.int16) for name, part in parts.items()})


def ranked_choices(pool: Pool) -> IntArray:
    """How well each pair meets what both sides ranked, 0 to 10,000; one figure for all where nobody ranked."""
    if not any(person.ranked for person in (*pool.mentors, *pool.mentees)):
        return np.full((1, 1), 2 * NO_WISH, np.int64)
    return _ranked_by(pool.mentors, pool.mentees) + _ranked_by(pool.mentees, pool.mentors).T


def _ranked_by(choosers: Sequence[Candidate], chosen: Sequence[Candidate]) -> IntArray:
    table = np.zeros((len(choosers), len(chosen)), np.int64)
    column = {person.ref: number for number, person in enumerate(chosen)}
    for row, person in enumerate(choosers):
        if not person.ranked:
            table[row] = NO_WISH
        for ref, worth in zip(person.ranked, RANKED, strict=False):
            if ref in column:
                table[row, column[ref]] = worth
    return table


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
