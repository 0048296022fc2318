from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import Any

import numpy as np
import pytest

from timbalik.matching.eligibility import counts_by_rule, forbidden_by, rule_table
from timbalik.matching.pool import Candidate, Lines, Pool
from timbalik.matching.rules import HardRule
from timbalik.matching.scoring import score_pool

HOUR = ((0, time(9), time(10)),)


def person(number: int, *, unit: int | None = 1, hours: Any = HOUR, **fields: Any) -> Candidate:
    basis = {"places": 1, "unit_id": unit, "zone": "Asia/Jakarta", "hours": hours}
    return Candidate(enrolment_id=number, ref=f"r{number}", person_id=number, **(basis | fields))


def named(pool: Pool) -> str:
    """The rule that names the one pair of this pool."""
    table = rule_table(pool, score_pool(pool))
    return next(iter(counts_by_rule(table)), "")


def pair(mentor: Candidate | None = None, mentee: Candidate | None = None, **fields: Any) -> Pool:
    return Pool(
        mentors=(mentor or person(1, unit=1),),
        mentees=(mentee or person(2, unit=2),),
        session_minutes=60,
        monday=date(2026, 11, 23),
        **fields,
    )


@pytest.mark.parametrize("line", [{1: frozenset({9, 2})}, {2: frozenset({8, 1})}])
def test_reporting_line_forbids_in_both_directions(line: dict[int, frozenset[int]]) -> None:
    assert named(pair(lines=Lines(ancestors=line))) == HardRule.REPORTING_LINE


@pytest.mark.parametrize("appraisers", [{1: 2}, {2: 1}])
def test_appraiser_forbids_in_both_directions(appraisers: dict[int, int]) -> None:
    assert named(pair(lines=Lines(appraisers=appraisers))) == HardRule.APPRAISER


@pytest.mark.parametrize("avoided", [(1, 2), (2, 1)])
def test_avoidance_forbids_in_both_directions(avoided: tuple[int, int]) -> None:
    assert named(pair(avoided=frozenset({avoided}))) == HardRule.AVOID


def test_same_person_is_never_a_pair() -> None:
    assert named(pair(mentee=replace(person(7, unit=2), person_id=1))) == HardRule.SAME_PERSON


def test_present_pairs_and_declined_pairs_are_not_proposed_again() -> None:
    assert named(pair(paired=frozenset({(1, 2)}))) == HardRule.ALREADY_PAIRED
    assert named(pair(declined=frozenset({(1, 2)}))) == HardRule.DECLINED


def test_too_few_shared_hours_forbid() -> None:
    half = ((0, time(9), time(9, 30)),)

    assert named(pair(mentor=person(1, hours=half))) == HardRule.NO_SHARED_HOURS
    assert named(pair(mentor=person(1, hours=()))) == HardRule.NO_SHARED_HOURS
    assert named(pair()) == ""


@pytest.mark.parametrize(
    ("mentor_unit", "mentee_unit", "gaps", "forbidden"),
    [
        (1, 1, {1: 1}, True),  # the mentor's manager is unknown
        (1, 1, {2: 1}, True),  # or the mentee's
        (1, 1, {}, False),  # both chains end at somebody who has no manager
        (1, 2, {1: 1}, False),  # another unit
        (1, 1, {1: 5}, False),  # the chain breaks off in another unit, far above
        (None, 2, {1: None}, True),  # an unknown unit may be the same
        (1, None, {1: 1}, True),
        (None, None, {}, False),
    ],
)
def test_unknown_line_forbids_inside_one_unit(
    mentor_unit: int | None, mentee_unit: int | None, gaps: dict[int, int | None], forbidden: bool
) -> None:
    pool = pair(person(1, unit=mentor_unit), person(2, unit=mentee_unit), lines=Lines(gap_units=gaps))

    assert named(pool) == (HardRule.SAME_UNIT_UNKNOWN_LINE if forbidden else "")


def test_unknown_line_says_nothing_about_guests() -> None:
    guest = person(1, unit=None, is_guest=True)

    assert named(pair(guest, person(2, unit=2), lines=Lines(gap_units={1: None, 2: 2}))) == ""


@pytest.mark.parametrize(
    ("mentor_from", "mentee_from", "forbidden"), [(7, 7, True), (7, 8, False), (7, None, True), (None, None, True)]
)
def test_line_between_guests_of_one_organisation_counts_as_unknown(
    mentor_from: int | None, mentee_from: int | None, forbidden: bool
) -> None:
    mentor = person(1, unit=None, is_guest=True, partner_id=mentor_from)
    mentee = person(2, unit=None, is_guest=True, partner_id=mentee_from)

    assert named(pair(mentor, mentee)) == (HardRule.SAME_UNIT_UNKNOWN_LINE if forbidden else "")


def test_programme_across_organisations_forbids_pairs_within_one() -> None:
    guest, other = (person(key, unit=None, is_guest=True, partner_id=key) for key in (1, 2))

    assert named(pair(only_across=True)) == HardRule.WITHIN_ORGANISATION
    assert named(pair(guest, other, only_across=True)) == ""
    assert named(pair(guest, person(2), only_across=True)) == ""
    assert named(pair()) == ""


def test_decision_lifts_the_unknown_line_and_nothing_else() -> None:
    gaps = Lines(gap_units={1: 1})
    decided = pair(person(1), person(2, unit=1), lines=gaps, unknown_lines_decided=True)
    known_manager = replace(decided, lines=replace(gaps, ancestors={1: frozenset({2})}))

    assert named(decided) == ""
    assert named(known_manager) == HardRule.REPORTING_LINE


def test_each_pair_is_counted_under_one_rule() -> None:
    """A manager without shared hours is named by the line; everybody else by the hours."""
    mentees = (person(2, unit=2, hours=()), person(3, unit=3, hours=()), person(4, unit=4))
    pool = Pool((person(1),), mentees, 60, date(2026, 11, 23), Lines(ancestors={1: frozenset({2})}))
    scores = score_pool(pool)

    assert counts_by_rule(rule_table(pool, scores)) == {HardRule.REPORTING_LINE: 1, HardRule.NO_SHARED_HOURS: 1}
    assert np.array_equal(forbidden_by(HardRule.NO_SHARED_HOURS, pool, scores), [[True, True, False]])
