"""The plan of a session, and what a visit showed: written by either of the two, read by both."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from timbalik.journey.space import Space
from timbalik.learning.queries import offered_topics, own_lessons, shared_lessons
from timbalik.meetings.details import opened_plan
from timbalik.meetings.operations.planning import note_seen, plan_session
from timbalik.meetings.states import SessionKind
from timbalik.relationships.states import GoalState, Side
from timbalik.web.access import acting, allow
from timbalik.web.middleware import ActingRequest
from timbalik.web.participant.pair.access import in_pair, the_space
from timbalik.web.participant.refusals import is_done
from timbalik.web.participant.sessions.find import the_session
from timbalik.web.participant.sessions.plan_forms import PlanForm, SeenForm
from timbalik.web.participant.sessions.present import session_view

MOST_LESSONS = 50


@require_http_methods(["GET", "HEAD", "POST"])
@allow(in_pair)
def plan(request: ActingRequest, pair: UUID, session: UUID) -> HttpResponse:
    """``?topik=`` comes from the library and chooses the topic."""
    space = the_space(request, pair)
    found = the_session(space, session)
    planned = asdict(opened_plan(found, space.vault).plan)
    if chosen := request.GET.get("topik"):
        planned["topic_key"] = chosen
    goals = [(str(one.goal.public_id), one.text.title) for one in space.goals if one.goal.state == GoalState.OPEN]
    form = PlanForm(
        request.POST or None,
        topics=[(topic.key, topic.title) for topic in offered_topics()],
        goals=goals,
        lessons=_lessons(space),
        is_visit=found.kind == SessionKind.FIELD,
        initial=planned,
    )
    if request.method == "POST" and form.is_valid():
        done = is_done(
            request,
            lambda: plan_session(found, form.words(), by=acting(request), now=request.now),
            _("The plan is kept. Your partner sees it too."),
        )
        if done:
            return redirect("participant:session", pair=pair, session=session)
    page: dict[str, Any] = {"section": "pair", "space": space, "form": form, "view": session_view(space, found)}
    return render(request, "participant/sessions/plan.html", page, status=422 if form.errors else 200)


def _lessons(space: Space) -> list[tuple[str, str]]:
    """What the mentor wrote, and what colleagues share in this programme."""
    if space.me.side != Side.MENTOR:
        return []
    found = [*own_lessons(space.me.person), *shared_lessons(space.me.person).filter(programme=space.programme)]
    return [(str(one.public_id), one.title) for one in found[:MOST_LESSONS]]


@require_http_methods(["GET", "HEAD", "POST"])
@allow(in_pair)
def seen(request: ActingRequest, pair: UUID, session: UUID) -> HttpResponse:
    space = the_space(request, pair)
    found = the_session(space, session)
    opened = opened_plan(found, space.vault)
    form = SeenForm(request.POST or None, initial=asdict(opened.seen) if opened.seen else None)
    if request.method == "POST" and form.is_valid():
        done = is_done(
            request,
            lambda: note_seen(found, form.words(), by=acting(request), now=request.now),
            _("What you saw is kept."),
        )
        if done:
            return redirect("participant:session", pair=pair, session=session)
    page = {"section": "pair", "space": space, "form": form, "view": session_view(space, found), "plan": opened.plan}
    return render(request, "participant/sessions/seen.html", page, status=422 if form.errors else 200)
