"""What a sponsor sees: the newest frozen report of each programme they sponsor, and nothing else."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from timbalik.evaluation.queries import newest_report
from timbalik.programmes.queries import programmes_sponsored_by
from timbalik.programmes.rules import is_any_sponsor, is_sponsor
from timbalik.web.access import acting, allow, holding, on_programme, the_programme
from timbalik.web.middleware import ActingRequest
from timbalik.web.reports import pdf_response, report_page


@require_safe
@allow(holding(is_any_sponsor))
def home(request: ActingRequest) -> HttpResponse:
    """The list; whoever sponsors one programme is there at once."""
    programmes = list(programmes_sponsored_by(acting(request)).order_by("-starts_on", "name"))
    if len(programmes) == 1:
        return redirect("sponsor:report", programme=programmes[0].public_id)
    return render(request, "sponsor/home.html", {"programmes": programmes})


@require_safe
@allow(on_programme(is_sponsor))
def report(request: ActingRequest, programme: UUID) -> HttpResponse:
    shown = the_programme(request, programme)
    newest = newest_report(shown)
    if newest is None:
        return render(request, "sponsor/no_report.html", {"programme": shown})
    return render(request, "sponsor/report.html", report_page(newest))


@require_safe
@allow(on_programme(is_sponsor))
def report_file(request: ActingRequest, programme: UUID) -> HttpResponse:
    newest = newest_report(the_programme(request, programme))
    if newest is None:
        raise Http404
    return pdf_response(newest)
