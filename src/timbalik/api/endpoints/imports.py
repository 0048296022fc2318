"""People files: check one, bring one in, and see how it went."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _
from ninja import File, Form, Router, Status
from ninja.files import UploadedFile
from pydantic import Field as Limited

from timbalik.api import budgets
from timbalik.api.caller import ApiRequest, spend
from timbalik.api.errors import FAILURES, ApiError, Failure
from timbalik.api.finding import there
from timbalik.api.refusals import not_found
from timbalik.api.schemas import At, In, Line, Out
from timbalik.lib.spreadsheets.limits import MEBIBYTE
from timbalik.people import tasks
from timbalik.people.importing import words
from timbalik.people.importing.batches import gaps_of_batch
from timbalik.people.importing.fields import Field
from timbalik.people.importing.operations import check_people_file, finish_import, import_people, start_import
from timbalik.people.importing.problems import Problem
from timbalik.people.importing.uploads import discard_people_file, receive_people_file
from timbalik.people.models.imports import ImportBatch
from timbalik.people.states import ImportScope
from timbalik.programmes.rules import can_create_programme

router = Router(tags=["people"])

PROBLEMS_TOLD = 200
MOST_IN_A_REQUEST = 3_000  # rows; more are brought in by the worker


class ImportIn(In):
    """``column``: ``HEADER=FIELD`` reads a column as that field, ``HEADER=`` leaves it behind; may be repeated."""

    dry_run: bool = False
    scope: ImportScope = ImportScope.PARTIAL
    sheet: Line | None = None
    column: Annotated[list[Line], Limited(max_length=200)] = []


class ProblemOut(Out):
    row: int
    field: str
    code: str
    severity: str
    message: str
    suggestion: str | None


class ImportOut(Out):
    """``id`` is empty after a dry run: nothing was kept. Columns left behind were gone before anything was stored."""

    id: UUID | None
    state: str
    scope: str
    created_at: At | None
    finished_at: At | None
    counts: dict[str, int]
    columns: dict[str, str]
    left_behind: list[str]
    gaps: list[str]
    problems: list[ProblemOut]
    more_problems: int


@router.post("/people/imports", response={200: ImportOut, 201: ImportOut, 202: ImportOut, FAILURES: Failure})
def import_a_file(request: ApiRequest, said: Form[ImportIn], file: File[UploadedFile]) -> Status[ImportOut]:
    """Check a people file (``dry_run``), or bring in its ready rows: all of them or nothing.

    A large file is checked at once and brought in by the worker: 202, then ask for it by its id.
    """
    if not can_create_programme(request.person):
        raise not_found()
    spend(request, budgets.HEAVY)
    _refuse_strangers(request)
    if (file.size or 0) > settings.MAX_IMPORT_MB * MEBIBYTE:
        message = _("Up to %(megabytes)d MB are accepted.") % {"megabytes": settings.MAX_IMPORT_MB}
        raise ApiError(413, "file_too_large", message, field="file")
    chosen = dict(map(_choice, said.column))
    if said.dry_run:
        return Status(200, _check(request, said, file, chosen))
    batch = receive_people_file(
        request.person.organisation,
        file,
        file_name=file.name or "",
        by=request.person,
        now=request.now,
        scope=said.scope,
        sheet=said.sheet,
        chosen=chosen,
    )
    try:
        check_people_file(batch, now=request.now)
        begun = start_import(batch, by=request.person, now=request.now)
    except Exception:
        discard_people_file(batch, by=request.person, now=request.now)
        raise
    if begun.counts.get("read", 0) > MOST_IN_A_REQUEST:
        tasks.bring_in.enqueue(begun.pk)
        return Status(202, _import_out(begun))
    return Status(201, _import_out(finish_import(begun, now=request.now)))


@router.get("/people/imports/{uuid:batch}", response={200: ImportOut, FAILURES: Failure})
def get_import(request: ApiRequest, batch: UUID) -> ImportOut:
    if not can_create_programme(request.person):
        raise not_found()
    rows = ImportBatch.objects.of(request.person.organisation_id).defer("rows", "rejected")
    return _import_out(there(rows.filter(public_id=batch).first()))


def _check(request: ApiRequest, said: ImportIn, file: UploadedFile, chosen: dict[str, Field | None]) -> ImportOut:
    done = import_people(
        request.person.organisation,
        file,
        file_name=file.name or "",
        by=request.person,
        now=request.now,
        scope=said.scope,
        sheet=said.sheet,
        chosen=chosen,
        dry_run=True,
    )
    problems = done.checked.problems
    return ImportOut(
        id=None,
        state="dry_run",
        scope=said.scope,
        created_at=None,
        finished_at=None,
        counts=done.counts,
        columns={one.header: str(one.field) for one in done.intake.columns if one.field},
        left_behind=[one.header for one in done.intake.columns if not one.field and one.header],
        gaps=[words.gap(one) for one in done.gaps],
        problems=_problems(problems[:PROBLEMS_TOLD]),
        more_problems=max(0, len(problems) - PROBLEMS_TOLD),
    )


def _import_out(batch: ImportBatch) -> ImportOut:
    kept: list[dict[str, Any]] = batch.problems
    columns = batch.mapping.get("columns", [])
    return ImportOut(
        id=batch.public_id,
        state=batch.state,
        scope=batch.scope,
        created_at=batch.created_at,
        finished_at=batch.finished_at,
        counts=batch.counts,
        columns={one["header"]: str(one["field"]) for one in columns},
        left_behind=[one["header"] for one in batch.dropped_columns if one["header"]],
        gaps=[words.gap(one) for one in gaps_of_batch(batch)],
        problems=_problems(Problem.from_json(one) for one in kept[:PROBLEMS_TOLD]),
        more_problems=max(0, batch.counts.get("problems", 0) - min(len(kept), PROBLEMS_TOLD)),
    )


def _problems(problems: Iterable[Problem]) -> list[ProblemOut]:
    return [
        ProblemOut(
            row=one.row,
            field=str(one.field),
            code=str(one.code),
            severity=str(one.severity),
            message=words.explanation(one),
            suggestion=one.suggestion,
        )
        for one in problems
    ]


def _choice(text: str) -> tuple[str, Field | None]:
    header, _equals, name = text.rpartition("=")
    if not header or (name and name not in Field.values):
        message = _("Write HEADER=FIELD, with one of these fields: %(fields)s.") % {"fields": ", ".join(Field.values)}
        raise ApiError(422, "column_not_understood", message, field="column")
    return header, Field(name) if name else None


def _refuse_strangers(request: ApiRequest) -> None:
    """A form has no schema that says no to more: parts not listed are refused here."""
    if unknown := sorted({*request.POST, *request.FILES} - {*ImportIn.model_fields, "file"}):
        raise ApiError(422, "unknown_field", _("This field is not known here."), field=unknown[0][:100])
