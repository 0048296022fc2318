"""The frozen reports of a programme, for whoever runs or evaluates it: see them, and freeze a new one."""

from __future__ import annotations

from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from timbalik.evaluation.models import Report
from timbalik.evaluation.operations import freeze_report
from timbalik.evaluation.queries import newest_of_each, reports_of
from timbalik.programmes import rules
from timbalik.programmes.queries import programmes_with_role
from timbalik.programmes.states import ProgrammeState, Role
from timbalik.surveys.queries import completeness, completeness_of
from timbalik.web.access import acting, allow, holding, on_programme, the_programme
from timbalik.web.middleware import ActingRequest
from timbalik.web.reports import pdf_response, report_page

RUNS_OR_EVALUATES = (on_programme(rules.is_coordinator), on_programme(rules.is_evaluator))


@require_safe
@allow(holding(rules.is_any_evaluator))
def evaluations(request: ActingRequest) -> HttpResponse:
    """Where an evaluator begins."""
    mine = programmes_with_role(acting(request), Role.EVALUATOR).exclude(state=ProgrammeState.DRAFT)
    programmes = list(mine.select_related("organisation").order_by("-starts_on", "name"))
    newest, waves = newest_of_each(programmes), completeness_of(programmes)
    rows = [(one, newest.get(one.pk), waves[one.pk]) for one in programmes]
    page = {"section": "evaluations", "rows": rows, "zone": ZoneInfo(acting(request).time_zone)}
    return render(request, "coordinator/report/programmes.html", page)


@require_safe
@allow(*RUNS_OR_EVALUATES)
def reports(request: ActingRequest, programme: UUID) -> HttpResponse:
    shown = the_programme(request, programme)
    page = {
        "programme": shown,
        "section": "report",
        "reports": list(reports_of(shown)),
        "waves": list(completeness(shown)),
        "zone": ZoneInfo(shown.organisation.time_zone),
        "shell": "coordinator/shell.html"
        if rules.is_coordinator(acting(request), shown)
        else "coordinator/evaluator_shell.html",
    }
    return render(request, "coordinator/report/list.html", page)


@require_POST
@allow(*RUNS_OR_EVALUATES)
def freeze(request: ActingRequest, programme: UUID) -> HttpResponse:
    made = freeze_report(the_programme(request, programme), by=acting(request), now=request.now)
    messages.success(request, _("The report is frozen. Sponsors see it from now on."))
    return redirect("coordinator:report_sheet", programme=programme, report=made.public_id)


@require_safe
@allow(*RUNS_OR_EVALUATES)
def report(request: ActingRequest, programme: UUID, report: UUID) -> HttpResponse:
    return render(request, "coordinator/report/sheet.html", report_page(_the_report(request, programme, report)))


@require_safe
@allow(*RUNS_OR_EVALUATES)
def report_file(request: ActingRequest, programme: UUID, report: UUID) -> HttpResponse:
    return pdf_response(_the_report(request, programme, report))


def _the_report(request: ActingRequest, programme: UUID, report: UUID) -> Report:
    found = reports_of(the_programme(request, programme)).filter(public_id=report).first()
    if found is None:
        raise Http404
    return found
