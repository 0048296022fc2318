"""While the worker reads a large file or puts its people on the list: the steps."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from timbalik.programmes.models import Shortlist
from timbalik.programmes.operations.talent import is_at_work
from timbalik.programmes.rules import is_coordinator
from timbalik.programmes.states import TalentStep
from timbalik.web.access import allow, on_programme
from timbalik.web.coordinator.shortlist.views import the_shortlist
from timbalik.web.middleware import ActingRequest


@require_safe
@allow(on_programme(is_coordinator))
def steps(request: ActingRequest, programme: UUID) -> HttpResponse:
    """Polled by htmx, reloaded by hand without a script."""
    standing = the_shortlist(request, programme)
    is_polled = bool(request.headers.get("HX-Request"))
    if not is_at_work(standing):
        where = "shortlist_file" if standing.rows is not None or standing.step else "shortlist"
        address = reverse(f"coordinator:{where}", args=[programme])
        return HttpResponse(headers={"HX-Redirect": address}) if is_polled else redirect(address)
    template = "coordinator/shortlist/working.html"
    return render(request, f"{template}#steps" if is_polled else template, working(standing))


def working(standing: Shortlist) -> dict[str, Any]:
    is_used = standing.step == TalentStep.USING
    labels = [_("Read the file"), _("Find what fits the topics")]
    if is_used:
        labels.append(_("Put people on the list"))
    at = 2 if is_used else 1
    return {
        "section": "participants",
        "programme": standing.programme,
        "shortlist": standing,
        "is_used": is_used,
        "steps": [
            {"label": label, "state": "done" if place < at else "now" if place == at else "wait"}
            for place, label in enumerate(labels)
        ],
    }
