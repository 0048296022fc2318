"""Reads of the steps towards the goals of a pair, opened for a member."""

from __future__ import annotations

from dataclasses import dataclass

from timbalik.relationships.models import GoalStep, Relationship
from timbalik.relationships.vault import Vault


@dataclass(frozen=True)
class OpenedStep:
    step: GoalStep
    text: str

    @property
    def is_done(self) -> bool:
        return self.step.done_at is not None


def opened_steps(relationship: Relationship, vault: Vault) -> dict[int, list[OpenedStep]]:
    """Goal pk → its steps in order; one query."""
    rows = GoalStep.objects.of(relationship.organisation_id).filter(goal__relationship=relationship)
    found: dict[int, list[OpenedStep]] = {}
    for step in rows:
        opened = OpenedStep(step, vault.open(step.text_sealed, place=f"goal-step:{step.public_id}"))
        found.setdefault(step.goal_id, []).append(opened)
    return found
