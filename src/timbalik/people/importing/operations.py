"""The acts of an import: check a received file, bring it in, all of it or nothing; or the whole way in one call.

Between the check and the import ``ImportBatch.rows`` holds the mapped columns; afterwards nothing of the file is kept
but the rows that were rejected, for a week.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import IO, Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from timbalik.audit.operations import record
from timbalik.people.importing import words
from timbalik.people.importing.batches import BatchClosed, new_batch, open_batch, rows_of
from timbalik.people.importing.checked import Checked
from timbalik.people.importing.fields import REQUIRED, Field
from timbalik.people.importing.gaps import Gap, gaps_of
from timbalik.people.importing.intake import Intake, take_in
from timbalik.people.importing.leavers import absent_persons, propose_leavers
from timbalik.people.importing.mapped import MappedRows, label_of
from timbalik.people.importing.problems import Severity
from timbalik.people.importing.reconcile import Reconciliation, known_persons
from timbalik.people.importing.rejected import rejected_csv
from timbalik.people.importing.uploads import limits
from timbalik.people.importing.validation import check
from timbalik.people.marks import marks_of
from timbalik.people.models.imports import ImportBatch
from timbalik.people.models.organisations import Organisation
from timbalik.people.models.persons import Person
from timbalik.people.signals import people_imported
from timbalik.people.states import Employment, ImportScope, ImportState

PROBLEMS_KEPT = 2_000
Progress = Callable[[str, int, int], None]


class FieldMissing(Exception):
    """No column gives a field without which nobody can be told apart; ``field`` names it."""

    def __init__(self, field: Field) -> None:
        self.field = field
        super().__init__(str(field))


class NobodyReady(Exception):
    """Every row has an error or was left out: there is nothing to import."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a file: the batch (or None after a dry run), what was read, and what the check said."""

    batch: ImportBatch | None
    intake: Intake
    checked: Checked
    gaps: list[Gap]
    rejected: bytes
    counts: dict[str, int]


def check_people_file(batch: ImportBatch, *, now: datetime) -> Checked:
    """The dry run of a batch: problems and counts are kept with it, nobody is written.

    Raises ``FieldMissing`` when no column gives the staff number, ``BatchClosed`` after the import.
    """
    batch = open_batch(batch)
    rows = rows_of(batch)
    checked = _checked(batch.organisation, rows, now=now)
    batch.problems = _told(checked, rows)
    batch.counts = _counts_of_check(batch.organisation, rows, checked, batch.scope)
    batch.state = ImportState.CHECKED
    batch.step = ""
    batch.save(update_fields=["problems", "counts", "state", "step"])
    return checked


def _checked(organisation: Organisation, rows: MappedRows, *, now: datetime) -> Checked:
    for field in REQUIRED:
        if field not in rows.fields:
            raise FieldMissing(field)
    today = now.astimezone(ZoneInfo(organisation.time_zone)).date()
    return check(rows, known_persons(organisation), today=today, erased=marks_of(organisation))


def _told(checked: Checked, rows: MappedRows) -> list[dict[str, Any]]:
    """The problems with the name, or else the number, of the row's person beside each."""
    kept = checked.problems[:PROBLEMS_KEPT]
    wanted = {one.row for one in kept}
    who = {number: label_of(cells) for number, cells in rows.kept() if number in wanted}
    return [one.as_json() | {"who": who.get(one.row, "")} for one in kept]


def rejected_so_far(batch: ImportBatch, *, now: datetime) -> bytes:
    """The rows that stay out: of the import that was done, or as they stand before it. Empty when there are none."""
    if batch.rows is None:
        return bytes(batch.rejected or b"")
    if batch.state != ImportState.CHECKED:
        return b""
    rows = rows_of(batch)
    return _rejected(rows, _checked(batch.organisation, rows, now=now))


def _counts_of_check(organisation: Organisation, rows: MappedRows, checked: Checked, scope: str) -> dict[str, int]:
    return {
        "read": len(rows),
        "ready": len(checked.ready),
        "new": sum(person.known is None for person in checked.ready),
        "known": sum(person.known is not None for person in checked.ready),
        "rejected": len(checked.rejected),
        "repeated": len(checked.repeated),
        "left_out": len(checked.left_out),
        "leaving": sum(person.employment == Employment.LEFT for person in checked.ready),
        "absent": len(absent_persons(organisation, rows, checked)) if scope == ImportScope.FULL else 0,
        "problems": len(checked.problems),
        **{f"severity_{severity}": checked.count(severity) for severity in Severity},
        **{f"gap_{one.missing}": one.people for one in gaps_of(checked.ready)},
    }


