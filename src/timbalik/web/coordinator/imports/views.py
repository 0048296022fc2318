"""The pages of an import: upload, columns and rows, result."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from timbalik.lib.spreadsheets.errors import SpreadsheetRefused
from timbalik.lib.spreadsheets.limits import MEBIBYTE
from timbalik.people import tasks
from timbalik.people.importing import words
from timbalik.people.importing.operations import check_people_file, rejected_so_far
from timbalik.people.importing.uploads import receive_people_file
from timbalik.people.models.imports import ImportBatch, ProposedLeaver
from timbalik.people.states import ImportState, LeaverDecision
from timbalik.web.access import acting, allow
from timbalik.web.coordinator.imports import presenting
from timbalik.web.coordinator.imports.finding import MOST_IN_A_REQUEST, find_batch, imports_people
from timbalik.web.coordinator.imports.forms import ColumnsForm, UploadForm
from timbalik.web.middleware import ActingRequest

RECENT = 10


@require_http_methods(["GET", "HEAD", "POST"])
@allow(imports_people)
def imports(request: ActingRequest) -> HttpResponse:
    """Hand in a file, and the files of before."""
    organisation = acting(request).organisation
    form = UploadForm(request.POST or None, request.FILES or None) if request.method == "POST" else UploadForm()
    status = 200
    if is_too_large(request):
        form = UploadForm(request.POST)
        form.errors.clear()
        form.add_error("file", _("Up to %(megabytes)d MB are accepted.") % {"megabytes": settings.MAX_IMPORT_MB})
        status = 413
    elif request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            batch = receive_people_file(
                organisation,
                file,
                file_name=file.name,
                by=acting(request),
                now=request.now,
                scope=form.cleaned_data["scope"],
            )
        except SpreadsheetRefused as refused:
            form.add_error("file", words.refusal(refused))
        else:
            check_soon(batch, request)
            return redirect("coordinator:import", batch.public_id)
    if form.errors and status == 200:
        status = 422
    waiting = ProposedLeaver.objects.of(organisation).filter(decision=LeaverDecision.OPEN).count()
    recent = ImportBatch.objects.of(organisation).defer("rows", "rejected", "problems").select_related("by")
    page = {
        "form": form,
        "section": "imports",
        "steps": presenting.steps_of(None),
        "recent": recent.exclude(state=ImportState.DISCARDED).order_by("-created_at", "-pk")[:RECENT],
        "leavers": waiting,
        "megabytes": settings.MAX_IMPORT_MB,
    }
    return render(request, "coordinator/imports/list.html", page, status=status)


@require_safe
@allow(imports_people)
def import_page(request: ActingRequest, batch: UUID) -> HttpResponse:
    """One file as it stands: at work, to be checked, imported, or forgotten."""
    found = find_batch(request, batch)
    if presenting.is_at_work(found):
        return render(request, "coordinator/imports/working.html", _working(found))
    if found.state == ImportState.APPLIED:
        return render(request, "coordinator/imports/done.html", _done(request, found))
    if found.state == ImportState.DISCARDED:
        raise Http404
    return render(request, "coordinator/imports/check.html", checking(request, found))


@require_safe
@allow(imports_people)
def steps(request: ActingRequest, batch: UUID) -> HttpResponse:
    """The named steps of a file at work; polled by htmx, reloaded by hand without a script."""
    found = find_batch(request, batch)
    address = reverse("coordinator:import", args=[found.public_id])
    if not presenting.is_at_work(found):
        if request.headers.get("HX-Request"):
            return HttpResponse(headers={"HX-Redirect": address})
        return redirect(address)
    template = "coordinator/imports/working.html"
    return render(request, f"{template}#steps" if request.headers.get("HX-Request") else template, _working(found))


@require_safe
@allow(imports_people)
def rejected(request: ActingRequest, batch: UUID) -> HttpResponse:
    """The rows that stay out, to be mended and imported again; mapped columns only."""
    found = find_batch(request, batch)
    content = rejected_so_far(found, now=request.now)
    if not content:
        raise Http404
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    name = _("rejected-rows")
    response["Content-Disposition"] = f'attachment; filename="timbalik-{name}.csv"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def checking(request: ActingRequest, batch: ImportBatch, columns: ColumnsForm | None = None) -> dict[str, Any]:
    """Columns and rows of a file that is not imported yet."""
    return {
        "section": "imports",
        "batch": batch,
        "steps": presenting.steps_of(batch),
        "summary": presenting.summary_of(batch),
        "columns": columns or ColumnsForm(batch=batch),
        "missing": presenting.missing_fields(batch),
        "gaps": presenting.gaps_in_words(batch) if batch.state == ImportState.CHECKED else [],
        "is_checked": batch.state == ImportState.CHECKED,
        "is_failed": batch.state == ImportState.FAILED,
        **presenting.problem_rows(batch, request.GET.get("page")),
    }


def check_soon(batch: ImportBatch, request: ActingRequest) -> None:
    """Check at once, or leave a large file to the worker. Without a staff number there is nothing to check yet."""
    if presenting.missing_fields(batch):
        return
    if batch.counts["read"] <= MOST_IN_A_REQUEST:
        check_people_file(batch, now=request.now)
        return
    ImportBatch.objects.of(batch.organisation_id).filter(pk=batch.pk).update(
        step="checking", state=ImportState.UPLOADED
    )
    tasks.check_file.enqueue(batch.pk)


def is_too_large(request: ActingRequest) -> bool:
    """By what the browser announces; a file that is larger than said is cut off by the server."""
    try:
        announced = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        announced = 0
    return request.method == "POST" and announced > (settings.MAX_IMPORT_MB + 1) * MEBIBYTE


def _working(batch: ImportBatch) -> dict[str, Any]:
    return {"section": "imports", "batch": batch, "steps": presenting.job_steps(batch)}


def _done(request: ActingRequest, batch: ImportBatch) -> dict[str, Any]:
    waiting = ProposedLeaver.objects.of(batch.organisation_id).filter(decision=LeaverDecision.OPEN).count()
    return {
        "section": "imports",
        "batch": batch,
        "steps": presenting.steps_of(batch),
        "summary": presenting.summary_of(batch),
        "gaps": presenting.gaps_in_words(batch),
        "dropped": presenting.never_imported(batch.dropped_columns),
        "leavers": waiting,
        "has_rejected": batch.rejected is not None,
    }
