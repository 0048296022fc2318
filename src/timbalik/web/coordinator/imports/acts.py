"""What somebody does with a file: each act checks its form, calls one operation and goes back to the page."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from timbalik.lib.spreadsheets.errors import SpreadsheetRefused
from timbalik.people import tasks
from timbalik.people.importing import words
from timbalik.people.importing.batches import BatchClosed
from timbalik.people.importing.fields import Field
from timbalik.people.importing.intake import ColumnPrivate, ColumnUnknown, FieldTwice
from timbalik.people.importing.operations import NobodyReady, finish_import, start_import
from timbalik.people.importing.uploads import (
    RowUnknown,
    choose_fields,
    discard_people_file,
    leave_out_row,
    mend_cell,
    receive_people_file,
    set_scope,
    welcome_row_back,
)
from timbalik.people.models.imports import ImportBatch
from timbalik.people.states import ImportScope
from timbalik.web.access import acting, allow
from timbalik.web.coordinator.imports.finding import MOST_IN_A_REQUEST, find_batch, imports_people
from timbalik.web.coordinator.imports.forms import ColumnsForm, MendForm
from timbalik.web.coordinator.imports.views import check_soon, checking, is_too_large
from timbalik.web.middleware import ActingRequest

Act = Callable[[ActingRequest, UUID], HttpResponse]


def _while_open(act: Act) -> Act:
    """Somebody else may have imported or discarded the file meanwhile: say so instead of failing."""

    @wraps(act)
    def guarded(request: ActingRequest, batch: UUID) -> HttpResponse:
        try:
            return act(request, batch)
        except BatchClosed:
            messages.error(request, _("This file was imported or discarded meanwhile. Nothing was changed."))
        except RowUnknown:
            messages.error(request, _("That row is no longer in the file. Nothing was changed."))
        return redirect("coordinator:imports")

    return guarded


@require_POST
@allow(imports_people)
@_while_open
def columns(request: ActingRequest, batch: UUID) -> HttpResponse:
    """Give columns other fields. A column that was not kept comes in with the file, chosen once more."""
    found = find_batch(request, batch)
    if is_too_large(request):
        messages.error(request, _("That file is too large. Nothing was changed."))
        return redirect("coordinator:import", batch)
    form = ColumnsForm(request.POST, request.FILES, batch=found)
    changed = _chosen(request, found, form) if form.is_valid() else None
    if changed is None:
        return render(request, "coordinator/imports/check.html", checking(request, found, form), status=422)
    check_soon(changed, request)
    messages.success(request, _("Columns are matched anew."))
    return redirect("coordinator:import", changed.public_id)


def _chosen(request: ActingRequest, batch: ImportBatch, form: ColumnsForm) -> ImportBatch | None:
    """The batch with its columns as chosen; None when the file says no, which the form then tells."""
    file = form.file_again
    if file is None:
        return choose_fields(batch, form.by_field(), now=request.now)
    try:
        made = receive_people_file(
            batch.organisation,
            file,
            file_name=file.name or batch.file_name,
            by=acting(request),
            now=request.now,
            scope=batch.scope,
            sheet=batch.mapping.get("sheet") or None,
            chosen=form.by_header(),
        )
    except SpreadsheetRefused as refused:
        form.add_error("file", words.refusal(refused))
    except ColumnUnknown as unknown:
        form.add_error("file", _("This file has no column “%(header)s”.") % {"header": unknown})
    except (ColumnPrivate, FieldTwice) as refusal:
        form.add_error(None, _("Column “%(header)s” cannot be imported.") % {"header": refusal})
    else:
        discard_people_file(batch, by=acting(request), now=request.now)
        return made
    return None


@require_POST
@allow(imports_people)
@_while_open
def mend(request: ActingRequest, batch: UUID) -> HttpResponse:
    found = find_batch(request, batch)
    form = MendForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("That value is too long. Nothing was changed."))
        return redirect("coordinator:import", batch)
    said = form.cleaned_data
    mend_cell(found, row=said["row"], field=Field(said["field"]), value=said["value"], everywhere=said["everywhere"])
    check_soon(found, request)
    return _to_rows(batch)


@require_POST
@allow(imports_people)
@_while_open
def leave_out(request: ActingRequest, batch: UUID) -> HttpResponse:
    found = find_batch(request, batch)
    row = request.POST.get("row", "")
    if not row.isdecimal():
        raise RowUnknown(row)
    leave_out_row(found, row=int(row))
    check_soon(found, request)
    return _to_rows(batch)


@require_POST
@allow(imports_people)
@_while_open
def welcome(request: ActingRequest, batch: UUID) -> HttpResponse:
    """The person of this row was erased and has asked to come back; who says so stands in the audit."""
    found = find_batch(request, batch)
    row = request.POST.get("row", "")
    if not row.isdecimal():
        raise RowUnknown(row)
    welcome_row_back(found, row=int(row), by=acting(request), now=request.now)
    check_soon(found, request)
    return _to_rows(batch)


def _to_rows(batch: UUID) -> HttpResponse:
    """Back to the list of rows, where the next mend waits."""
    return redirect(reverse("coordinator:import", args=[batch]) + "#rows")


@require_POST
@allow(imports_people)
@_while_open
def scope(request: ActingRequest, batch: UUID) -> HttpResponse:
    """Say whether the file names everybody."""
    found = find_batch(request, batch)
    is_full = request.POST.get("scope") == ImportScope.FULL
    check_soon(set_scope(found, ImportScope.FULL if is_full else ImportScope.PARTIAL), request)
    return redirect("coordinator:import", batch)


@require_POST
@allow(imports_people)
@_while_open
def check_again(request: ActingRequest, batch: UUID) -> HttpResponse:
    check_soon(find_batch(request, batch), request)
    return redirect("coordinator:import", batch)


@require_POST
@allow(imports_people)
@_while_open
def bring_in(request: ActingRequest, batch: UUID) -> HttpResponse:
    """Import the ready rows: at once, or by the worker when there are many."""
    found = find_batch(request, batch)
    try:
        begun = start_import(found, by=acting(request), now=request.now)
    except NobodyReady:
        messages.error(request, _("No row can come in yet. Mend one first."))
        return redirect("coordinator:import", batch)
    if begun.counts.get("read", 0) > MOST_IN_A_REQUEST:
        tasks.bring_in.enqueue(begun.pk)
    else:
        finish_import(begun, now=request.now)
    return redirect("coordinator:import", batch)


@require_POST
@allow(imports_people)
@_while_open
def discard(request: ActingRequest, batch: UUID) -> HttpResponse:
    discard_people_file(find_batch(request, batch), by=acting(request), now=request.now)
    messages.success(request, _("The file was discarded. Nothing of it is kept."))
    return redirect("coordinator:imports")
