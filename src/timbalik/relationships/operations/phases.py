"""The bare move between phases; ``journey`` decides whether it is allowed."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction

from timbalik.audit.operations import record
from timbalik.people.models.persons import Person
from timbalik.relationships.models import PhaseChange, Relationship
from timbalik.relationships.states import Phase, PhaseMove, next_phase, previous_phase
from timbalik.relationships.vault import open_vault


class NotAdjacent(Exception):
    """Phases follow one another: one forward, or one back."""


@transaction.atomic
def move_phase(
    relationship: Relationship, to: str, *, move: str, by: Person, now: datetime, reason: str = ""
) -> PhaseChange:
    """Write the dated move; the reason is sealed for the pair. Nothing else changes, so a step back loses nothing.

    Raises ``NotAdjacent``, and ``NotAMember`` when a reason comes from somebody outside.
    """
    target = Phase(to)
    neighbour = previous_phase(relationship.phase) if move == PhaseMove.BACK else next_phase(relationship.phase)
    if target != neighbour:
        raise NotAdjacent(f"{relationship.phase} to {target}")
    ref = uuid.uuid4()
    change = PhaseChange.objects.create(
        public_id=ref,
        organisation=relationship.organisation,
        relationship=relationship,
        from_phase=relationship.phase,
        to_phase=target,
        move=PhaseMove(move),
        by=by,
        at=now,
        reason_sealed=open_vault(relationship, reader=by).seal(reason, place=f"step:{ref}") if reason else None,
    )
    relationship.phase = target
    relationship.phase_since = now
    relationship.save(update_fields=["phase", "phase_since"])
    record(
        "relationship.phase_moved",
        organisation=relationship.organisation,
        by=by,
        subject=relationship,
        now=now,
        facts={"from": change.from_phase, "to": change.to_phase, "move": change.move},
    )
    return change
