"""Notes of the pair, where the programme allows them: a shared one both read, a private one its author alone."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction

from timbalik.audit.operations import record
from timbalik.people.models.persons import Person
from timbalik.relationships.models import Note, Relationship
from timbalik.relationships.vault import open_vault


class NotesDisabled(Exception):
    """The programme keeps no notes."""


class NotTheAuthor(Exception):
    """Only who wrote a note may change or erase it."""


@transaction.atomic
def write_note(
    relationship: Relationship,
    text: str,
    *,
    by: Person,
    now: datetime,
    is_shared: bool = False,
    note: Note | None = None,
) -> Note:
    """Write a note, or write one's own ``note`` anew. Raises ``NotesDisabled``, ``NotTheAuthor``, ``NotAMember``."""
    if not relationship.programme.notes_enabled:
        raise NotesDisabled(str(relationship.programme.public_id))
    vault = open_vault(relationship, reader=by)
    if note is None:
        note = Note(
            public_id=uuid.uuid4(),
            organisation=relationship.organisation,
            relationship=relationship,
            author=by,
            created_at=now,
        )
    elif note.author_id != by.pk:
        raise NotTheAuthor(str(note.public_id))
    note.is_shared = is_shared
    note.text_sealed = vault.seal(text.strip(), place=f"note:{note.public_id}")
    note.updated_at = now
    note.save()
    _record("note.written", note, by=by, now=now)
    return note


@transaction.atomic
def erase_note(note: Note, *, by: Person, now: datetime) -> None:
    """Remove one's own note for good. Raises ``NotTheAuthor``."""
    if note.author_id != by.pk:
        raise NotTheAuthor(str(note.public_id))
    _record("note.erased", note, by=by, now=now)
    note.delete()


def _record(verb: str, note: Note, *, by: Person, now: datetime) -> None:
    record(
        verb,
        organisation=note.organisation,
        by=by,
        subject=note,
        now=now,
        facts={"relationship": str(note.relationship.public_id), "is_shared": note.is_shared},
    )
