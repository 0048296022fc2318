"""Which pairs may never be: a hard rule removes a pair and keeps its name; no setting and nobody can switch one off.

Not here yet, because nothing in the data says it: a partner with a stake in the other (a customer, a sponsor of the
career). What the data does not know is not claimed to be checked.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from timbalik.matching.pool import Candidate, Pool
from timbalik.matching.rules import HardRule
from timbalik.matching.scoring import UNKNOWN_UNIT, Measures, guests, units

RuleTable = NDArray[np.uint8]

#: Code 0 is allowed. The first rule in this order names a pair that several forbid.
RULES: Final = ("", *(rule.value for rule in HardRule))


def rule_table(pool: Pool, scores: Measures) -> RuleTable:
    """The code of the rule that forbids each pair, 0 where none does."""
    table = np.zeros((len(pool.mentors), len(pool.mentees)), np.uint8)
    for rule in reversed(HardRule):  # the first in order is written last and stays
        table[forbidden_by(rule, pool, scores)] = RULES.index(rule)
    return table


def forbidden_by(rule: HardRule, pool: Pool, scores: Measures) -> NDArray[np.bool_]:
    """True where this one rule forbids the pair, whatever the others say."""
    lines = pool.lines
    match rule:
        case HardRule.SAME_PERSON:
            return np.equal.outer(_people(pool.mentors), _people(pool.mentees))
        case HardRule.REPORTING_LINE:
            return _either_way(pool, ((low, high) for low, managers in lines.ancestors.items() for high in managers))
        case HardRule.APPRAISER:
            return _either_way(pool, lines.appraisers.items())
        case HardRule.AVOID:
            return _either_way(pool, pool.avoided)
        case HardRule.ALREADY_PAIRED:
            return _either_way(pool, pool.paired)
        case HardRule.DECLINED:
            return _declined(pool)
        case HardRule.SAME_UNIT_UNKNOWN_LINE:
            return _line_unknown(pool)
        case HardRule.WITHIN_ORGANISATION:
            return _one_company(pool) if pool.only_across else np.zeros_like(_one_company(pool))
        case HardRule.NO_SHARED_HOURS:
            return np.equal(scores.session_starts, 0)
        case HardRule.BY_HAND:
            return _by_hand(pool)


def counts_by_rule(table: RuleTable) -> dict[str, int]:
    """How many pairs each rule removed, rules that removed none left out."""
    counts = np.bincount(table.ravel(), minlength=len(RULES))
    return {rule: int(count) for rule, count in zip(RULES[1:], counts[1:], strict=True) if count}


def _people(side: tuple[Candidate, ...]) -> NDArray[np.int64]:
    return np.array([person.person_id for person in side], np.int64)


def _either_way(pool: Pool, pairs: Iterable[tuple[int, int]]) -> NDArray[np.bool_]:
    """True where (person, person) stands in ``pairs`` in one direction or the other."""
    table = np.zeros((len(pool.mentors), len(pool.mentees)), np.bool_)
    row = {person.person_id: number for number, person in enumerate(pool.mentors)}
    column = {person.person_id: number for number, person in enumerate(pool.mentees)}
    for one, other in pairs:
        if one in row and other in column:
            table[row[one], column[other]] = True
        if other in row and one in column:
            table[row[other], column[one]] = True
    return table


def _declined(pool: Pool) -> NDArray[np.bool_]:
    table = np.zeros((len(pool.mentors), len(pool.mentees)), np.bool_)
    row = {person.enrolment_id: number for number, person in enumerate(pool.mentors)}
    column = {person.enrolment_id: number for number, person in enumerate(pool.mentees)}
    for mentor, mentee in pool.declined:
        if mentor in row and mentee in column:
            table[row[mentor], column[mentee]] = True
    return table


def _by_hand(pool: Pool) -> NDArray[np.bool_]:
    """All pairs of those who asked for a human decision, but those a person chose for them."""
    mentors = np.array([person.enrolment_id in pool.by_hand for person in pool.mentors], np.bool_)
    mentees = np.array([person.enrolment_id in pool.by_hand for person in pool.mentees], np.bool_)
    table: NDArray[np.bool_] = mentors[:, None] | mentees[None, :]
    if pool.hand_picked and table.any():
        row = {person.enrolment_id: number for number, person in enumerate(pool.mentors)}
        column = {person.enrolment_id: number for number, person in enumerate(pool.mentees)}
        for mentor, mentee in pool.hand_picked:
            if mentor in row and mentee in column:
                table[row[mentor], column[mentee]] = False
    return table


def _line_unknown(pool: Pool) -> NDArray[np.bool_]:
    """Inside one unit, and the chain of managers of one of the two breaks off in that unit.

    A unit that isn't known may be the same one. No line leads from here to a guest; between two guests who may come
    from one organisation nobody here knows any line, so that counts as unknown.
    """
    if pool.unknown_lines_decided:
        return np.zeros((len(pool.mentors), len(pool.mentees)), np.bool_)
    mentor_unit, mentee_unit = units(pool.mentors)[:, None], units(pool.mentees)[None, :]
    gap_mentor, gap_mentee = _gaps(pool, pool.mentors)[:, None], _gaps(pool, pool.mentees)[None, :]
    same = (mentor_unit == mentee_unit) | (mentor_unit == UNKNOWN_UNIT) | (mentee_unit == UNKNOWN_UNIT)
    breaks_there = _may_be(gap_mentor, mentee_unit) | _may_be(gap_mentee, mentor_unit)
    elsewhere = guests(pool)
    forbidden: NDArray[np.bool_] = (same & breaks_there & ~elsewhere) | (elsewhere & _one_company(pool))
    return forbidden


HERE: Final = -1
NOWHERE: Final = -2


def _one_company(pool: Pool) -> NDArray[np.bool_]:
    """True where both work here, or both are guests who come from one organisation or may do so."""
    mentors, mentees = _companies(pool.mentors)[:, None], _companies(pool.mentees)[None, :]
    both_guests = (mentors != HERE) & (mentees != HERE)
    one: NDArray[np.bool_] = (mentors == mentees) | (both_guests & ((mentors == NOWHERE) | (mentees == NOWHERE)))
    return one


def _companies(side: tuple[Candidate, ...]) -> NDArray[np.int64]:
    found = [HERE if not one.is_guest else NOWHERE if one.partner_id is None else one.partner_id for one in side]
    return np.array(found, np.int64)


NO_GAP: Final = -2


def _gaps(pool: Pool, side: tuple[Candidate, ...]) -> NDArray[np.int64]:
    gaps = pool.lines.gap_units
    found = [gaps.get(person.person_id, NO_GAP) for person in side]
    return np.array([UNKNOWN_UNIT if unit is None else unit for unit in found], np.int64)


def _may_be(gap: NDArray[np.int64], unit: NDArray[np.int64]) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = (gap != NO_GAP) & ((gap == unit) | (gap == UNKNOWN_UNIT) | (unit == UNKNOWN_UNIT))
    return found
