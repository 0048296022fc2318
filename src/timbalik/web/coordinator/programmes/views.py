"""A programme as its coordinator makes it and opens it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from timbalik.lib.versions import in_language
from timbalik.people.models.organisations import Organisation
from timbalik.programmes import rules
from timbalik.programmes.models import Programme
from timbalik.programmes.operations import (
    ProgrammeIsOver,
    ProgrammeNameTaken,
    StepNotAllowed,
    choose_routes,
    create_programme,
    extend_enrolment,
    open_enrolment,
)
from timbalik.programmes.queries import Funnel, funnels, ladder, programmes_coordinated_by
from timbalik.programmes.states import EnrolmentRole, ProgrammeState
from timbalik.programmes.templates_content import TemplateContent, TemplateUnreadable, read_template
from timbalik.programmes.wording import role_label
from timbalik.web.access import acting, allow, holding, on_programme, the_programme
from timbalik.web.coordinator.programmes.forms import ExtendForm, ProgrammeForm, RoutesForm
from timbalik.web.middleware import ActingRequest


def today_of(organisation: Organisation, request: ActingRequest) -> date:
    return request.now.astimezone(ZoneInfo(organisation.time_zone)).date()


@require_safe
@allow(holding(rules.can_create_programme))
def programmes(request: ActingRequest) -> HttpResponse:
    coordinated = list(programmes_coordinated_by(acting(request)).order_by("-starts_on", "name"))
    counts = funnels(coordinated)
    rows = [{"programme": one, **_totals(counts[one.pk])} for one in coordinated]
    return render(request, "coordinator/programmes/list.html", {"rows": rows, "section": "programmes"})


@require_http_methods(["GET", "HEAD", "POST"])
@allow(holding(rules.can_create_programme))
def new(request: ActingRequest) -> HttpResponse:
    person = acting(request)
    today = today_of(person.organisation, request)
    kind = request.GET.get("jenis", "")
    form = ProgrammeForm(request.POST or None, kind=kind, ladder=ladder(person.organisation), today=today)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            programme = create_programme(
                person.organisation,
                template_key=said["template"],
                name=said["name"],
                starts_on=said["starts_on"],
                by=person,
                now=request.now,
                **form.changes(),
            )
        except ProgrammeNameTaken:
            form.add_error("name", _("There is a programme of this name already. Add the year or the wave."))
        else:
            messages.success(request, _("The programme is there as a draft. Open enrolment when you are ready."))
            return redirect("coordinator:programme", programme=programme.public_id)
    page = {"form": form, "kind": kind_in_words(form.model), "section": "programmes"}
    return render(request, "coordinator/programmes/new.html", page, status=422 if form.errors else 200)


@require_safe
@allow(on_programme(rules.is_coordinator))
def programme(request: ActingRequest, programme: UUID) -> HttpResponse:
    shown = the_programme(request, programme)
    return _programme_page(request, shown, _extend_form(request, shown))


@require_POST
@allow(on_programme(rules.is_coordinator))
def open_programme(request: ActingRequest, programme: UUID) -> HttpResponse:
    shown = the_programme(request, programme)
    try:
        open_enrolment(shown, by=acting(request), now=request.now)
    except StepNotAllowed:
        messages.error(request, _("Enrolment can be opened from a draft or while pairing. Nothing was changed."))
    else:
        messages.success(request, _("Enrolment is open. Invite the first people."))
    return redirect("coordinator:programme", programme=programme)


@require_POST
@allow(on_programme(rules.is_coordinator))
def extend(request: ActingRequest, programme: UUID) -> HttpResponse:
    shown = the_programme(request, programme)
    form = ExtendForm(request.POST, today=today_of(shown.organisation, request))
    if not form.is_valid():
        return _programme_page(request, shown, form, status=422)
    extend_enrolment(shown, until=form.cleaned_data["until"], by=acting(request), now=request.now)
    messages.success(request, _("The last day of enrolment was moved."))
    return redirect("coordinator:programme", programme=programme)


@require_POST
@allow(on_programme(rules.is_coordinator))
def routes(request: ActingRequest, programme: UUID) -> HttpResponse:
    shown = the_programme(request, programme)
    form = RoutesForm(request.POST, programme=shown)
    if not form.is_valid():
        return _programme_page(request, shown, _extend_form(request, shown), status=422, routes_form=form)
    try:
        choose_routes(shown, form.cleaned_data["routes"], by=acting(request), now=request.now)
    except ProgrammeIsOver:
        messages.error(request, _("This programme is closed. Nothing was changed."))
    else:
        messages.success(request, _("The ways to a pair were set."))
    return redirect("coordinator:programme", programme=programme)


def _extend_form(request: ActingRequest, shown: Programme) -> ExtendForm:
    return ExtendForm(today=today_of(shown.organisation, request), initial={"until": shown.enrolment_closes_on})


def _programme_page(
    request: ActingRequest,
    shown: Programme,
    form: ExtendForm,
    status: int = 200,
    routes_form: RoutesForm | None = None,
) -> HttpResponse:
    counts = funnels([shown])[shown.pk]
    page: dict[str, Any] = {
        "programme": shown,
        "section": "programmes",
        "form": form,
        "routes_form": routes_form or RoutesForm(initial={"routes": shown.routes}, programme=shown),
        "is_over": shown.state == ProgrammeState.CLOSED,
        "counts": [(role, counts[role]) for role in EnrolmentRole.values],
        "levels": [_levels(shown.mentor_levels), _levels(shown.mentee_levels)],
        "is_draft": shown.state == ProgrammeState.DRAFT,
        "is_open": shown.state == ProgrammeState.OPEN,
        "has_closed": shown.enrolment_closes_on is not None
        and shown.enrolment_closes_on < today_of(shown.organisation, request),
        **_totals(counts),
    }
    try:
        template = read_template(shown.template.content)
    except TemplateUnreadable:
        return render(request, "coordinator/programmes/detail.html", page, status=status)
    said = kind_in_words(template)
    page |= {"gates": said["gates"], "before": said["before"], "evaluation": said["evaluation"]}
    page["template_name"] = said["name"]
    return render(request, "coordinator/programmes/detail.html", page, status=status)


def _totals(counts: dict[str, Funnel]) -> dict[str, int]:
    return {
        "asked": sum(one.asked for one in counts.values()),
        "enrolled": sum(one.submitted for one in counts.values()),
        "waiting": sum(one.waiting for one in counts.values()),
        "mentors": counts[EnrolmentRole.MENTOR].submitted,
        "mentees": counts[EnrolmentRole.MENTEE].submitted,
    }


def kind_in_words(template: TemplateContent) -> dict[str, Any]:
    """What a template says of itself, in the language of the page."""
    texts = ("name", "summary", "mentor", "mentee", "origin", "evaluation")
    said: dict[str, Any] = {
        name: in_language(dict(getattr(template, name))) if getattr(template, name) else "" for name in texts
    }
    for name in ("gates", "before", "outcomes"):
        said[name] = [in_language(dict(text)) for text in getattr(template, name)]
    said["labels"] = [role_label(template.direction, role) for role in EnrolmentRole.values]
    said["only_across"] = template.only_across
    return said


def _levels(levels: list[int]) -> str:
    if not levels:
        return _("any level")
    return str(levels[0]) if levels[0] == levels[1] else f"{levels[0]}–{levels[1]}"
