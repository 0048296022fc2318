"""How far people came who look for each other: counts alone, and none that fewer than five people stand behind.

Who asked whom, and who answered what, is on no page of the coordinator.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from timbalik.matching.queries.looking import looking
from timbalik.matching.queries.requests import is_search_open
from timbalik.programmes.rules import is_coordinator
from timbalik.web.access import acting, allow, on_programme, the_programme
from timbalik.web.middleware import ActingRequest


@require_safe
@allow(on_programme(is_coordinator))
def progress(request: ActingRequest, programme: UUID) -> HttpResponse:
    found = the_programme(request, programme)
    steps = looking(found, viewer=acting(request))
    if not is_search_open(found) and not any(step.people for step in steps):
        raise Http404
    words = {
        "findable": _("Mentors who may be found"),
        "looked": _("Mentees who chose somebody"),
        "asked": _("Mentees whose question was sent"),
        "talked": _("Mentees who had a first talk"),
        "paired": _("Mentees who became a pair this way"),
    }
    rows: list[dict[str, Any]] = [{"label": words[step.key], "people": step.people} for step in steps]
    page = {"section": "programmes", "programme": found, "rows": rows}
    return render(request, "coordinator/programmes/looking.html", page)
