"""Goals of the pair: add, change, say how far it came."""

from __future__ import annotations

from dataclasses import asdict
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from timbalik.journey.space import Space
from timbalik.relationships.operations import add_goal, change_goal, close_goal
from timbalik.relationships.queries import OpenedGoal
from timbalik.web.access import acting, allow
from timbalik.web.middleware import ActingRequest
from timbalik.web.participant.pair.access import in_pair, the_space
from timbalik.web.participant.pair.forms import GoalForm, GoalOutcomeForm
from timbalik.web.participant.refusals import is_done


@require_http_methods(["GET", "HEAD", "POST"])
@allow(in_pair)
def add(request: ActingRequest, pair: UUID) -> HttpResponse:
    space = the_space(request, pair)
    form = GoalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        is_done(
            request,
            lambda: add_goal(
                space.relationship, form.text(), form.cleaned_data["due_on"], by=acting(request), now=request.now
            ),
            _("The goal is kept."),
        )
        return redirect("participant:pair", pair=pair)
    return _page(request, space, form)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(in_pair)
def change(request: ActingRequest, pair: UUID, goal: UUID) -> HttpResponse:
    space = the_space(request, pair)
    opened = _goal(space, goal)
    form = GoalForm(request.POST or None, initial=asdict(opened.text) | {"due_on": opened.goal.due_on})
    if request.method == "POST" and form.is_valid():
        is_done(
            request,
            lambda: change_goal(
                opened.goal, form.text(), form.cleaned_data["due_on"], by=acting(request), now=request.now
            ),
            _("The goal is kept."),
        )
        return redirect("participant:pair", pair=pair)
    return _page(request, space, form, opened)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(in_pair)
def close(request: ActingRequest, pair: UUID, goal: UUID) -> HttpResponse:
    space = the_space(request, pair)
    opened = _goal(space, goal)
    form = GoalOutcomeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        is_done(
            request,
            lambda: close_goal(opened.goal, said["state"], said["outcome"], by=acting(request), now=request.now),
            _("The outcome is kept."),
        )
        return redirect("participant:pair", pair=pair)
    page = {"section": "pair", "space": space, "form": form, "opened": opened}
    return render(request, "participant/pair/goal_close.html", page, status=422 if form.errors else 200)


def _goal(space: Space, ref: UUID) -> OpenedGoal:
    opened = next((one for one in space.goals if one.goal.public_id == ref), None)
    if opened is None:
        raise Http404
    return opened


def _page(request: ActingRequest, space: Space, form: GoalForm, opened: OpenedGoal | None = None) -> HttpResponse:
    page = {"section": "pair", "space": space, "form": form, "opened": opened}
    return render(request, "participant/pair/goal.html", page, status=422 if form.errors else 200)
