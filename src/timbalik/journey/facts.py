"""What the gates look at: loaded once for a pair, judged by the four phases without another query."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from timbalik.learning.queries import training_missing
from timbalik.meetings.states import SessionKind, SessionState
from timbalik.relationships.joint import joint_moves, next_step_move
from timbalik.relationships.models import Goal, Relationship, RelationshipMember
from timbalik.relationships.queries import (
    AgreementState,
    agreement_states,
    carries,
    closure_gaps,
    in_force,
    present_members,
)
from timbalik.relationships.states import JOINT_STEPS, NextStep, Phase
from timbalik.relationships.workbooks import workbook_missing

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
    workbook_missing: tuple[str, ...] = ()  # sides
    talks_held: int = 0
    has_draft: bool = False
    agreement_missing: tuple[str, ...] = ()  # keys of elements
    unsigned: tuple[str, ...] = ()  # sides
    is_agreement_in_force: bool = False
    has_goal: bool = False
    has_measurable_goal: bool = False
    sessions_held: int = 0
    closure_missing: tuple[str, ...] = ()
    next_step: str = ""
    next_step_waits: tuple[str, ...] | None = ()  # sides whose yes is still out; None: nobody suggested it


def facts_of(relationship: Relationship) -> PairFacts:
    """Everything the gates look at, read from the database."""
    members = present_members(relationship, with_enrolments=True)
    is_closing = relationship.phase == Phase.CLOSURE
    move = next_step_move(relationship, joint_moves(relationship)) if is_closing else None
    return derive_facts(
        relationship,
        members=members,
        training_missing=[(person.pk, unit.key) for person, unit in training_missing(relationship)],
        held=relationship.sessions.filter(state=SessionState.HELD).values_list("kind", flat=True),
        agreements=agreement_states(relationship),
        goals=list(relationship.goals.all()),
        closure_parts=relationship.closure_entries.filter(stretch=relationship.stretch).values_list("part", flat=True),
        workbooks_missing=workbook_missing(relationship, members) if relationship.phase == Phase.PREPARATION else (),
        next_step_yes=move.yes if move is not None else None,
    )


def derive_facts(
    relationship: Relationship,
    *,
    members: Sequence[RelationshipMember],
    training_missing: Iterable[tuple[int, str]],
    held: Collection[str],
    agreements: Sequence[AgreementState],
    goals: Sequence[Goal],
    closure_parts: Collection[str],
    workbooks_missing: Iterable[str] = (),
    next_step_yes: Collection[int] | None = None,
) -> PairFacts:
    """The facts from what a page has loaded anyway: one way of judging, however it was read."""
    sides = {member.person_id: member.side for member in members}
    latest = agreements[0] if agreements else None
    next_step = relationship.next_step
    waits: tuple[str, ...] | None = ()
    if next_step in JOINT_STEPS:
        yes = next_step_yes
        waits = None if yes is None else tuple(side for person, side in sides.items() if person not in yes)
    return PairFacts(
        phase=Phase(relationship.phase),
        benefit_missing=tuple(member.side for member in members if not member.enrolment.benefit_sought),
        training_missing=tuple((sides[person], unit) for person, unit in training_missing),
        workbook_missing=tuple(workbooks_missing),
        talks_held=len(held),
        has_draft=latest is not None,
        agreement_missing=tuple(latest.agreement.missing) if latest else (),
        unsigned=tuple(side for person, side in sides.items() if person not in latest.signed) if latest else (),
        is_agreement_in_force=in_force(agreements, sides) is not None,
        has_goal=bool(goals),
        has_measurable_goal=any(carries(goal, relationship.stretch) for goal in goals),
        sessions_held=sum(kind in LEARNING_KINDS for kind in held),
        closure_missing=closure_gaps(
            closure_parts, [] if next_step == NextStep.GO_ON else [goal.state for goal in goals]
        ),
        next_step=next_step,
        next_step_waits=waits,
    )
