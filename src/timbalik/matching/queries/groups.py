"""Decisions about two mentees, and whether the arrangement that stands keeps them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from timbalik.matching.models import Override, Proposal, Round
from timbalik.matching.states import OverrideKind, ProposalState


def not_kept(round_: Round, overrides: Iterable[Override]) -> set[int]:
    """Keys of those that cannot be kept at present, since a rule or somebody's places came in between; one query or none."""
    groups = [one for one in overrides if one.other_mentee_id]
    if not groups:
        return set()
    mentees = {ref for one in groups for ref in (one.mentee_id, one.other_mentee_id)}
    rows = Proposal.objects.of(round_.organisation_id).filter(round=round_, mentee__in=mentees)
    mentors: dict[int | None, set[int]] = defaultdict(set)
    for mentee, mentor in rows.exclude(state=ProposalState.REPLACED).values_list("mentee_id", "mentor_id"):
        mentors[mentee].add(mentor)
    return {one.pk for one in groups if not _kept(one.kind, mentors[one.mentee_id], mentors[one.other_mentee_id])}


def _kept(kind: str, mentors: set[int], others: set[int]) -> bool:
    return mentors == others if kind == OverrideKind.TOGETHER else not mentors & others
