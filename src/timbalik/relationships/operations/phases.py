"""The bare moves between phases; ``journey`` decides whether one is allowed."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.db import transaction

from timbalik.audit.operations import record
from timbalik.people.models.persons import Person
from timbalik.relationships.models import PhaseChange, Relationship
from timbalik.relationships.operations.joint import overtake_moves
from timbalik.relationships.states import JointKind, Phase, PhaseMove, next_phase, previous_phase
from timbalik.relationships.vault import open_vault


class NotAdjacent(Exception):
    """Phases follow one another: one forward, or one back."""


# Where a pair goes on after a closure, by move.
AFTER_CLOSURE = {PhaseMove.EXTENDED: Phase.GROWTH, PhaseMove.RENEWED: Phase.NEGOTIATION}


@transaction.atomic
def move_phase(
    relationship: Relationship, to: str, *, move: str, by: Person, now: datetime, reason: str = ""
) -> PhaseChange:
    """Write the dated move; the reason is sealed for the pair. Nothing else changes, so a step back loses nothing.

    What was suggested for the phase that is left is taken back.

    Raises ``NotAdjacent``, and ``NotAMember`` when a reason comes from somebody outside.
    """
    target = Phase(to)
    if target != _target(relationship.phase, move):
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
    overtake_moves(relationship, now=now, kinds=(JointKind.SKIP, JointKind.NEXT_STEP))
    record(
        "relationship.phase_moved",
        organisation=relationship.organisation,
        by=by,
        subject=relationship,
        now=now,
        facts={"from": change.from_phase, "to": change.to_phase, "move": change.move},
    )
    return change


@transaction.atomic
def begin_stretch(relationship: Relationship, move: str, *, by: Person, now: datetime, until: date | None) -> None:
    """Go on after a closure: back into growth with a later last day, or into negotiation for a new goal.

    The closure that was written stays with the stretch it closed. Raises ``NotAdjacent`` outside closure.
    """
    how = PhaseMove(move)
    move_phase(relationship, AFTER_CLOSURE[how], move=how, by=by, now=now)
    relationship.stretch += 1
    relationship.next_step = ""
    relationship.ends_on = until or relationship.ends_on
    relationship.save(update_fields=["stretch", "next_step", "ends_on"])


@transaction.atomic
def set_last_day(relationship: Relationship, until: date, *, by: Person, now: datetime) -> None:
    """Give the pair a last day of its own."""
    relationship.ends_on = until
    relationship.save(update_fields=["ends_on"])
    record(
        "relationship.extended",
        organisation=relationship.organisation,
        by=by,
        subject=relationship,
        now=now,
        facts={"until": until.isoformat()},
    )


def _target(phase: str, move: str) -> Phase | None:
    if move in AFTER_CLOSURE:
        return AFTER_CLOSURE[PhaseMove(move)] if phase == Phase.CLOSURE else None
    return previous_phase(phase) if move == PhaseMove.BACK else next_phase(phase)
