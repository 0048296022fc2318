"""Ideas from below: a queue, and one answer with a reason."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from timbalik.evaluation.reach import campaign_reach
from timbalik.people.models.organisations import Organisation
from timbalik.people.models.skills import SkillConcept
from timbalik.programmes.ideas import ideas_answerable_by, ready_mentors
from timbalik.programmes.models import Campaign, Idea
from timbalik.programmes.operations.ideas import IdeaAnswered, answer_not_now, approve_idea
from timbalik.programmes.operations.programmes import ProgrammeNameTaken
from timbalik.programmes.queries import ladder
from timbalik.programmes.rules import can_answer_ideas, is_coordinator
from timbalik.programmes.states import IdeaState
from timbalik.web.access import acting, allow, holding
from timbalik.web.coordinator.ideas.forms import ApproveForm, NotNowForm
from timbalik.web.middleware import ActingRequest
from timbalik.web.reach import campaign_page

PAGE = 25


@require_safe
@allow(holding(can_answer_ideas))
def ideas(request: ActingRequest) -> HttpResponse:
    rows = ideas_answerable_by(acting(request))
    waiting = rows.filter(state=IdeaState.WAITING)
    page: dict[str, Any] = {
        "section": "programmes",
        "page": Paginator(waiting, PAGE).get_page(request.GET.get("page")),
        "answered": rows.exclude(state__in=(IdeaState.WAITING, IdeaState.WITHDRAWN)).order_by("-answered_at")[:PAGE],
    }
    return render(request, "coordinator/ideas/list.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(holding(can_answer_ideas))
def idea(request: ActingRequest, idea: UUID) -> HttpResponse:
    me = acting(request)
    found = ideas_answerable_by(me).filter(public_id=idea).first()
    if found is None:
        raise Http404
    is_approval, is_refusal = "approve" in request.POST, "not_now" in request.POST
    today = _today(found.organisation, request)
    steps = ladder(found.organisation)
    approve = ApproveForm(request.POST if is_approval else None, ladder=steps, today=today)
    not_now = NotNowForm(request.POST if is_refusal else None)
    try:
        if is_approval and approve.is_valid():
            return _approve(request, found, approve)
        if is_refusal and not_now.is_valid():
            answer_not_now(found, reason=not_now.cleaned_data["reason"], by=me, now=request.now)
            messages.success(request, _("Your reason is on its way to the proposer."))
            return redirect("coordinator:ideas")
    except IdeaAnswered:
        messages.error(request, _("It was answered or taken back meanwhile. Nothing was changed."))
        return redirect("coordinator:idea", idea=idea)
    except ProgrammeNameTaken:
        approve.add_error(None, _("There is a programme of this name already. Ask the proposer for another name."))
    page = {"approve": approve, "not_now": not_now} | _page(request, found)
    return render(
        request, "coordinator/ideas/detail.html", page, status=422 if approve.errors or not_now.errors else 200
    )


def _approve(request: ActingRequest, found: Idea, form: ApproveForm) -> HttpResponse:
    me, said = acting(request), form.cleaned_data
    programme = approve_idea(
        found,
        template_key=said["template"],
        starts_on=said["starts_on"],
        by=me,
        now=request.now,
        answer=said["word"],
        changes=form.changes(),
    )
    if is_coordinator(me, programme):
        messages.success(request, _("Approved: it is a draft programme now. Read the letter, then invite all leaders."))
        return redirect("coordinator:campaign", programme=programme.public_id)
    messages.success(
        request, _("Approved: it is a draft programme now. A coordinator sends the letter to all leaders.")
    )
    return redirect("coordinator:idea", idea=found.public_id)


def _page(request: ActingRequest, found: Idea) -> dict[str, Any]:
    page: dict[str, Any] = {
        "section": "programmes",
        "idea": found,
        "topics": SkillConcept.objects.filter(key__in=found.topics),
        "ready": [row.person for row in ready_mentors(found)],
        "is_waiting": found.state == IdeaState.WAITING,
    }
    campaign = Campaign.objects.of(found.organisation_id).filter(idea=found).select_related("programme").first()
    if campaign is not None:
        page |= campaign_page(campaign_reach(campaign, now=request.now))
    elif found.programme is not None:
        page["to_send"] = is_coordinator(acting(request), found.programme)
    return page


def _today(organisation: Organisation, request: ActingRequest) -> date:
    return request.now.astimezone(ZoneInfo(organisation.time_zone)).date()
