"""The link in an invitation: it opens a card, and only the card's buttons answer."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from timbalik.audit.channels import channel
from timbalik.notifications.links import ActionLinkInvalid, find_action
from timbalik.notifications.models import ActionLink
from timbalik.programmes.models import Enrolment
from timbalik.programmes.operations import StepNotAllowed, decline_enrolment
from timbalik.programmes.operations.invitations import ENROL
from timbalik.programmes.states import ProgrammeState
from timbalik.web.access import allow, anyone
from timbalik.web.middleware import ActingRequest
from timbalik.web.signing_in import let_in_once


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@allow(anyone)
def invitation(request: ActingRequest, token: str) -> HttpResponse:
    try:
        link = find_action(token, now=request.now)
        enrolment = _enrolment(link)
        if request.method == "POST" and "start" in request.POST:
            return _start(request, link, enrolment)
    except ActionLinkInvalid:
        return render(request, "participant/enrolment/invitation_ended.html", status=410)
    page = {"enrolment": enrolment, "programme": enrolment.programme, "person": link.person}
    if request.method == "POST" and "decline" in request.POST:
        try:
            with channel("one_tap"):
                decline_enrolment(enrolment, by=link.person, now=request.now)
        except StepNotAllowed:
            return render(request, "participant/enrolment/invitation.html", page)
        return render(request, "participant/enrolment/invitation_declined.html", page)
    return render(request, "participant/enrolment/invitation.html", page)


def _enrolment(link: ActionLink) -> Enrolment:
    found = (
        Enrolment.objects.of(link.organisation_id)
        .filter(public_id=link.subject_ref, person=link.person_id)
        .select_related("programme__organisation", "person")
        .first()
    )
    if link.act != ENROL or found is None or found.programme.state == ProgrammeState.DRAFT:
        raise ActionLinkInvalid
    return found


def _start(request: ActingRequest, link: ActionLink, enrolment: Enrolment) -> HttpResponse:
    """Who is signed in as this person goes on; everybody else is let in once by the link."""
    if request.person != link.person:
        let_in_once(request, link)
    return redirect("participant:enrolment", enrolment=enrolment.public_id)
