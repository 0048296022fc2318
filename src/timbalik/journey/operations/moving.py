"""Go on, go back, come to an end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from timbalik.journey.facts import Criterion, facts_of
from timbalik.journey.operations.going_on import take_next_step
from timbalik.journey.phases import phase_module
from timbalik.people.models.persons import Person
from timbalik.relationships.models import Relationship
from timbalik.relationships.operations.closing import end_relationship
from timbalik.relationships.operations.phases import move_phase
from timbalik.relationships.operations.standing import lock_active
from timbalik.relationships.rules import is_member
from timbalik.relationships.states import Ending, Phase, PhaseMove, next_phase, previous_phase
from timbalik.relationships.vault import NotAMember


class PhaseNotComplete(Exception):
    """Exit criteria are still open; ``criteria`` lists them."""

    def __init__(self, criteria: Sequence[Criterion]) -> None:
        super().__init__(", ".join(criterion.code for criterion in criteria))
        self.criteria = tuple(criteria)


class NoPhaseAfter(Exception):
    """Closure is the last phase: complete the relationship instead."""


class NoPhaseBefore(Exception):
    """Preparation is the first phase."""


class ReasonMissing(Exception):
    """A step back says why; the reason stays with the pair."""


def missing_exit_criteria(relationship: Relationship, *, now: datetime) -> tuple[Criterion, ...]:
    """What the pair still has to do before it can leave its present phase; writes nothing."""
    facts = facts_of(relationship)
    return phase_module(facts.phase).missing_to_leave(facts)


@transaction.atomic
def advance_phase(relationship: Relationship, *, by: Person, now: datetime) -> Phase:
    """Close the present phase and open the next one; either member may, once nothing is missing.

    Raises ``PhaseNotComplete`` with what is still open, ``NoPhaseAfter``, ``NotAMember``, ``RelationshipNotActive``.
    """
    _hold(relationship, by)
    following = next_phase(relationship.phase)
    if following is None:
        raise NoPhaseAfter
    facts = facts_of(relationship)
    if missing := phase_module(facts.phase).missing_to_leave(facts) or phase_module(following).missing_to_enter(facts):
        raise PhaseNotComplete(missing)
    move_phase(relationship, following, move=PhaseMove.FORWARD, by=by, now=now)
    return following


@transaction.atomic
def step_back(relationship: Relationship, *, reason: str, by: Person, now: datetime) -> Phase:
    """Go back one phase (GR-13). Nothing is lost and nothing counts as failure; the reason is read by the pair alone.

    Raises ``NoPhaseBefore``, ``ReasonMissing``, ``NotAMember``, ``RelationshipNotActive``.
    """
    _hold(relationship, by)
    before = previous_phase(relationship.phase)
    if before is None:
        raise NoPhaseBefore
    if not reason.strip():
        raise ReasonMissing
    move_phase(relationship, before, move=PhaseMove.BACK, by=by, now=now, reason=reason.strip())
    return before


@transaction.atomic
def complete_relationship(relationship: Relationship, *, by: Person, now: datetime) -> Relationship:
    """Finish the closure and let the next step happen: the pair ends, or goes on as both agreed.

    Returns the relationship that goes on, the same one where none begins. Raises ``PhaseNotComplete``, ``NotAMember``,
    and as ``take_next_step``.
    """
    _hold(relationship, by)
    facts = facts_of(relationship)
    if facts.phase != Phase.CLOSURE:
        raise PhaseNotComplete([Criterion("not_in_closure")])
    if missing := phase_module(facts.phase).missing_to_leave(facts):
        raise PhaseNotComplete(missing)
    return take_next_step(relationship, by=by, now=now)


@transaction.atomic
def leave_relationship(relationship: Relationship, *, by: Person, now: datetime) -> None:
    """End it early, without a fault and without a reason; the partner is not told who asked (F-19, junior-safe).

    Possible while paused too. Raises ``NotAMember``, ``RelationshipNotActive`` after an ending.
    """
    if not is_member(by, relationship):
        raise NotAMember(f"{by.public_id} in {relationship.public_id}")
    end_relationship(relationship, Ending.NO_FAULT, by=by, now=now)


def _hold(relationship: Relationship, by: Person) -> None:
    lock_active(relationship)
    if not is_member(by, relationship):
        raise NotAMember(f"{by.public_id} in {relationship.public_id}")
