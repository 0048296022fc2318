"""The pairs of a round to take along: CSV as it is read from the database, XLSX, and a list to print."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from timbalik.audit.operations import record
from timbalik.lib.spreadsheets.writing import stream_csv, write_xlsx
from timbalik.matching.models import Round
from timbalik.matching.pair_files import header, rows_of
from timbalik.matching.printing import list_of_pairs
from timbalik.web.access import acting, allow
from timbalik.web.coordinator.studio.finding import coordinates, find_round
from timbalik.web.middleware import ActingRequest

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@allow(coordinates)
def table(request: ActingRequest, programme: UUID, number: int, kind: str) -> HttpResponse:
    """A CSV, written while it is read; or a workbook."""
    if kind not in ("csv", "xlsx"):
        raise Http404
    round_ = find_round(request, programme, number)
    rows = rows_of(round_, viewer=acting(request), language=_language())
    response: HttpResponseBase
    if kind == "csv":
        response = StreamingHttpResponse(stream_csv(header(), rows), content_type="text/csv; charset=utf-8")
    else:
        response = HttpResponse(write_xlsx(header(), rows, sheet=_("Pairs")), content_type=XLSX)
    return _named(request, response, round_, kind)


@require_safe
@allow(coordinates)
def print_list(request: ActingRequest, programme: UUID, number: int) -> HttpResponse:
    """A PDF on A4."""
    round_ = find_round(request, programme, number)
    content = list_of_pairs(round_, language=_language(), now=request.now)
    return _named(request, HttpResponse(content, content_type="application/pdf"), round_, "pdf")


def _named(request: ActingRequest, response: HttpResponseBase, round_: Round, kind: str) -> HttpResponse:
    """As a file to keep; who took it along stands in the audit."""
    if request.method == "GET":
        record(
            "matching.pairs_exported",
            organisation=round_.organisation,
            by=acting(request),
            subject=round_,
            now=request.now,
            facts={"kind": kind},
        )
    name = _("pairs")
    response["Content-Disposition"] = f'attachment; filename="timbalik-{name}-{round_.number}.{kind}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return cast("HttpResponse", response)  # what the guard of views knows; a streamed one has all that is used


def _language() -> str:
    return (get_language() or "id").partition("-")[0]
