"""The closure in its four parts (GR-16), and the end of a relationship."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from timbalik.audit.operations import record
from timbalik.people.models.persons import Person
from timbalik.relationships.models import ClosureEntry, Relationship
from timbalik.relationships.operations.joint import overtake_moves
from timbalik.relationships.operations.places import release_places
from timbalik.relationships.operations.standing import RelationshipNotActive, lock, lock_active
from timbalik.relationships.queries import missing_for_closure
from timbalik.relationships.signals import relationship_ended
from timbalik.relationships.states import ClosurePart, Ending, NextStep, Phase, RelationshipState
from timbalik.relationships.vault import open_vault


class NotInClosure(Exception):
    """The closure is written in the closure phase."""


class NextStepMissing(Exception):
    """The part about the next step names one."""


class ClosureIncomplete(Exception):
    """Parts are missing, or a goal is still open; ``missing`` holds their codes."""

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__(", ".join(missing))
        self.missing = tuple(missing)


@transaction.atomic
def record_closure_part(
    relationship: Relationship,
    part: str,
    text: str,
    *,
    by: Person,
    now: datetime,
    next_step: str = "",
    more: Mapping[str, str] | None = None,
) -> ClosureEntry:
    """Write one part of the closure, or write it anew; the pair does it together, so either member may.

    ``more``: what belongs to the part beside its text (``LOOK_BACK_MORE``).

    Raises ``NotInClosure``, ``NextStepMissing``, ``NotAMember``, ``RelationshipNotActive``.
    """
    lock_active(relationship)
    vault = open_vault(relationship, reader=by)
    if relationship.phase != Phase.CLOSURE:
        raise NotInClosure(relationship.phase)
    chosen = ClosurePart(part)
    if chosen == ClosurePart.NEXT_STEP:
        if next_step not in NextStep.values:
            raise NextStepMissing
        relationship.next_step = next_step
        relationship.save(update_fields=["next_step"])
    stretch = relationship.stretch
    entry = relationship.closure_entries.filter(part=chosen, stretch=stretch).first() or ClosureEntry(
        public_id=uuid.uuid4(),
        organisation=relationship.organisation,
        relationship=relationship,
        part=chosen,
        stretch=stretch,
    )
    beside = {key: said.strip() for key, said in (more or {}).items() if said.strip()}
    words: object = {"text": text.strip(), **beside} if beside else text.strip()
    entry.text_sealed = vault.seal(words, place=f"closure:{entry.public_id}")
    entry.by = by
    entry.at = now
    entry.save()
    record(
        "closure.part_recorded",
        organisation=relationship.organisation,
        by=by,
        subject=relationship,
        now=now,
        facts={"part": chosen},
    )
    return entry


@transaction.atomic
def end_relationship(relationship: Relationship, ending: str, *, by: Person | None, now: datetime) -> None:
    """End the relationship and free its members' places; they go on reading what is theirs.

    Raises ``ClosureIncomplete`` when it is to count as completed and is not yet, ``RelationshipNotActive`` after an
    ending.
    """
    lock(relationship)
    if relationship.state == RelationshipState.ENDED:
        raise RelationshipNotActive(relationship.state)
    how = Ending(ending)
    if how == Ending.COMPLETED:
        if relationship.phase != Phase.CLOSURE:
            raise ClosureIncomplete(list(ClosurePart.values))
        if missing := missing_for_closure(relationship):
            raise ClosureIncomplete(missing)
    relationship.state = RelationshipState.ENDED
    relationship.ended_at = now
    relationship.ending = how
    relationship.paused_at = None
    relationship.save(update_fields=["state", "ended_at", "ending", "paused_at"])
    relationship.members.filter(left_at__isnull=True).update(left_at=now)
    release_places(relationship.organisation_id, [relationship.public_id])
    overtake_moves(relationship, now=now)
    record(
        "relationship.ended",
        organisation=relationship.organisation,
        by=by,
        subject=relationship,
        now=now,
        facts={"ending": how},
    )
    relationship_ended.send(Relationship, relationship=relationship, ending=how, by=by, now=now)
