"""What a coordinator may do for a pair: write to both, and end it where a hard rule leaves no other way."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from timbalik.journey.health import health_of
from timbalik.journey.operations import NothingToRemind, RemindedToday, remind_pair
from timbalik.journey.rechecks import APPRAISER, LINE, MEMBER_LEFT
from timbalik.relationships.operations import end_relationship
from timbalik.relationships.states import Ending
from timbalik.web.access import acting, allow
from timbalik.web.coordinator.pairs.finding import runs_the_pair, the_pair
from timbalik.web.middleware import ActingRequest

ENDINGS = {LINE: Ending.RULE, APPRAISER: Ending.RULE, MEMBER_LEFT: Ending.LEFT}


@require_POST
@allow(runs_the_pair)
def remind(request: ActingRequest, programme: UUID, relationship: UUID) -> HttpResponse:
    try:
        remind_pair(the_pair(request, programme, relationship), by=acting(request), now=request.now)
    except RemindedToday:
        messages.info(request, _("Both had a reminder today already. Give them until tomorrow."))
    except NothingToRemind:
        messages.info(request, _("Nothing is open there any more. No letter was sent."))
    else:
        messages.success(request, _("Both get a letter that says what is open and where to go on."))
    if request.POST.get("next") == "pair":
        return redirect("coordinator:pair", programme=programme, relationship=relationship)
    return redirect("coordinator:programme_home", programme=programme)


@require_POST
@allow(runs_the_pair)
def end(request: ActingRequest, programme: UUID, relationship: UUID) -> HttpResponse:
    """Only where a hard rule stands between the two now, or one of them has left; everything else is theirs."""
    pair = the_pair(request, programme, relationship)
    found = health_of(pair.programme, now=request.now, only=pair)
    if not found or found[0].code not in ENDINGS:
        messages.error(request, _("No rule asks for it: whether they go on is for the two to decide."))
    else:
        end_relationship(pair, ENDINGS[found[0].code], by=acting(request), now=request.now)
        messages.success(request, _("The pair has ended, without fault on either side. Both have been told."))
    return redirect("coordinator:pair", programme=programme, relationship=relationship)
