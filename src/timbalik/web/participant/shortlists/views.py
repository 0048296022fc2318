"""Whether one is thought of as a mentor: what was read about oneself, who asks, and how to object. For the person alone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from timbalik.programmes.nominations import asked_nominations, takes_nominations
from timbalik.programmes.operations.nominations import answer_nomination
from timbalik.programmes.operations.shortlists import allow_shortlists, object_to_shortlists
from timbalik.programmes.rules import can_propose_programme
from timbalik.programmes.shortlists import by_topic, entries_about, objects
from timbalik.web.access import acting, allow, holding
from timbalik.web.middleware import ActingRequest


@require_safe
@allow(holding(can_propose_programme))
def own(request: ActingRequest) -> HttpResponse:
    me = acting(request)
    page: dict[str, Any] = {
        "section": "profile",
        "me": me,
        "entries": [(one, by_topic(one.found)) for one in entries_about(me)],
        "asked": list(asked_nominations(me)),
        "is_objecting": objects(me),
    }
    return render(request, "participant/shortlists/own.html", page)


@require_POST
@allow(holding(can_propose_programme))
def objection(request: ActingRequest) -> HttpResponse:
    """Object for good, or take it back."""
    me = acting(request)
    if request.POST.get("reply") == "allow":
        allow_shortlists(me, by=me, now=request.now)
        messages.success(request, _("HR data may be used again to ask you. You still decide each time."))
    else:
        object_to_shortlists(me, by=me, now=request.now)
        messages.success(request, _("You stand on no such list any more. Nobody is told that you objected."))
    return redirect("participant:shortlists")


@require_POST
@allow(holding(can_propose_programme))
def answer(request: ActingRequest, nomination: UUID) -> HttpResponse:
    """Yes or no to a question that waits; it may be changed while people enrol."""
    me = acting(request)
    row = asked_nominations(me).filter(public_id=nomination).first()
    if row is None or not takes_nominations(row.programme) or request.POST.get("reply") not in ("yes", "no"):
        raise Http404
    answer_nomination(row, yes=request.POST["reply"] == "yes", by=me, now=request.now)
    messages.success(request, _("Thank you for answering."))
    return redirect("participant:shortlists")
