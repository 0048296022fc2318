"""Steps on the way to a goal: their words are sealed, their dates are not."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.db import transaction

from timbalik.audit.operations import record
from timbalik.people.models.persons import Person
from timbalik.relationships.models import Goal, GoalStep
from timbalik.relationships.operations.goals import GoalClosed
from timbalik.relationships.operations.standing import lock_active
from timbalik.relationships.states import GoalState
from timbalik.relationships.vault import open_vault


class StepEmpty(Exception):
    """A step has words."""


class TooManySteps(Exception):
    """More than a dozen steps make a goal smaller, not nearer."""


MOST_STEPS = 12


@transaction.atomic
def add_step(goal: Goal, text: str, due_on: date | None, *, by: Person, now: datetime) -> GoalStep:
    """Raises ``StepEmpty``, ``TooManySteps``, ``GoalClosed``, ``NotAMember``, ``RelationshipNotActive``."""
    lock_active(goal.relationship)
    vault = open_vault(goal.relationship, reader=by)
    if goal.state != GoalState.OPEN:
        raise GoalClosed(goal.state)
    if not text.strip():
        raise StepEmpty
    if goal.steps.count() >= MOST_STEPS:
        raise TooManySteps
    ref = uuid.uuid4()
    step = GoalStep.objects.create(
        public_id=ref,
        organisation=goal.organisation,
        goal=goal,
        text_sealed=vault.seal(text.strip(), place=f"goal-step:{ref}"),
        due_on=due_on,
        by=by,
        created_at=now,
    )
    _record("goal_step.added", step, by=by, now=now)
    return step


@transaction.atomic
def tick_step(step: GoalStep, is_done: bool, *, by: Person, now: datetime) -> GoalStep:
    """Say that a step is done, or that it is not after all. Raises ``NotAMember``, ``RelationshipNotActive``."""
    lock_active(step.goal.relationship)
    open_vault(step.goal.relationship, reader=by)
    step.done_at = now if is_done else None
    step.save(update_fields=["done_at"])
    _record("goal_step.done" if is_done else "goal_step.reopened", step, by=by, now=now)
    return step


@transaction.atomic
def remove_step(step: GoalStep, *, by: Person, now: datetime) -> None:
    """Raises ``NotAMember``, ``RelationshipNotActive``."""
    lock_active(step.goal.relationship)
    open_vault(step.goal.relationship, reader=by)
    _record("goal_step.removed", step, by=by, now=now)
    step.delete()


def _record(verb: str, step: GoalStep, *, by: Person, now: datetime) -> None:
    facts = {"relationship": str(step.goal.relationship.public_id), "goal": str(step.goal.public_id)}
    record(verb, organisation=step.organisation, by=by, subject=step, now=now, facts=facts)
