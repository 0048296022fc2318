"""Say by hand what the columns of an HR file are, and take the rows that name nobody along to be mended."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from timbalik.lib.spreadsheets.writing import write_csv
from timbalik.people.importing.fields import Field
from timbalik.programmes.operations.talent import NoFileWaiting, is_at_work, look_at_file
from timbalik.programmes.rules import is_coordinator
from timbalik.programmes.talent_people import Row
from timbalik.web.access import allow, on_programme
from timbalik.web.coordinator.imports.views import is_too_large
from timbalik.web.coordinator.shortlist.files import file_page, received, upload_page
from timbalik.web.coordinator.shortlist.forms import TalentColumnsForm, TalentFileForm
from timbalik.web.coordinator.shortlist.views import the_shortlist
from timbalik.web.middleware import ActingRequest


@require_POST
@allow(on_programme(is_coordinator))
def columns(request: ActingRequest, programme: UUID) -> HttpResponse:
    """The file once more, with the meaning of its headers."""
    standing = the_shortlist(request, programme)
    if is_too_large(request):
        messages.error(request, _("That file is too large. Nothing was changed."))
        return redirect("coordinator:shortlist_file", programme=programme)
    form = TalentColumnsForm(request.POST, request.FILES)
    if form.is_valid():
        received(request, standing, form, chosen=form.chosen())
    if not form.errors:
        return redirect("coordinator:shortlist_file", programme=programme)
    if standing.rows is None or is_at_work(standing):
        return upload_page(request, standing, TalentFileForm(), form, status=422)
    return render(request, "coordinator/shortlist/file.html", file_page(request, standing, form), status=422)


@require_safe
@allow(on_programme(is_coordinator))
def rejected(request: ActingRequest, programme: UUID) -> HttpResponse:
    """The rows that name nobody here: where they stand and whom they name, nothing of what they say."""
    try:
        verdicts = look_at_file(the_shortlist(request, programme))
    except NoFileWaiting:
        raise Http404 from None
    rows = [one.row for one in verdicts if one.outcome == Row.NOT_FOUND]
    if not rows:
        raise Http404
    reason = _("Not found among the people here.")
    headers = [_("Row"), str(Field.STAFF_NUMBER.label), str(Field.EMAIL.label), _("Reason")]
    content = write_csv(headers, ([one.number, one.who, one.mail, reason] for one in rows))
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="timbalik-{_("rejected-rows")}.csv"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
