"""The partners proposed to a person, and the private answer."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from timbalik.matching.errors import MatchingRefused
from timbalik.matching.operations import answer_proposal
from timbalik.matching.queries.asked import asked_proposal, asked_proposals
from timbalik.matching.queries.objections import enrolments_to_object
from timbalik.matching.states import Answer
from timbalik.web.access import acting, allow, signed_in
from timbalik.web.middleware import ActingRequest


@require_safe
@allow(signed_in)
def proposals(request: ActingRequest) -> HttpResponse:
    """All that this person was asked about; a single open one is shown at once."""
    rows = asked_proposals(acting(request), now=request.now)
    if len(rows) == 1 and rows[0].is_open:
        return redirect("participant:proposal", rows[0].proposal.public_id)
    context = {"rows": rows, "section": "proposals", "objectable": enrolments_to_object(acting(request))}
    return render(request, "participant/proposals/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(signed_in)
def proposal(request: ActingRequest, proposal: UUID) -> HttpResponse:
    """What I give, what I gain, why, and one tap to answer. The partner's answer is not shown."""
    asked = asked_proposal(acting(request), proposal, now=request.now)
    if asked is None:
        raise Http404
    if request.method == "POST":
        try:
            answer_proposal(
                asked.proposal, person=acting(request), answer=request.POST.get("answer", ""), now=request.now
            )
        except MatchingRefused:
            messages.error(request, _("The time to answer is over. Your coordinator can still help."))
        else:
            messages.success(request, _("Thank you. Your answer is kept, and it stays private."))
        return redirect("participant:proposal", proposal)
    context = {"asked": asked, "section": "proposals", "yes": Answer.YES, "no": Answer.NO}
    return render(request, "participant/proposals/one.html", context)
