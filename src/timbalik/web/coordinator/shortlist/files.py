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
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from timbalik.lib.spreadsheets.errors import SpreadsheetRefused
from timbalik.people.importing import words
from timbalik.people.importing.fields import Field
from timbalik.programmes.models import Shortlist
from timbalik.programmes.operations.cascades import RouteClosed
from timbalik.programmes.operations.talent import (
    Brought,
    NoFileWaiting,
    NothingSaid,
    TalentRowMissing,
    discard_talent_file,
    file_of,
    leave_talent_row,
    look_at_file,
    mend_talent_row,
    receive_talent_file,
    use_talent_file,
)
from timbalik.programmes.rules import is_coordinator
from timbalik.programmes.states import Evidence
from timbalik.programmes.talent_files import TalentColumnsMissing
from timbalik.programmes.talent_people import Row
from timbalik.web.access import acting, allow, on_programme
from timbalik.web.coordinator.imports.views import is_too_large
from timbalik.web.coordinator.shortlist.forms import TalentFileForm
from timbalik.web.coordinator.shortlist.views import the_shortlist
from timbalik.web.middleware import ActingRequest

ROWS_A_PAGE = 25


@require_http_methods(["GET", "HEAD", "POST"])
@allow(on_programme(is_coordinator))
def look(request: ActingRequest, programme: UUID) -> HttpResponse:
    """The upload; once a file waits, what would become of its rows."""
    standing = the_shortlist(request, programme)
    form = TalentFileForm(request.POST, request.FILES) if request.method == "POST" else TalentFileForm()
    if is_too_large(request):
        form.errors.clear()
        form.add_error("file", _("Up to %(megabytes)d MB are accepted.") % {"megabytes": settings.MAX_IMPORT_MB})
        return _upload(request, standing, form, status=413)
    if request.method == "POST":
        if form.is_valid() and _received(request, standing, form):
            return redirect("coordinator:shortlist_file", programme=programme)
        return _upload(request, standing, form, status=422)
    if standing.rows is None:
        return _upload(request, standing, form)
    return render(request, "coordinator/shortlist/file.html", _page(request, standing))


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
        done = use_talent_file(standing, by=acting(request), now=request.now)
    except (NoFileWaiting, RouteClosed):
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


def _received(request: ActingRequest, standing: Shortlist, form: TalentFileForm) -> bool:
    """Whether the file waits now; else the form tells what is wrong with it."""
    file = form.cleaned_data["file"]
    try:
        receive_talent_file(standing, file, file_name=file.name, now=request.now)
    except SpreadsheetRefused as refused:
        form.add_error("file", words.refusal(refused))
    except TalentColumnsMissing:
        form.add_error(
            "file",
            _(
                "No row names both a person (staff number or e-mail) and something about them, such as “Skills” or "
                "“Trainings given”. Put these words above the columns."
            ),
        )
    except NothingSaid:
        form.add_error("file", _("There are headers, but nobody below them."))
    else:
        return True
    return False


def _upload(request: ActingRequest, standing: Shortlist, form: TalentFileForm, *, status: int = 200) -> HttpResponse:
    page = {"section": "participants", "programme": standing.programme, "shortlist": standing, "form": form}
    return render(request, "coordinator/shortlist/upload.html", page, status=status)


def _page(request: ActingRequest, standing: Shortlist) -> dict[str, Any]:
    verdicts, file = look_at_file(standing), file_of(standing)
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
        "read": [
            (header, Evidence(kind).label if kind in Evidence.values else Field(kind).label)
            for header, kind in file.read
        ],
        "never": file.never,
        "not_needed": file.not_needed,
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
