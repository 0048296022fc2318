"""Every link of this family: GET shows the card, POST acts, in the language of its person unless the browser chose."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from timbalik.audit.channels import channel
from timbalik.matching.onetap import ACT as ANSWER_PROPOSAL
from timbalik.matching.remedy_taps import ACT as ANSWER_REMEDY
from timbalik.matching.request_letters import ANSWER_REQUEST
from timbalik.meetings.letters import ANSWER_SESSION, CHECK_IN, CHOOSE_TIME
from timbalik.notifications.links import ActionLinkInvalid, find_action
from timbalik.people.models.persons import Person
from timbalik.programmes.operations.ideas import MENTOR_FOR_IDEA
from timbalik.programmes.operations.nominations import NOMINEE
from timbalik.surveys.letters import ANSWER_PULSE
from timbalik.surveys.needs_letters import ANSWER_NEEDS
from timbalik.web.access import allow, anyone
from timbalik.web.middleware import ActingRequest
from timbalik.web.public.onetap import (
    check_in,
    choose_time,
    idea,
    needs,
    nomination,
    proposal,
    pulse,
    question,
    remedy,
    session,
)

ACTS = {
    ANSWER_SESSION: session.ACT,
    CHOOSE_TIME: choose_time.ACT,
    CHECK_IN: check_in.ACT,
    ANSWER_PROPOSAL: proposal.ACT,
    ANSWER_REQUEST: question.ACT,
    ANSWER_PULSE: pulse.ACT,
    ANSWER_NEEDS: needs.ACT,
    ANSWER_REMEDY: remedy.ACT,
    MENTOR_FOR_IDEA: idea.ACT,
    NOMINEE: nomination.ACT,
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@allow(anyone)
def one_tap(request: ActingRequest, token: str) -> HttpResponse:
    try:
        link = find_action(token, now=request.now)
        if link.act not in ACTS:
            raise ActionLinkInvalid
        with translation.override(_language(request, link.person)), channel("one_tap"):
            act = ACTS[link.act]
            if request.method == "POST":
                card = act.tap(link, request.POST.dict(), request.now)
            else:
                card = act.show(link, request.GET.dict(), request.now)
            return render(request, card.template, card.context)
    except ActionLinkInvalid:
        return render(request, "public/link_invalid.html", status=410)


def _language(request: ActingRequest, person: Person) -> str:
    """What was tapped at the foot of the card, else what the person chose in their profile."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in dict(settings.LANGUAGES) else person.language
