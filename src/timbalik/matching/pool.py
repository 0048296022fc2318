"""Who takes part in a round, as plain data: nothing here says what a person is called, looks like or earns.

What is not in ``Candidate`` can't enter a score: no name, title, position, level, age, gender, religion, school or
photo (GR-05, ``ARCHITECTURE`` 10 and 11).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time


@dataclass(frozen=True)
class Candidate:
    """One enrolment with places left."""

    enrolment_id: int
    ref: str  # the enrolment's public id; what the engine knows of this person
    person_id: int
    places: int
    unit_id: int | None
    zone: str
    is_guest: bool = False
    partner_id: int | None = None  # the organisation a guest comes from
    offers: Mapping[str, int] = field(default_factory=dict)  # concept key -> level 1 to 5
    wants: Mapping[str, int] = field(default_factory=dict)  # concept key -> importance 1 to 5
    hours: tuple[tuple[int, time, time], ...] = ()
    ranked: tuple[str, ...] = ()  # refs this person would like best, the dearest first; empty: no wish


@dataclass(frozen=True)
class Lines:
    """Who stands above whom, and where that is not known.

    ``gap_units`` names, for a person whose chain of managers breaks off, the unit in which it does; ``None`` there is a
    unit that isn't known either.
    """

    ancestors: Mapping[int, frozenset[int]] = field(default_factory=dict)
    appraisers: Mapping[int, int] = field(default_factory=dict)
    gap_units: Mapping[int, int | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Pool:
    """Both sides of a round and what stands between them."""

    mentors: tuple[Candidate, ...]
    mentees: tuple[Candidate, ...]
    session_minutes: int
    monday: date  # of the week whose offsets from UTC are used
    lines: Lines = field(default_factory=Lines)
    avoided: frozenset[tuple[int, int]] = frozenset()  # person keys
    declined: frozenset[tuple[int, int]] = frozenset()  # enrolment keys (mentor, mentee)
    paired: frozenset[tuple[int, int]] = frozenset()  # person keys that share a relationship now
    unknown_lines_decided: bool = False
    only_across: bool = False  # pairs between organisations alone
    by_hand: frozenset[int] = frozenset()  # enrolment keys of those who asked that a person decides
    hand_picked: frozenset[tuple[int, int]] = frozenset()  # whom a person chose for them: (mentor, mentee)
    absent: Mapping[int, str] = field(default_factory=dict)  # enrolment key -> why it isn't among the candidates
