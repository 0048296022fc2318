"""Joint goals: their words are sealed, whether they can be measured is not."""

from __future__ import annotations

import uuid
from dataclasses import asdict
from datetime import date, datetime

from django.db import transaction

from timbalik.audit.operations import record
from timbalik.people.models.persons import Person
from timbalik.relationships.models import Goal, Relationship
from timbalik.relationships.operations.standing import lock_active
from timbalik.relationships.queries import GoalText
from timbalik.relationships.states import GoalState
from timbalik.relationships.vault import open_vault


class GoalClosed(Exception):
    """A goal that was closed keeps its words; add a new one instead."""


class GoalTitleMissing(Exception):
    """A goal needs at least its own sentence."""


def is_measurable(text: GoalText, due_on: date | None) -> bool:
    """Measure, baseline, target and a date: then the pair can tell whether they got there."""
    return bool(text.title and text.measure and text.baseline and text.target and due_on)


@transaction.atomic
def add_goal(relationship: Relationship, text: GoalText, due_on: date | None, *, by: Person, now: datetime) -> Goal:
    """Write a goal down; one that can't be measured yet is welcome.

    Raises ``GoalTitleMissing``, ``NotAMember``, ``RelationshipNotActive``.
    """
    lock_active(relationship)
    text = _trimmed(text)
    vault = open_vault(relationship, reader=by)
    ref = uuid.uuid4()
    goal = Goal.objects.create(
        public_id=ref,
        organisation=relationship.organisation,
        relationship=relationship,
        content_sealed=vault.seal(asdict(text), place=f"goal:{ref}"),
        is_measurable=is_measurable(text, due_on),
        due_on=due_on,
        by=by,
        created_at=now,
    )
    _record("goal.added", goal, by=by, now=now)
    return goal


@transaction.atomic
def change_goal(goal: Goal, text: GoalText, due_on: date | None, *, by: Person, now: datetime) -> Goal:
    """Raises ``GoalClosed``, ``GoalTitleMissing``, ``NotAMember``, ``RelationshipNotActive``."""
    lock_active(goal.relationship)
    vault = open_vault(goal.relationship, reader=by)
    _lock_open(goal)
    text = _trimmed(text)
    goal.content_sealed = vault.seal(asdict(text), place=f"goal:{goal.public_id}")
    goal.is_measurable = is_measurable(text, due_on)
    goal.due_on = due_on
    goal.save(update_fields=["content_sealed", "is_measurable", "due_on"])
    _record("goal.changed", goal, by=by, now=now)
    return goal


@transaction.atomic
def close_goal(goal: Goal, state: str, outcome: str, *, by: Person, now: datetime) -> Goal:
    """Say how it ended: reached, partly, dropped. Raises ``GoalClosed``, ``NotAMember``, ``RelationshipNotActive``."""
    lock_active(goal.relationship)
    vault = open_vault(goal.relationship, reader=by)
    _lock_open(goal)
    goal.state = GoalState(state)
    if goal.state == GoalState.OPEN:
        raise ValueError("a goal closes as reached, partly or dropped")
    goal.outcome_sealed = vault.seal(outcome.strip(), place=f"goal-outcome:{goal.public_id}")
    goal.closed_at = now
    goal.save(update_fields=["state", "outcome_sealed", "closed_at"])
    _record("goal.closed", goal, by=by, now=now)
    return goal


def _lock_open(goal: Goal) -> None:
    goal.refresh_from_db(fields=["state"], from_queryset=Goal.objects.of(goal.organisation_id).select_for_update())
    if goal.state != GoalState.OPEN:
        raise GoalClosed(goal.state)


def _trimmed(text: GoalText) -> GoalText:
    text = GoalText(**{name: value.strip() for name, value in asdict(text).items()})
    if not text.title:
        raise GoalTitleMissing
    return text


def _record(verb: str, goal: Goal, *, by: Person, now: datetime) -> None:
    record(
        verb,
        organisation=goal.organisation,
        by=by,
        subject=goal,
        now=now,
        facts={
            "relationship": str(goal.relationship.public_id),
            "state": goal.state,
            "is_measurable": goal.is_measurable,
        },
    )
