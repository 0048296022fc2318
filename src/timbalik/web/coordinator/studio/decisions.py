"""Every decision of a round: a sheet of decided pairs brings in thousands."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from timbalik.matching.queries.rounds import overrides_of
from timbalik.web.access import allow
from timbalik.web.coordinator.studio.finding import coordinates, find_round
from timbalik.web.middleware import ActingRequest

DECISIONS_A_PAGE = 20  # as many as the page of the round shows


@require_safe
@allow(coordinates)
def decisions(request: ActingRequest, programme: UUID, number: int) -> HttpResponse:
    """With reason and price, the oldest first; each can be taken back while the round is proposed."""
    round_ = find_round(request, programme, number)
    page = Paginator(overrides_of(round_), DECISIONS_A_PAGE).get_page(request.GET.get("page"))
    context = {"programme": round_.programme, "section": "studio", "round": round_, "page": page}
    return render(request, "coordinator/studio/decisions.html", context | {"overrides": list(page)})
