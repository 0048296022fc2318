"""What an ``ImportBatch`` holds between its upload and its end, packed and unpacked."""

from __future__ import annotations

from datetime import datetime

from timbalik.people.importing.gaps import Gap, Missing
from timbalik.people.importing.intake import Intake
from timbalik.people.importing.mapped import MappedRows
from timbalik.people.importing.problems import Problem
from timbalik.people.models.imports import ImportBatch
from timbalik.people.models.organisations import Organisation
from timbalik.people.models.persons import Person
from timbalik.people.states import ImportState


class BatchClosed(Exception):
    """The batch was imported, discarded or is being imported; it can no longer be changed."""


def new_batch(
    organisation: Organisation, intake: Intake, *, file_name: str, by: Person | None, now: datetime, scope: str
) -> ImportBatch:
    return ImportBatch.objects.create(
        organisation=organisation,
        file_name=_shown_name(file_name),
        scope=scope,
        by=by,
        mapping={
            "sheet": intake.sheet,
            "sheets": list(intake.sheets),
            "columns": [
                {"header": one.header[:120], "field": one.field, "confidence": one.confidence, "hint": one.hint}
                for one in intake.columns
                if one.field
            ],
            "samples": intake.samples,
        },
        dropped_columns=[
            {"header": one.header[:120], "reason": one.dropped, "hint": one.hint}
            for one in intake.columns
            if not one.field
        ],
        rows=intake.rows.packed(),
        counts={"read": len(intake.rows)},
        created_at=now,
    )


def open_batch(batch: ImportBatch) -> ImportBatch:
    found = ImportBatch.objects.of(batch.organisation_id).select_related("organisation").get(pk=batch.pk)
    if found.state not in (ImportState.UPLOADED, ImportState.CHECKED, ImportState.FAILED) or found.rows is None:
        raise BatchClosed(str(batch.public_id))
    return found


def rows_of(batch: ImportBatch) -> MappedRows:
    return MappedRows.unpacked(batch.rows or b"")


def gaps_of_batch(batch: ImportBatch) -> list[Gap]:
    """The gaps as the last check counted them."""
    ready = batch.counts.get("ready", 0)
    return [Gap(missing, people, ready) for missing in Missing if (people := batch.counts.get(f"gap_{missing}", 0))]


def problems_of_batch(batch: ImportBatch) -> list[Problem]:
    return [Problem.from_json(one) for one in batch.problems]


def forget(batch: ImportBatch) -> None:
    batch.rows = batch.rejected = None
    batch.problems, batch.mapping, batch.step = [], {}, ""
    batch.state = ImportState.DISCARDED
    batch.save()


def _shown_name(file_name: str) -> str:
    """The name as a label: never a path, no letters that a page or a log would trip over."""
    last = file_name.replace("\\", "/").split("/")[-1]
    return "".join(letter for letter in last if letter.isprintable())[-200:]
