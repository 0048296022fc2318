"""Who is absent from a full file: proposed as left, decided by somebody."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from timbalik.audit.operations import record
from timbalik.people.importing.checked import Checked
from timbalik.people.importing.fields import Field
from timbalik.people.importing.mapped import MappedRows
from timbalik.people.models.imports import ImportBatch, ProposedLeaver
from timbalik.people.models.organisations import Organisation
from timbalik.people.models.persons import Person
from timbalik.people.operations import confirm_left
from timbalik.people.states import Employment, LeaverDecision


@transaction.atomic
def decide_leaver(proposal: ProposedLeaver, *, has_left: bool, by: Person | None, now: datetime) -> None:
    """Somebody decides whether a person absent from a full file has left. Deciding twice changes nothing."""
    decision = LeaverDecision.LEFT if has_left else LeaverDecision.STAYED
    decided = ProposedLeaver.objects.of(proposal.organisation_id).filter(pk=proposal.pk, decision=LeaverDecision.OPEN)
    if decided.update(decision=decision, decided_by=by, decided_at=now) != 1:
        return
    if has_left:
        today = now.astimezone(ZoneInfo(proposal.organisation.time_zone)).date()
        confirm_left(proposal.person, on=today, by=by, now=now)
    else:
        record("person.stayed", organisation=proposal.organisation, by=by, subject=proposal.person, now=now)


def absent_persons(organisation: Organisation, rows: MappedRows, checked: Checked) -> list[int]:
    """Keys of those with a staff number who stand in no row, not even in a rejected one."""
    named = {text.casefold() for text in rows.column(Field.STAFF_NUMBER)}
    known = {person.known for person in checked.ready}
    here = (
        Person.objects.of(organisation)
        .filter(erased_at__isnull=True, is_guest=False)
        .exclude(employment=Employment.LEFT)
        .exclude(staff_number="")
    )
    return [
        key
        for key, number in here.values_list("pk", "staff_number")
        if key not in known and number.casefold() not in named
    ]


def propose_leavers(batch: ImportBatch, rows: MappedRows, checked: Checked, *, now: datetime) -> int:
    absent = set(absent_persons(batch.organisation, rows, checked))
    open_ones = ProposedLeaver.objects.of(batch.organisation_id).filter(decision=LeaverDecision.OPEN)
    waiting = dict(open_ones.values_list("person_id", "pk"))
    back = [key for person, key in waiting.items() if person not in absent]
    open_ones.filter(pk__in=back).update(decision=LeaverDecision.STAYED, decided_by=batch.by, decided_at=now)
    people = Person.objects.of(batch.organisation_id).in_bulk(sorted(absent - waiting.keys()))
    ProposedLeaver.objects.bulk_create(
        [ProposedLeaver(organisation=batch.organisation, batch=batch, person=person) for person in people.values()],
        batch_size=500,
    )
    return len(absent)
