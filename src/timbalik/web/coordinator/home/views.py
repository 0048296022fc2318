"""The first page of whoever runs a programme: how it goes, and what needs them today."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from timbalik.people.queries import working
from timbalik.programmes.states import ProgrammeState
from timbalik.web.access import acting, allow
from timbalik.web.coordinator.choosing import chosen, coordinated, runs_programmes
from timbalik.web.coordinator.home.gathering import gathering_page
from timbalik.web.coordinator.home.greeting import greeting
from timbalik.web.coordinator.home.overview import overview_page
from timbalik.web.coordinator.home.wishes import wishes_waiting
from timbalik.web.middleware import ActingRequest

AT_WORK = (ProgrammeState.RUNNING, ProgrammeState.CLOSED)


@require_safe
@allow(runs_programmes)
def home(request: ActingRequest, programme: UUID | None = None) -> HttpResponse:
    person, shown = acting(request), chosen(request, programme)
    if shown is None:
        has_people = working(person.organisation).exclude(pk=person.pk).exists()
        return render(request, "coordinator/home/no_programme.html", {"section": "home", "has_people": has_people})
    page = {
        "section": "home",
        "programme": shown,
        "programmes": coordinated(request),
        "greeting": greeting(person, shown, now=request.now),
        **wishes_waiting(shown, reader=person, now=request.now),
    }
    if shown.state in AT_WORK:
        page |= overview_page(shown, reader=person, rows_taken=len(page["wishes"]), now=request.now)
        return render(request, "coordinator/home/overview.html", page)
    return render(request, "coordinator/home/gathering.html", page | gathering_page(shown))
