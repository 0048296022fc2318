"""Stop what the worker computes for a round."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from timbalik.matching.errors import RoundNotOpen
from timbalik.matching.operations import stop_work
from timbalik.web.access import acting, allow
from timbalik.web.coordinator.studio.acts import back
from timbalik.web.coordinator.studio.finding import coordinates, find_round
from timbalik.web.middleware import ActingRequest


@require_POST
@allow(coordinates)
def stop(request: ActingRequest, programme: UUID, number: int) -> HttpResponse:
    """End it at once; the page that follows tells what it was and that nothing changed."""
    round_ = find_round(request, programme, number)
    try:
        stop_work(round_, by=acting(request), now=request.now)
    except RoundNotOpen:
        return back(request, round_, _("It was done before it could be stopped. This is how the round stands."))
    return back(request, round_)
