"""What the gates look at: loaded once for a pair, judged by the four phases without another query."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from timbalik.learning.queries import training_missing
from timbalik.meetings.states import SessionKind, SessionState
from timbalik.relationships.models import Goal, Relationship, RelationshipMember
from timbalik.relationships.queries import (
    AgreementState,
    agreement_states,
    closure_gaps,
    in_force,
    is_pursued,
    present_members,
)
from timbalik.relationships.states import Phase

LEARNING_KINDS = (SessionKind.LEARNING, SessionKind.FIELD, SessionKind.MIDWAY)


@dataclass(frozen=True)
class Criterion:
    """Something still missing: a code, counts and keys (never words of the pair), and the side it waits for, if one."""

    code: str
    facts: Mapping[str, int | tuple[str, ...]] = field(default_factory=dict)
    side: str = ""


@dataclass(frozen=True)
class PairFacts:
    phase: Phase
    benefit_missing: tuple[str, ...] = ()  # sides
    training_missing: tuple[tuple[str, str], ...] = ()  # side, key of the unit
    talks_held: int = 0
    has_draft: bool = False
    agreement_missing: tuple[str, ...] = ()  # keys of elements
    unsigned: tuple[str, ...] = ()  # sides
    is_agreement_in_force: bool = False
    has_goal: bool = False
    has_measurable_goal: bool = False
    sessions_held: int = 0
    closure_missing: tuple[str, ...] = ()


def facts_of(relationship: Relationship) -> PairFacts:
    """Everything the gates look at, read from the database."""
    return derive_facts(
        relationship.phase,
        members=present_members(relationship, with_enrolments=True),
        training_missing=[(person.pk, unit.key) for person, unit in training_missing(relationship)],
        held=relationship.sessions.filter(state=SessionState.HELD).values_list("kind", flat=True),
        agreements=agreement_states(relationship),
        goals=list(relationship.goals.all()),
        closure_parts=relationship.closure_entries.values_list("part", flat=True),
    )


def derive_facts(
    phase: str,
    *,
    members: Sequence[RelationshipMember],
    training_missing: Iterable[tuple[int, str]],
    held: Collection[str],
    agreements: Sequence[AgreementState],
    goals: Sequence[Goal],
    closure_parts: Collection[str],
) -> PairFacts:
    """The facts from what a page has loaded anyway: one way of judging, however it was read."""
    sides = {member.person_id: member.side for member in members}
    latest = agreements[0] if agreements else None
    return PairFacts(
        phase=Phase(phase),
        benefit_missing=tuple(member.side for member in members if not member.enrolment.benefit_sought),
        training_missing=tuple((sides[person], unit) for person, unit in training_missing),
        talks_held=len(held),
        has_draft=latest is not None,
        agreement_missing=tuple(latest.agreement.missing) if latest else (),
        unsigned=tuple(side for person, side in sides.items() if person not in latest.signed) if latest else (),
        is_agreement_in_force=in_force(agreements, sides) is not None,
        has_goal=bool(goals),
        has_measurable_goal=any(is_pursued(goal) for goal in goals),
        sessions_held=sum(kind in LEARNING_KINDS for kind in held),
        closure_missing=closure_gaps(closure_parts, [goal.state for goal in goals]),
    )
