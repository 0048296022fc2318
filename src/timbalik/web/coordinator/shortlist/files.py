"""The file behind a shortlist: handed in, looked at with unknown people row by row, used or discarded."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from timbalik.lib.spreadsheets.errors import SpreadsheetRefused
from timbalik.people.importing import words
from timbalik.people.importing.fields import Field
from timbalik.programmes import talent_tasks
from timbalik.programmes.models import Shortlist
from timbalik.programmes.operations.cascades import RouteClosed
from timbalik.programmes.operations.talent import (
    Brought,
    FileAtWork,
    NoFileWaiting,
    NothingSaid,
    TalentRowMissing,
    ask_to_use,
    discard_talent_file,
    file_of,
    is_at_work,
    leave_talent_row,
    mend_talent_row,
    receive_talent_file,
    use_talent_file,
)
from timbalik.programmes.rules import is_coordinator
from timbalik.programmes.states import Evidence, TalentStep
from timbalik.programmes.talent_files import TalentColumnsMissing
from timbalik.programmes.talent_people import Row, judge
from timbalik.web.access import acting, allow, on_programme
from timbalik.web.coordinator.imports.finding import MOST_IN_A_REQUEST
from timbalik.web.coordinator.imports.views import is_too_large
from timbalik.web.coordinator.shortlist.forms import TalentColumnsForm, TalentFileForm
from timbalik.web.coordinator.shortlist.views import the_shortlist
from timbalik.web.coordinator.shortlist.working import working
from timbalik.web.middleware import ActingRequest

ROWS_A_PAGE = 25
_NO_COLUMNS = gettext_lazy(
    "No row names both a person (staff number or e-mail) and something about them, such as “Skills” or “Trainings given”. "
    "Say below what the columns are, or put these words above them."
)
_NOT_THESE = gettext_lazy("This file has no such columns in one row. Choose the file that you said it of.")


@require_http_methods(["GET", "HEAD", "POST"])
@allow(on_programme(is_coordinator))
def look(request: ActingRequest, programme: UUID) -> HttpResponse:
    """The upload; while the worker reads, its steps; once a file waits, what would become of its rows."""
    standing = the_shortlist(request, programme)
    if request.method != "POST":
        if is_at_work(standing):
            return render(request, "coordinator/shortlist/working.html", working(standing))
        if standing.rows is None:
            return upload_page(request, standing, TalentFileForm())
        return render(request, "coordinator/shortlist/file.html", file_page(request, standing))
    form = TalentFileForm(request.POST, request.FILES)
    if is_too_large(request):
        form.errors.clear()
        form.add_error("file", _("Up to %(megabytes)d MB are accepted.") % {"megabytes": settings.MAX_IMPORT_MB})
        return upload_page(request, standing, form, status=413)
    columns = received(request, standing, form) if form.is_valid() else None
    if form.errors:
        return upload_page(request, standing, form, columns, status=422)
    return redirect("coordinator:shortlist_file", programme=programme)


@require_POST
@allow(on_programme(is_coordinator))
def mend(request: ActingRequest, programme: UUID) -> HttpResponse:
    """One row: whom it is about, or that it is left out."""
    standing = the_shortlist(request, programme)
    row = request.POST.get("row", "")
    try:
        if not row.isdecimal() or len(row) > 9:
            raise TalentRowMissing(row)
        if request.POST.get("act") == "leave":
            leave_talent_row(standing, row=int(row))
        else:
            mend_talent_row(standing, row=int(row), who=request.POST.get("who", ""))
    except (TalentRowMissing, NoFileWaiting):
        messages.error(request, _("That row is no longer in the file. Nothing was changed."))
    return redirect("coordinator:shortlist_file", programme=programme)


@require_POST
@allow(on_programme(is_coordinator))
def use(request: ActingRequest, programme: UUID) -> HttpResponse:
    standing = the_shortlist(request, programme)
    try:
        if len(file_of(standing).rows) > MOST_IN_A_REQUEST:
            ask_to_use(standing)
            talent_tasks.use_file.enqueue(standing.pk, acting(request).pk)
            return redirect("coordinator:shortlist_file", programme=programme)
        done = use_talent_file(standing, by=acting(request), now=request.now)
    except (NoFileWaiting, FileAtWork, RouteClosed):
        messages.error(request, _("There is no file to use any more. Choose it once more."))
        return redirect("coordinator:shortlist_file", programme=programme)
    messages.success(request, _done_in_words(done))
    return redirect("coordinator:shortlist", programme=programme)


@require_POST
@allow(on_programme(is_coordinator))
def discard(request: ActingRequest, programme: UUID) -> HttpResponse:
    discard_talent_file(the_shortlist(request, programme))
    messages.success(request, _("The file was discarded. Nothing of it is kept."))
    return redirect("coordinator:shortlist", programme=programme)


def received(
    request: ActingRequest,
    standing: Shortlist,
    form: TalentFileForm | TalentColumnsForm,
    *,
    chosen: dict[str, Field | Evidence | None] | None = None,
) -> TalentColumnsForm | None:
    """Take the file in, a large one for the worker; else the form tells what is wrong with it.

    Where nobody could know what its columns are, the answer is a form to say so.
    """
    file = form.cleaned_data["file"]
    try:
        receive_talent_file(
            standing, file, file_name=file.name, now=request.now, chosen=chosen, most_at_once=MOST_IN_A_REQUEST
        )
    except SpreadsheetRefused as refused:
        form.add_error("file", words.refusal(refused))
    except TalentColumnsMissing as missing:
        form.add_error("file", _NO_COLUMNS if chosen is None else _NOT_THESE)
        return TalentColumnsForm(meant=dict.fromkeys(missing.headers, ""))
    except NothingSaid:
        form.add_error("file", _("There are headers, but nobody below them."))
    except FileAtWork:
        form.add_error("file", _("The file of before is being read. Wait a moment, or discard it."))
    else:
        if is_at_work(standing):
            talent_tasks.fit_file.enqueue(standing.pk)
    return None


def upload_page(
    request: ActingRequest,
    standing: Shortlist,
    form: TalentFileForm,
    columns: TalentColumnsForm | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    page = {
        "section": "participants",
        "programme": standing.programme,
        "shortlist": standing,
        "form": form,
        "columns": columns if columns and columns.headers else None,
        "failed": standing.step == TalentStep.FAILED,
    }
    return render(request, "coordinator/shortlist/upload.html", page, status=status)


def file_page(request: ActingRequest, standing: Shortlist, columns: TalentColumnsForm | None = None) -> dict[str, Any]:
    file = file_of(standing)
    verdicts = judge(standing.programme, file.rows)
    people = {one.person for one in verdicts if one.outcome == Row.LISTED}
    missing = [one.row for one in verdicts if one.outcome == Row.NOT_FOUND]
    return {
        "section": "participants",
        "programme": standing.programme,
        "shortlist": standing,
        "people": len(people),
        "rows": len(verdicts),
        "missing": len(missing),
        "not_used": sum(one.outcome == Row.NOT_USED for one in verdicts),
        "page": Paginator(missing, ROWS_A_PAGE).get_page(request.GET.get("page")),
        "columns": columns or TalentColumnsForm(meant={**dict(file.read), **dict.fromkeys(file.not_needed, "")}),
        "never": file.never,
        "failed": standing.step == TalentStep.FAILED,
    }


def _done_in_words(done: Brought) -> str:
    said = ngettext("%(n)d person stands on the list.", "%(n)d people stand on the list.", done.listed) % {
        "n": done.listed
    }
    if missing := len(done.not_found):
        said += " " + ngettext(
            "%(n)d row named nobody here; nobody was made of it.",
            "%(n)d rows named nobody here; nobody was made of them.",
            missing,
        ) % {"n": missing}
    return said
