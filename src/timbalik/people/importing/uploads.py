"""A people file before it is checked: received, its columns chosen, its cells mended, or forgotten."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import IO, Any

from django.conf import settings
from django.db import transaction

from timbalik.audit.operations import record
from timbalik.lib.spreadsheets.limits import MEBIBYTE, Limits
from timbalik.people.importing.batches import forget, new_batch, open_batch, rows_of
from timbalik.people.importing.fields import Field
from timbalik.people.importing.intake import take_in
from timbalik.people.marks import welcome_back
from timbalik.people.models.imports import ImportBatch
from timbalik.people.models.organisations import Organisation
from timbalik.people.models.persons import Person
from timbalik.people.states import ImportScope, ImportState

FORGET_UPLOADS_AFTER = timedelta(hours=24)
FORGET_REJECTED_AFTER = timedelta(days=7)


class RowUnknown(Exception):
    """A mend names a row or a column that the batch does not have."""


def limits() -> Limits:
    """The reader's limits with the file size this installation allows."""
    return Limits(file_bytes=settings.MAX_IMPORT_MB * MEBIBYTE)


def receive_people_file(
    organisation: Organisation,
    source: IO[bytes],
    *,
    file_name: str,
    by: Person | None,
    now: datetime,
    scope: str = ImportScope.PARTIAL,
    sheet: str | None = None,
    chosen: Mapping[str, Field | None] | None = None,
) -> ImportBatch:
    """Read a file and keep its mapped columns, to be checked; the others are gone before anything is stored.

    Raises ``SpreadsheetRefused``, ``ColumnUnknown``, ``ColumnPrivate``, ``FieldTwice``.
    """
    intake = take_in(source, name=file_name, sheet=sheet, chosen=chosen, limits=limits())
    return new_batch(organisation, intake, file_name=file_name, by=by, now=now, scope=scope)


@transaction.atomic
def choose_fields(batch: ImportBatch, chosen: Mapping[Field, Field | None], *, now: datetime) -> ImportBatch:
    """Give columns that were kept another field, or none: then their values are gone at once.

    A column that was never kept needs the file again (``receive_people_file`` with ``chosen``). Raises ``BatchClosed``.
    """
    batch = open_batch(batch)
    rows = rows_of(batch)
    whole = {one: chosen.get(one, one) for one in rows.fields}
    kept = {old: new for old, new in whole.items() if new is not None}
    batch.rows = rows.with_fields(kept).packed()
    mapping: dict[str, Any] = dict(batch.mapping)
    gone = [one for one in mapping["columns"] if Field(one["field"]) not in kept]
    mapping["columns"] = [
        {**one, "field": kept[Field(one["field"])], "confidence": one["confidence"] if _same(one, kept) else 1.0}
        for one in mapping["columns"]
        if Field(one["field"]) in kept
    ]
    mapping["samples"] = {kept[Field(one)]: texts for one, texts in mapping["samples"].items() if Field(one) in kept}
    batch.mapping = mapping
    batch.dropped_columns = [
        *batch.dropped_columns,
        *({"header": one["header"], "reason": "unchosen", "hint": one["field"]} for one in gone),
    ]
    batch.state = ImportState.UPLOADED
    batch.save()
    return batch


def _same(column: dict[str, Any], kept: Mapping[Field, Field]) -> bool:
    return bool(kept[Field(column["field"])] == column["field"])


@transaction.atomic
def mend_cell(batch: ImportBatch, *, row: int, field: Field, value: str, everywhere: bool = False) -> ImportBatch:
    """Replace one cell, or (``everywhere``) each cell of the column with the same text. Check again afterwards."""
    batch = open_batch(batch)
    rows = rows_of(batch)
    if field not in rows.fields or row not in {number for number, _values in rows.rows}:
        raise RowUnknown(row, field)
    place = rows.fields.index(field)
    met = next(values[place] for number, values in rows.rows if number == row)
    numbers = [number for number, values in rows.rows if number == row or (everywhere and values[place] == met)]
    batch.rows = rows.with_values(numbers, field, value).packed()
    batch.save(update_fields=["rows"])
    return batch


@transaction.atomic
def leave_out_row(batch: ImportBatch, *, row: int, leave_out: bool = True) -> ImportBatch:
    """Keep a row out of this import (it stands in the rejected rows then), or take it back."""
    batch = open_batch(batch)
    rows = rows_of(batch)
    (rows.left_out.add if leave_out else rows.left_out.discard)(row)
    batch.rows = rows.packed()
    batch.save(update_fields=["rows"])
    return batch


@transaction.atomic
def welcome_row_back(batch: ImportBatch, *, row: int, by: Person, now: datetime) -> ImportBatch:
    """The person of this row was erased and has asked to come back. Check again afterwards. Raises ``RowUnknown``."""
    batch = open_batch(batch)
    cells = dict(rows_of(batch).kept()).get(row)
    if cells is None:
        raise RowUnknown(row)
    number, address = cells.get(Field.STAFF_NUMBER, ""), cells.get(Field.EMAIL, "")
    welcome_back(batch.organisation, staff_number=number, email=address, by=by, now=now)
    return batch


@transaction.atomic
def set_scope(batch: ImportBatch, scope: str) -> ImportBatch:
    """Say whether the file names everybody; only then are the absent proposed as left."""
    batch = open_batch(batch)
    batch.scope = ImportScope(scope)
    batch.save(update_fields=["scope"])
    return batch


@transaction.atomic
def discard_people_file(batch: ImportBatch, *, by: Person | None, now: datetime) -> None:
    """Forget a file that was not imported."""
    batch = open_batch(batch)
    forget(batch)
    record("people.import_discarded", organisation=batch.organisation, by=by, subject=batch, now=now)


@transaction.atomic
def forget_old_files(organisation: Organisation, *, now: datetime) -> int:
    """Forget uploads nobody brought in for a day, and rejected rows nobody fetched for a week; how many."""
    batches = ImportBatch.objects.of(organisation)
    waiting = batches.filter(
        state__in=(ImportState.UPLOADED, ImportState.CHECKED, ImportState.FAILED),
        created_at__lt=now - FORGET_UPLOADS_AFTER,
    )
    forgotten = 0
    for batch in waiting:
        forget(batch)
        forgotten += 1
    old = batches.filter(finished_at__lt=now - FORGET_REJECTED_AFTER, rejected__isnull=False)
    return forgotten + old.update(rejected=None)
