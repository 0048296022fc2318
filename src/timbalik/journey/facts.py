"""What the gates look at: loaded once for a pair, judged by the four phases without another query."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from timbalik.learning.queries import training_missing
from timbalik.meetings.states import SessionKind, SessionState
from timbalik.relationships.models import Relationship
from timbalik.relationships.queries import (
    agreement_in_force,
    has_measurable_goal,
    latest_agreement,
    missing_for_closure,
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
    members = present_members(relationship)
    sides = {member.person_id: member.side for member in members}
    agreement = latest_agreement(relationship)
    signed = set(agreement.signatures.values_list("person_id", flat=True)) if agreement else set()
    held = list(relationship.sessions.filter(state=SessionState.HELD).values_list("kind", flat=True))
    return PairFacts(
        phase=Phase(relationship.phase),
        benefit_missing=tuple(
            m.side for m in relationship.members.select_related("enrolment") if not m.enrolment.benefit_sought
        ),
        training_missing=tuple((sides[person.pk], unit.key) for person, unit in training_missing(relationship)),
        talks_held=len(held),
        has_draft=agreement is not None,
        agreement_missing=tuple(agreement.missing) if agreement else (),
        unsigned=tuple(side for person, side in sides.items() if person not in signed) if agreement else (),
        is_agreement_in_force=agreement_in_force(relationship) is not None,
        has_goal=relationship.goals.exists(),
        has_measurable_goal=has_measurable_goal(relationship),
        sessions_held=sum(kind in LEARNING_KINDS for kind in held),
        closure_missing=missing_for_closure(relationship),
    )
