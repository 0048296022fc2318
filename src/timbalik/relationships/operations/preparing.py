"""Fill in one's preparation workbook."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from timbalik.audit.operations import record
from timbalik.people.models.persons import Person
from timbalik.relationships.models import Relationship, Workbook
from timbalik.relationships.operations.standing import lock_active
from timbalik.relationships.queries import present_members
from timbalik.relationships.vault import NotAMember, open_vault
from timbalik.relationships.workbooks import Reader, WorkbookAnswers, known_workbook_answers, questions, workbook_text


class NoWorkbook(Exception):
    """The programme has no preparation workbook."""


@transaction.atomic
def fill_workbook(relationship: Relationship, answers: WorkbookAnswers, *, by: Person, now: datetime) -> Workbook:
    """Keep the answers; those for oneself and those for the pair are sealed apart. Complete once all required are there.

    Raises ``NoWorkbook``, ``NotAMember``, ``RelationshipNotActive``.
    """
    lock_active(relationship)
    vault = open_vault(relationship, reader=by)
    side = next((one.side for one in present_members(relationship) if one.person_id == by.pk), None)
    if side is None:
        raise NotAMember(f"{by.public_id} in {relationship.public_id}")
    workbook = relationship.workbooks.filter(person=by).select_related("text").first()
    text = workbook.text if workbook is not None else workbook_text(relationship.programme)
    if text is None:
        raise NoWorkbook(str(relationship.programme.public_id))
    listed = questions(text.content, side, direction=relationship.programme.direction)
    kept = known_workbook_answers(listed, answers)
    workbook = workbook or Workbook(
        organisation=relationship.organisation, relationship=relationship, person=by, text=text
    )
    for reader, field in ((Reader.ME, "own_sealed"), (Reader.PAIR, "shared_sealed")):
        words = {one.key: kept[one.key] for one in listed if one.reader == reader and one.key in kept}
        setattr(workbook, field, vault.seal(words, place=f"workbook:{reader}:{by.pk}"))
    is_complete = all(one.key in kept for one in listed if one.is_required)
    workbook.completed_at = (workbook.completed_at or now) if is_complete else None
    workbook.updated_at = now
    workbook.save()
    record(
        "workbook.filled",
        organisation=relationship.organisation,
        by=by,
        subject=relationship,
        now=now,
        facts={"is_complete": is_complete},
    )
    return workbook
