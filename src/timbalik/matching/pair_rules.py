"""The hard rules and the score of single pairs of a pool, without the tables of a round: plain sums and sets.

``eligibility.rule_table`` and ``scoring.score_pool`` say the same for all pairs at once; a test holds them equal. Imports no
numeric library, so that a request may look at some pairs of a round of any size.
"""

from __future__ import annotations

from functools import cached_property

from timbalik.matching import weeks
from timbalik.matching.fit import AMPLE_SESSIONS, MOST, NO_WISH, RANKED, benefit
from timbalik.matching.pool import Candidate, Pool
from timbalik.matching.rules import HardRule
from timbalik.matching.settings import Weights


class PairRules:
    """Asked about one pair at a time."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self._weeks: dict[str, tuple[int, int]] = {}
        self._offsets: dict[str, int] = {}

    @cached_property
    def mentors(self) -> dict[str, Candidate]:
        return {person.ref: person for person in self.pool.mentors}

    @cached_property
    def mentees(self) -> dict[str, Candidate]:
        return {person.ref: person for person in self.pool.mentees}

    def is_here(self, pair: tuple[str, str]) -> bool:
        return pair[0] in self.mentors and pair[1] in self.mentees

    def rule_of(self, mentor: str, mentee: str) -> str:
        """The hard rule that forbids the pair, the first in order; empty when none does."""
        two = self.mentors[mentor], self.mentees[mentee]
        return next((rule.value for rule in HardRule if self._forbids(rule, *two)), "")

    def score_of(self, mentor: str, mentee: str, weights: Weights) -> int:
        """As the round scores it, in hundredths of a point."""
        one, other = self.mentors[mentor], self.mentees[mentee]
        ample = AMPLE_SESSIONS * self.pool.session_minutes
        shared = weeks.minutes(self._free(one)[0] & self._free(other)[0])
        weighted = (
            weights.mentee * benefit(other, one)
            + weights.mentor * benefit(one, other)
            + weights.hours * (min(shared, ample) * MOST // ample)
            + weights.across_units * MOST * self._across_units(one, other)
            + weights.ranked * (self._choice(one, other) + self._choice(other, one))
        )
        return weighted // 100

    def benefits_of(self, mentor: str, mentee: str) -> tuple[int, int]:
        """What the mentor gains, and what the mentee gains."""
        one, other = self.mentors[mentor], self.mentees[mentee]
        return benefit(one, other), benefit(other, one)

    def _forbids(self, rule: HardRule, one: Candidate, other: Candidate) -> bool:
        pool, lines = self.pool, self.pool.lines
        people = (one.person_id, other.person_id)
        keys = (one.enrolment_id, other.enrolment_id)
        match rule:
            case HardRule.SAME_PERSON:
                return people[0] == people[1]
            case HardRule.REPORTING_LINE:
                return any(high in lines.ancestors.get(low, ()) for low, high in (people, people[::-1]))
            case HardRule.APPRAISER:
                return any(lines.appraisers.get(low) == high for low, high in (people, people[::-1]))
            case HardRule.AVOID:
                return people in pool.avoided or people[::-1] in pool.avoided
            case HardRule.ALREADY_PAIRED:
                return people in pool.paired or people[::-1] in pool.paired
            case HardRule.DECLINED:
                return keys in pool.declined
            case HardRule.SAME_UNIT_UNKNOWN_LINE:
                return not pool.unknown_lines_decided and self._line_unknown(one, other)
            case HardRule.WITHIN_ORGANISATION:
                return pool.only_across and _one_company(one, other)
            case HardRule.NO_SHARED_HOURS:
                return not self._free(one)[1] & self._free(other)[1]
            case HardRule.BY_HAND:
                return bool(pool.by_hand & set(keys)) and keys not in pool.hand_picked

    def _line_unknown(self, one: Candidate, other: Candidate) -> bool:
        if one.is_guest or other.is_guest:
            return _one_company(one, other)
        same = one.unit_id == other.unit_id or one.unit_id is None or other.unit_id is None
        return same and (self._breaks_in(one, other.unit_id) or self._breaks_in(other, one.unit_id))

    def _breaks_in(self, person: Candidate, unit: int | None) -> bool:
        gaps = self.pool.lines.gap_units
        if person.person_id not in gaps:
            return False
        gap = gaps[person.person_id]
        return gap == unit or gap is None or unit is None

    def _free(self, person: Candidate) -> tuple[int, int]:
        """The free week, and where a session could begin."""
        if person.ref not in self._weeks:
            if person.zone not in self._offsets:
                self._offsets[person.zone] = weeks.utc_offset_minutes(person.zone, self.pool.monday)
            week = weeks.free_week(person.hours, self._offsets[person.zone])
            self._weeks[person.ref] = (week, weeks.session_starts(week, self.pool.session_minutes))
        return self._weeks[person.ref]

    def _across_units(self, one: Candidate, other: Candidate) -> bool:
        known = one.unit_id is not None and other.unit_id is not None
        return one.is_guest or other.is_guest or (known and one.unit_id != other.unit_id)

    def _choice(self, chooser: Candidate, chosen: Candidate) -> int:
        if not chooser.ranked:
            return NO_WISH
        worth = dict(zip(chooser.ranked, RANKED, strict=False))
        return worth.get(chosen.ref, 0)


def _one_company(one: Candidate, other: Candidate) -> bool:
    """Both work here, or both are guests who come from one organisation or may do so."""
    if one.is_guest != other.is_guest:
        return False
    return not one.is_guest or one.partner_id == other.partner_id or one.partner_id is None or other.partner_id is None
