"""Who would part and who would come instead, by name: what a price is made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from timbalik.matching.models import Round
from timbalik.matching.prices import PairOfRefs
from timbalik.programmes.models import Enrolment

MOST = 12


def moves_of(round_: Round, leave: Sequence[PairOfRefs], come: Sequence[PairOfRefs]) -> dict[str, Any]:
    """Each mentee who moves, from whom, to whom; one query. ``rest`` counts those not listed."""
    before = {mentee: mentor for mentor, mentee in leave}
    after = {mentee: mentor for mentor, mentee in come}
    moving = sorted(before.keys() | after.keys())
    people = _people(round_, {*before.values(), *after.values(), *moving})
    rows = [
        {
            "mentee": people[mentee].person,
            "before": people[before[mentee]].person if mentee in before else None,
            "after": people[after[mentee]].person if mentee in after else None,
        }
        for mentee in moving[:MOST]
    ]
    return {"rows": rows, "rest": max(0, len(moving) - MOST)}


def _people(round_: Round, refs: set[str]) -> dict[str, Enrolment]:
    if not refs:
        return {}
    rows = Enrolment.objects.of(round_.organisation_id).filter(
        cohort_id=round_.cohort_id, public_id__in=[UUID(ref) for ref in refs]
    )
    return {row.public_id.hex: row for row in rows.select_related("person")}
