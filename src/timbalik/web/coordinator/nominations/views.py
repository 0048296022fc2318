"""Potential mentors who said yes: what was said of them, and one tap to invite."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from timbalik.people.models.persons import Person
from timbalik.programmes.models import Programme
from timbalik.programmes.nominations import candidates as candidates_of
from timbalik.programmes.nominations import takes_nominations
from timbalik.programmes.operations.invitations import EnrolmentNotOpen
from timbalik.programmes.operations.nominations import NotACandidate, invite_candidate
from timbalik.programmes.rules import is_coordinator, is_route_open
from timbalik.programmes.states import Route
from timbalik.web.access import acting, allow, on_programme, the_programme
from timbalik.web.middleware import ActingRequest

PAGE = 25


@require_safe
@allow(on_programme(is_coordinator))
def candidates(request: ActingRequest, programme: UUID) -> HttpResponse:
    shown = _of_open_route(request, programme)
    page: dict[str, Any] = {
        "section": "participants",
        "programme": shown,
        "page": Paginator(candidates_of(shown), PAGE).get_page(request.GET.get("page")),
        "is_open": takes_nominations(shown),
    }
    return render(request, "coordinator/nominations/candidates.html", page)


@require_POST
@allow(on_programme(is_coordinator))
def invite_one(request: ActingRequest, programme: UUID) -> HttpResponse:
    shown = _of_open_route(request, programme)
    person = _person(shown, request.POST.get("person", ""))
    try:
        invite_candidate(shown, person, by=acting(request), now=request.now)
    except NotACandidate:
        messages.error(request, _("This person is no candidate any more. Nothing was sent."))
    except EnrolmentNotOpen:
        messages.error(request, _("Open enrolment first; then invitations can go out."))
    else:
        messages.success(request, _("%(name)s is invited as a mentor.") % {"name": person.display_name})
    return redirect("coordinator:candidates", programme=programme)


def _person(shown: Programme, key: str) -> Person:
    """Somebody who said yes; whoever did not cannot be told from whoever was never named."""
    try:
        wanted = UUID(key)
    except ValueError:
        raise Http404 from None
    found = candidates_of(shown).filter(public_id=wanted).first()
    if found is None:
        raise Http404
    return found


def _of_open_route(request: ActingRequest, programme: UUID) -> Programme:
    shown = the_programme(request, programme)
    if not is_route_open(shown, Route.NOMINATION):
        raise Http404
    return shown