@transaction.atomic
def start_import(batch: ImportBatch, *, by: Person | None, now: datetime) -> ImportBatch:
    """Claim a checked batch for the import; ``finish_import`` does it, at once or in the background, or after a crash.

    Raises ``BatchClosed`` when it is not checked, or already begun; ``NobodyReady`` when every row is rejected.
    """
    batches = ImportBatch.objects.of(batch.organisation_id).filter(pk=batch.pk)
    if batches.filter(state=ImportState.CHECKED, counts__ready=0).exists():
        raise NobodyReady(str(batch.public_id))
    if batches.filter(state=ImportState.CHECKED).update(state=ImportState.APPLYING, by=by, step="people") != 1:
        raise BatchClosed(str(batch.public_id))
    return batches.get()


@transaction.atomic
def finish_import(batch: ImportBatch, *, now: datetime, progress: Progress = lambda *_: None) -> ImportBatch:
    """Bring a claimed batch in: all of it in one transaction, or, when the process dies, nothing.

    Harmless when run twice or by two processes: the second finds the batch imported. Apps above hear of it after commit
    and recheck active pairs. In a full file, who is absent is proposed as left; nobody is removed.
    """
    batch = (
        ImportBatch.objects.of(batch.organisation_id)
        .select_for_update(of=("self",))
        .select_related("organisation", "by")
        .get(pk=batch.pk)
    )
    if batch.state != ImportState.APPLYING or batch.rows is None:
        return batch
    rows = rows_of(batch)
    # Checked once more: people may have been added since somebody read the dry run.
    _bring_in(batch, rows, _checked(batch.organisation, rows, now=now), now=now, progress=progress)
    return batch


def _bring_in(batch: ImportBatch, rows: MappedRows, checked: Checked, *, now: datetime, progress: Progress) -> None:
    organisation = batch.organisation
    done = Reconciliation(organisation, by=batch.by, now=now, progress=progress).bring_in(checked.ready)
    proposed = propose_leavers(batch, rows, checked, now=now) if batch.scope == ImportScope.FULL else 0
    batch.counts = {
        **_counts_of_check(organisation, rows, checked, ImportScope.PARTIAL),
        **asdict(done),
        "absent": proposed,
    }
    batch.rejected = _rejected(rows, checked) or None
    batch.rows, batch.problems, batch.step = None, [], ""
    batch.mapping = {**batch.mapping, "samples": {}}
    batch.state, batch.finished_at = ImportState.APPLIED, now
    batch.save()
    facts: dict[str, str | int | bool | list[str] | list[int] | None] = {
        name: batch.counts[name] for name in ("read", "created", "changed", "unchanged", "rejected", "absent")
    }
    record("people.imported", organisation=organisation, by=batch.by, subject=batch, now=now, facts=facts)
    transaction.on_commit(lambda: people_imported.send(ImportBatch, organisation=organisation, batch=batch, now=now))


def mark_failed(batch: ImportBatch) -> None:
    """The import raised: its transaction is gone, and the batch may be tried again after a check."""
    ImportBatch.objects.of(batch.organisation_id).filter(pk=batch.pk, state=ImportState.APPLYING).update(
        state=ImportState.FAILED, step=""
    )


def import_people(
    organisation: Organisation,
    source: IO[bytes],
    *,
    file_name: str,
    by: Person | None,
    now: datetime,
    scope: str = ImportScope.PARTIAL,
    sheet: str | None = None,
    chosen: Mapping[str, Field | None] | None = None,
    dry_run: bool = False,
    progress: Progress = lambda *_: None,
) -> Imported:
    """A whole import in one call, for the command line and for simulations: nothing is written when ``dry_run``.

    Raises what ``receive_people_file`` and ``check_people_file`` raise, and ``NobodyReady``.
    """
    progress("reading", 0, 0)
    intake = take_in(source, name=file_name, sheet=sheet, chosen=chosen, limits=limits())
    progress("checking", 0, 0)
    with transaction.atomic():
        checked = _checked(organisation, intake.rows, now=now)
        if dry_run:
            batch, counts = None, _counts_of_check(organisation, intake.rows, checked, scope)
        elif not checked.ready:
            raise NobodyReady(file_name)
        else:
            batch = new_batch(organisation, intake, file_name=file_name, by=by, now=now, scope=scope)
            _bring_in(batch, intake.rows, checked, now=now, progress=progress)
            counts = batch.counts
    return Imported(batch, intake, checked, gaps_of(checked.ready), _rejected(intake.rows, checked), counts)


def _rejected(rows: MappedRows, checked: Checked) -> bytes:
    return rejected_csv(
        rows,
        checked,
        explain=words.explanation,
        row_header=_("Row in the file"),
        reason_header=_("What to mend"),
        left_out=_("You left this row out."),
    )
