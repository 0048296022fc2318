"""Questions to a mentor: read what somebody wrote, answer in one tap; and whether one may be found at all."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from timbalik.matching.operations.answering import answer_request
from timbalik.matching.operations.finding import choose_to_be_found
from timbalik.matching.queries.asking import asked_of
from timbalik.matching.queries.requests import found_as, own, received_by
from timbalik.matching.request_states import RequestReply
from timbalik.programmes.states import EnrolmentRole
from timbalik.web.access import acting, allow, signed_in
from timbalik.web.middleware import ActingRequest
from timbalik.web.participant.search.words import is_done


@require_safe
@allow(signed_in)
def inbox(request: ActingRequest) -> HttpResponse:
    me = acting(request)
    page = {"section": "search", "rows": received_by(me), "found_as": found_as(me), "me": me}
    return render(request, "participant/search/inbox.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(signed_in)
def question(request: ActingRequest, question: UUID) -> HttpResponse:
    me = acting(request)
    asked = asked_of(me, question, now=request.now)
    if asked is None:
        raise Http404
    if request.method == "POST":
        reply = request.POST.get("reply", "")
        thanks = (
            _("Kept, and only you know it.")
            if reply == RequestReply.NOT_NOW
            else _("Thank you. Both of you get the next step by mail.")
        )
        is_done(request, lambda: answer_request(asked.seen.request, reply, by=me, now=request.now), thanks)
        return redirect("participant:question", question)
    return render(request, "participant/search/question.html", {"section": "search", "asked": asked, "me": me})


@require_POST
@allow(signed_in)
def be_found(request: ActingRequest, enrolment: UUID) -> HttpResponse:
    me = acting(request)
    mine = own(me).filter(public_id=enrolment, role=EnrolmentRole.MENTOR).first()
    if mine is None:
        raise Http404
    wish = request.POST.get("wish") == "yes"
    found = _("People with a fitting goal can find you now.")
    if not mine.programme.is_mutual:
        found = _("Mentees with a fitting goal can find you now.")
    said = found if wish else _("Nobody finds you any more.")
    is_done(request, lambda: choose_to_be_found(mine, wish=wish, by=me, now=request.now), said)
    return redirect("participant:questions")
