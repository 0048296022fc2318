"""After a pair ended early: in line for a new partner, or not now."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from timbalik.programmes.operations.rematch import wish_for_partner
from timbalik.programmes.queries import own_enrolments
from timbalik.web.access import acting, allow, signed_in
from timbalik.web.middleware import ActingRequest


@require_POST
@allow(signed_in)
def new_partner(request: ActingRequest, enrolment: UUID) -> HttpResponse:
    """Both members of the pair have the same two buttons; neither sees what the other chose."""
    mine = own_enrolments(acting(request)).select_related("organisation", "person").filter(public_id=enrolment).first()
    if mine is None:
        raise Http404
    wants = request.POST.get("wish") != "no"
    wish_for_partner(mine, wants=wants, by=acting(request), now=request.now)
    if wants:
        messages.success(request, _("You are in line for a new partner. You hear as soon as one is proposed."))
    else:
        messages.success(request, _("You are left out of the next rounds until you want a partner again."))
    return redirect("participant:home")
