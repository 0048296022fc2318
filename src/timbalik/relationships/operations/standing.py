"""Pause and resume, and the check every other act begins with."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from timbalik.audit.operations import record
from timbalik.people.models.persons import Person
from timbalik.relationships.models import Relationship
from timbalik.relationships.signals import relationship_paused, relationship_resumed
from timbalik.relationships.states import RelationshipState

CHANGING = ["phase", "phase_since", "state", "paused_at", "ended_at", "ending", "next_step", "stretch", "ends_on"]


class RelationshipNotActive(Exception):
    """The relationship is paused or has ended; ``state`` says which."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


def lock(relationship: Relationship) -> Relationship:
    """Read the relationship's state again and hold its row until the transaction ends."""
    rows = Relationship.objects.of(relationship.organisation_id).select_for_update()
    relationship.refresh_from_db(fields=CHANGING, from_queryset=rows)
    return relationship


def lock_active(relationship: Relationship) -> Relationship:
    """As ``lock``. Raises ``RelationshipNotActive``."""
    lock(relationship)
    if relationship.state != RelationshipState.ACTIVE:
        raise RelationshipNotActive(relationship.state)
    return relationship


@transaction.atomic
def pause_relationship(relationship: Relationship, *, by: Person | None, now: datetime) -> None:
    """Stop the clock: meetings ahead are called off, nothing is lost. Pausing twice changes nothing."""
    lock(relationship)
    if relationship.state == RelationshipState.PAUSED:
        return
    if relationship.state == RelationshipState.ENDED:
        raise RelationshipNotActive(relationship.state)
    relationship.state = RelationshipState.PAUSED
    relationship.paused_at = now
    relationship.save(update_fields=["state", "paused_at"])
    record("relationship.paused", organisation=relationship.organisation, by=by, subject=relationship, now=now)
    relationship_paused.send(Relationship, relationship=relationship, by=by, now=now)


@transaction.atomic
def resume_relationship(relationship: Relationship, *, by: Person | None, now: datetime) -> None:
    """Go on where it stopped. Raises ``RelationshipNotActive`` after an ending."""
    lock(relationship)
    if relationship.state == RelationshipState.ACTIVE:
        return
    if relationship.state == RelationshipState.ENDED:
        raise RelationshipNotActive(relationship.state)
    relationship.state = RelationshipState.ACTIVE
    relationship.paused_at = None
    relationship.save(update_fields=["state", "paused_at"])
    record("relationship.resumed", organisation=relationship.organisation, by=by, subject=relationship, now=now)
    relationship_resumed.send(Relationship, relationship=relationship, by=by, now=now)
