"""“Minta keputusan manusia”: a person decides about my pairing, and no calculation does."""

from __future__ import annotations

from math import ceil
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from timbalik.matching.errors import MatchingRefused
from timbalik.matching.operations.objecting import raise_objection, withdraw_objection
from timbalik.matching.queries.objections import enrolments_to_object, own_objections, stands
from timbalik.programmes.models import Enrolment
from timbalik.web.access import acting, allow, signed_in
from timbalik.web.middleware import ActingRequest
from timbalik.web.participant.proposals.forms import ObjectionForm


@require_http_methods(["GET", "HEAD", "POST"])
@allow(signed_in)
def objection(request: ActingRequest, enrolment: UUID) -> HttpResponse:
    """What it means, the button, and where it stands."""
    mine = _mine(request, enrolment)
    rows = own_objections(mine)
    standing = rows[0] if rows and stands(rows[0]) else None
    form = ObjectionForm(request.POST or None)
    if request.method == "POST" and standing is None and form.is_valid():
        try:
            raise_objection(mine, words=form.cleaned_data["words"], by=acting(request), now=request.now)
        except MatchingRefused:
            messages.error(request, _("This was changed in the meantime. Please look again."))
        else:
            messages.success(request, _("Received. A person decides, and no calculation proposes you until then."))
        return redirect("participant:objection", enrolment)
    hours_left = 0
    if standing is not None:
        hours_left = max(0, ceil((standing.answer_by - request.now).total_seconds() / 3600))
    return render(
        request,
        "participant/proposals/objection.html",
        {
            "enrolment": mine,
            "programme": mine.programme,
            "standing": standing,
            "earlier": [one for one in rows if one is not standing],
            "hours_left": hours_left,
            "form": form,
            "section": "proposals",
        },
    )


@require_POST
@allow(signed_in)
def objection_withdraw(request: ActingRequest, enrolment: UUID) -> HttpResponse:
    """Take it back."""
    mine = _mine(request, enrolment)
    rows = own_objections(mine)
    if rows and stands(rows[0]):
        withdraw_objection(rows[0], by=acting(request), now=request.now)
        messages.success(request, _("Taken back. The next round proposes a partner to you again."))
    return redirect("participant:objection", enrolment)


def _mine(request: ActingRequest, ref: UUID) -> Enrolment:
    mine = enrolments_to_object(acting(request)).filter(public_id=ref).first()
    if mine is None:
        raise Http404
    return mine
