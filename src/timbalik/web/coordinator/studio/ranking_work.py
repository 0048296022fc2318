"""While the worker computes whom everybody may rank: its steps, and Stop."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from timbalik.matching.errors import RoundNotOpen
from timbalik.matching.models import RankingCall
from timbalik.matching.operations.ranking_options import stop_ranking
from timbalik.matching.queries.rankings import last_call
from timbalik.matching.states import RANKING_ENDED, RankingStep
from timbalik.programmes.models import Cohort, Programme
from timbalik.web.access import acting, allow, the_programme
from timbalik.web.coordinator.studio.finding import coordinates
from timbalik.web.middleware import ActingRequest


@require_safe
@allow(coordinates)
def ranking_steps(request: ActingRequest, programme: UUID) -> HttpResponse:
    """Polled by htmx, reloaded by hand without a script."""
    mine = the_programme(request, programme)
    call = _waiting(mine)
    is_polled, address = bool(request.headers.get("HX-Request")), reverse("coordinator:ranking", args=[programme])
    if call is None:
        return HttpResponse(headers={"HX-Redirect": address}) if is_polled else redirect(address)
    template = "coordinator/studio/ranking_work.html"
    return render(request, f"{template}#steps" if is_polled else template, working(mine, call))


@require_POST
@allow(coordinates)
def ranking_stop(request: ActingRequest, programme: UUID) -> HttpResponse:
    """End it before anybody is asked."""
    cohort = cohort_of(the_programme(request, programme))
    call = last_call(cohort) if cohort else None
    if call is None:
        raise Http404
    try:
        stop_ranking(call, by=acting(request), now=request.now)
    except RoundNotOpen:
        messages.error(request, _("It was done before it could be stopped: people are asked already."))
    else:
        messages.success(request, _("Stopped. Nobody was asked, and nothing has changed."))
    return redirect("coordinator:ranking", programme)


def cohort_of(programme: Programme) -> Cohort | None:
    """The newest wave."""
    found = Cohort.objects.of(programme.organisation_id).filter(programme=programme).order_by("-wave").first()
    if found is not None:
        found.programme, found.organisation = programme, programme.organisation
    return found


def working(programme: Programme, call: RankingCall) -> dict[str, Any]:
    labels = {
        RankingStep.WAITING: _("Waiting for a free worker"),
        RankingStep.READING: _("Read people, hours and reporting lines"),
        RankingStep.SCORING: _("Compare everybody with everybody"),
        RankingStep.CHOOSING: _("Choose up to six partners for each"),
        RankingStep.STORING: _("Write them down and ask"),
    }
    at = list(labels).index(RankingStep(call.step))
    return {
        "programme": programme,
        "section": "studio",
        "call": call,
        "steps": [
            {"label": label, "state": "done" if place < at else "now" if place == at else "wait"}
            for place, label in enumerate(labels.values())
        ],
    }


def _waiting(programme: Programme) -> RankingCall | None:
    cohort = cohort_of(programme)
    call = last_call(cohort) if cohort else None
    return call if call is not None and call.step and call.step not in RANKING_ENDED else None
