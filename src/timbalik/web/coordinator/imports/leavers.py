"""People absent from a full file: has each of them left?"""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from timbalik.people.importing.leavers import decide_leaver
from timbalik.people.models.imports import ProposedLeaver
from timbalik.people.states import LeaverDecision
from timbalik.web.access import acting, allow
from timbalik.web.coordinator.imports.finding import imports_people
from timbalik.web.middleware import ActingRequest

PAGE = 25


@require_safe
@allow(imports_people)
def leavers(request: ActingRequest) -> HttpResponse:
    waiting = (
        ProposedLeaver.objects.of(acting(request).organisation_id)
        .filter(decision=LeaverDecision.OPEN)
        .select_related("person__unit", "batch")
        .defer("batch__rows", "batch__rejected", "batch__problems")
        .order_by("person__full_name", "person__staff_number", "pk")
    )
    page = Paginator(waiting, PAGE).get_page(request.GET.get("page"))
    return render(request, "coordinator/imports/leavers.html", {"page": page, "section": "imports"})


@require_POST
@allow(imports_people)
def decide(request: ActingRequest, proposal: UUID) -> HttpResponse:
    """Left, or still here: decided by a person, one at a time."""
    found = (
        ProposedLeaver.objects.of(acting(request).organisation_id)
        .filter(public_id=proposal)
        .select_related("person__organisation", "organisation")
        .first()
    )
    if found is None or request.POST.get("decision") not in (LeaverDecision.LEFT, LeaverDecision.STAYED):
        raise Http404
    has_left = request.POST["decision"] == LeaverDecision.LEFT
    decide_leaver(found, has_left=has_left, by=acting(request), now=request.now)
    name = found.person.display_name
    messages.success(
        request,
        _("%(name)s is recorded as having left.") % {"name": name}
        if has_left
        else _("%(name)s stays in the organisation.") % {"name": name},
    )
    return redirect("coordinator:leavers")
