"""One letter to all leaders: read it, send it with one act, see how far it has come."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from timbalik.evaluation.reach import campaign_reach
from timbalik.programmes.audiences import audience
from timbalik.programmes.ideas import ready_mentors
from timbalik.programmes.models import Campaign, Idea
from timbalik.programmes.operations.campaigns import CampaignBegun, NobodyToInvite, begin_campaign, preview
from timbalik.programmes.operations.invitations import EnrolmentNotOpen
from timbalik.programmes.rules import is_coordinator
from timbalik.web.access import acting, allow, on_programme, the_programme
from timbalik.web.middleware import ActingRequest
from timbalik.web.reach import campaign_page


@require_http_methods(["GET", "HEAD", "POST"])
@allow(on_programme(is_coordinator))
def campaign(request: ActingRequest, programme: UUID) -> HttpResponse:
    shown = the_programme(request, programme)
    idea = Idea.objects.of(shown.organisation_id).filter(programme=shown).select_related("proposer__unit").first()
    if idea is None:
        raise Http404
    idea.programme = shown
    if request.method == "POST":
        return _send(request, idea)
    page: dict[str, Any] = {"section": "programmes", "programme": shown, "idea": idea}
    begun = Campaign.objects.of(shown.organisation_id).filter(idea=idea).first()
    if begun is not None:
        begun.programme = shown
        page |= campaign_page(campaign_reach(begun, now=request.now))
    else:
        ready = [row.person for row in ready_mentors(idea)]
        page |= {
            "leaders": audience(shown, shown.mentee_levels).count(),
            "mentors": ready + ([idea.proposer] if idea.takes_part else []),
            "letters": preview(idea),
        }
    return render(request, "coordinator/ideas/campaign.html", page)


def _send(request: ActingRequest, idea: Idea) -> HttpResponse:
    assert idea.programme is not None
    try:
        begun = begin_campaign(idea, by=acting(request), now=request.now)
    except CampaignBegun:
        messages.error(request, _("The leaders were invited already. Nobody got a second letter."))
    except NobodyToInvite:
        messages.error(request, _("No leader of these levels is left to be asked."))
    except EnrolmentNotOpen:
        messages.error(request, _("Pairing has begun; a campaign goes out before. Nothing was sent."))
    else:
        number = begun.letters.count()
        text = ngettext("%(number)d letter is on its way.", "%(number)d letters are on their way.", number)
        messages.success(request, text % {"number": number})
    return redirect("coordinator:campaign", programme=idea.programme.public_id)
