"""Propose a programme, name first mentors, and read the answer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from timbalik.evaluation.reach import campaign_reach
from timbalik.people.models.skills import SkillConcept
from timbalik.programmes.ideas import own_ideas, ready_mentors
from timbalik.programmes.models import Campaign, Idea
from timbalik.programmes.operations.ideas import (
    CannotBeAsked,
    IdeaAnswered,
    TooManyIdeas,
    TooManyMentors,
    ask_first_mentor,
    propose_programme,
    withdraw_idea,
)
from timbalik.programmes.rules import can_propose_programme
from timbalik.programmes.states import IdeaState
from timbalik.web.access import acting, allow, holding
from timbalik.web.middleware import ActingRequest
from timbalik.web.participant.ideas.forms import IdeaForm
from timbalik.web.participant.profile.forms import Search, chosen_colleague
from timbalik.web.reach import campaign_page

PAGE = 20


@require_safe
@allow(holding(can_propose_programme))
def ideas(request: ActingRequest) -> HttpResponse:
    page = Paginator(own_ideas(acting(request)), PAGE).get_page(request.GET.get("page"))
    return render(request, "participant/ideas/list.html", {"section": "ideas", "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@allow(holding(can_propose_programme))
def new(request: ActingRequest) -> HttpResponse:
    me = acting(request)
    form = IdeaForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            idea = propose_programme(me, form.said(), by=me, now=request.now)
        except TooManyIdeas:
            form.add_error(None, _("Three of your ideas wait for an answer already. Take one back first."))
        else:
            messages.success(request, _("Your idea has arrived. Now ask who would be a first mentor with you."))
            return redirect("participant:idea", idea=idea.public_id)
    page = {"section": "ideas", "form": form}
    return render(request, "participant/ideas/new.html", page, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(holding(can_propose_programme))
def idea(request: ActingRequest, idea: UUID) -> HttpResponse:
    """The idea and its answer; a POST asks a colleague whether they may be named."""
    mine = _mine(request, idea)
    if request.method == "POST":
        return _ask(request, mine)
    me = acting(request)
    is_waiting = mine.state == IdeaState.WAITING
    ready = [row.person for row in ready_mentors(mine)]
    page: dict[str, Any] = {
        "section": "ideas",
        "idea": mine,
        "topics": SkillConcept.objects.filter(key__in=mine.topics),
        "is_waiting": is_waiting,
        "ready": ready,
        "others_asked": mine.mentors.count() - len(ready),
        "search": Search(me, request.GET.get("q", "")) if is_waiting else None,
    }
    campaign = Campaign.objects.of(mine.organisation_id).filter(idea=mine).select_related("programme").first()
    if campaign is not None:
        page |= campaign_page(campaign_reach(campaign, now=request.now))
    return render(request, "participant/ideas/detail.html", page)


def _ask(request: ActingRequest, mine: Idea) -> HttpResponse:
    me = acting(request)
    other = chosen_colleague(me, request.POST.get("person", ""))
    if other is None:
        raise Http404
    try:
        ask_first_mentor(mine, other, by=me, now=request.now)
    except (CannotBeAsked, IdeaAnswered):
        messages.error(request, _("This colleague cannot be asked now. Nothing was sent."))
    except TooManyMentors:
        messages.error(request, _("You have asked ten colleagues already. That is enough to begin."))
    else:
        messages.success(request, _("%(name)s is asked now, with one tap to answer.") % {"name": other.display_name})
    return redirect("participant:idea", idea=mine.public_id)


@require_POST
@allow(holding(can_propose_programme))
def withdraw(request: ActingRequest, idea: UUID) -> HttpResponse:
    mine = _mine(request, idea)
    try:
        withdraw_idea(mine, by=acting(request), now=request.now)
    except IdeaAnswered:
        messages.error(request, _("It was answered already. Nothing was changed."))
    else:
        messages.success(request, _("Your idea is taken back."))
    return redirect("participant:idea", idea=mine.public_id)


def _mine(request: ActingRequest, ref: UUID) -> Idea:
    found = own_ideas(acting(request)).filter(public_id=ref).first()
    if found is None:
        raise Http404
    return found
