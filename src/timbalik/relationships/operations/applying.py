"""What somebody put to use, in their own words."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction

from timbalik.people.models.persons import Person
from timbalik.relationships.models import AppliedNote, Relationship
from timbalik.relationships.operations.notes import NotTheAuthor
from timbalik.relationships.operations.standing import lock_active
from timbalik.relationships.operations.writing import checked, note_act, trimmed
from timbalik.relationships.vault import open_vault


@transaction.atomic
def note_applied(relationship: Relationship, what: str, came_of_it: str, *, by: Person, now: datetime) -> AppliedNote:
    """Keep what ``by`` applied and what came of it; both read it.

    Raises ``WordsMissing``, ``NotAMember``, ``RelationshipNotActive``.
    """
    lock_active(relationship)
    vault = open_vault(relationship, reader=by)
    ref = uuid.uuid4()
    content = {"what": checked(what), "came_of_it": trimmed(came_of_it)}
    row = AppliedNote.objects.create(
        public_id=ref,
        organisation=relationship.organisation,
        relationship=relationship,
        author=by,
        content_sealed=vault.seal(content, place=f"applied:{ref}"),
        created_at=now,
    )
    note_act("applied.noted", row, relationship, by=by, now=now)
    return row


@transaction.atomic
def erase_applied(row: AppliedNote, *, by: Person, now: datetime) -> None:
    """Remove one's own for good. Raises ``NotTheAuthor``."""
    if row.author_id != by.pk:
        raise NotTheAuthor(str(row.public_id))
    note_act("applied.erased", row, row.relationship, by=by, now=now)
    row.delete()
