"""The learning plan of the pair, and the steps they set themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from timbalik.journey.facts import LEARNING_KINDS
from timbalik.journey.plan import Aim, Met, PlanRow, RowKind, learning_plan
from timbalik.journey.space import Space
from timbalik.meetings.states import SessionState
from timbalik.relationships.operations import add_step, remove_step, tick_step
from timbalik.relationships.planning import OpenedStep, opened_steps
from timbalik.relationships.queries import OpenedGoal
from timbalik.relationships.states import GoalState
from timbalik.web.access import acting, allow
from timbalik.web.middleware import ActingRequest
from timbalik.web.participant.pair import present
from timbalik.web.participant.pair.access import in_pair, the_space
from timbalik.web.participant.pair.deciding_forms import StepForm
from timbalik.web.participant.refusals import is_done


@dataclass(frozen=True)
class Line:
    """A row of the plan in words."""

    on: date
    kind: str
    title: str
    goal: str
    is_done: bool


@require_safe
@allow(in_pair)
def plan(request: ActingRequest, pair: UUID) -> HttpResponse:
    space = the_space(request, pair)
    steps = opened_steps(space.relationship, space.vault)
    page = {
        "section": "pair",
        "space": space,
        "lines": _lines(space, steps),
        "goals": [_goal(one, steps.get(one.goal.pk, [])) for one in space.goals if one.goal.state == GoalState.OPEN],
        "open_points": [
            point
            for point, criterion in zip(present.open_points(space), space.missing, strict=True)
            if criterion.code in ("goal", "goal_measurable")
        ],
        "last_day": space.last_day,
    }
    return render(request, "participant/pair/plan.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(in_pair)
def step_add(request: ActingRequest, pair: UUID, goal: UUID) -> HttpResponse:
    space = the_space(request, pair)
    opened = next((one for one in space.goals if one.goal.public_id == goal), None)
    if opened is None:
        raise Http404
    form = StepForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        opened.goal.relationship = space.relationship
        said = form.cleaned_data
        is_done(
            request,
            lambda: add_step(opened.goal, said["text"], said["due_on"], by=acting(request), now=request.now),
            _("The step is in your plan."),
        )
        return redirect("participant:plan", pair=pair)
    page = {"section": "pair", "space": space, "form": form, "opened": opened}
    return render(request, "participant/pair/step.html", page, status=422 if form.errors else 200)


@require_POST
@allow(in_pair)
def step(request: ActingRequest, pair: UUID, step: UUID) -> HttpResponse:
    """Done, not done after all, or taken out."""
    space = the_space(request, pair)
    steps = [one for several in opened_steps(space.relationship, space.vault).values() for one in several]
    chosen = next((one.step for one in steps if one.step.public_id == step), None)
    if chosen is None:
        raise Http404
    chosen.goal.relationship = space.relationship
    if request.POST.get("act") == "remove":
        is_done(request, lambda: remove_step(chosen, by=acting(request), now=request.now), _("Taken out."))
    else:
        done = request.POST.get("act") == "done"
        is_done(request, lambda: tick_step(chosen, done, by=acting(request), now=request.now), "")
    return redirect("participant:plan", pair=pair)


def _lines(space: Space, steps: dict[int, list[OpenedStep]]) -> list[Line]:
    zone = ZoneInfo(space.me.person.time_zone)
    goals = {one.goal.pk: one for one in space.goals if one.goal.state == GoalState.OPEN}
    sessions = {
        one.pk: one
        for one in space.sessions
        if one.kind in LEARNING_KINDS and one.state in (SessionState.HELD, SessionState.BOOKED)
    }
    texts = {one.step.pk: one.text for several in steps.values() for one in several}
    rows = learning_plan(
        [
            Aim(
                key,
                one.goal.due_on,
                tuple((each.step.pk, each.step.due_on, each.is_done) for each in steps.get(key, ())),
            )
            for key, one in goals.items()
        ],
        [
            Met(key, one.starts_at.astimezone(zone).date(), one.state == SessionState.HELD)
            for key, one in sessions.items()
        ],
        today=space.now.astimezone(zone).date(),
        last_day=space.last_day,
        every=space.programme.cadence_days,
        planned=space.programme.planned_sessions,
    )

    def title(row: PlanRow) -> str:
        if row.kind in (RowKind.HELD, RowKind.BOOKED):
            assert row.key is not None
            return space.words(sessions[row.key]).topic or str(sessions[row.key].get_kind_display())
        if row.kind == RowKind.STEP:
            return texts.get(row.key or 0, "")
        return {
            RowKind.SUGGESTED: _("A session"),
            RowKind.HALFWAY: _("Half way: how far have you come?"),
            RowKind.DUE: _("The goal is due"),
            RowKind.CLOSING: _("Time for the closure"),
        }[row.kind]

    return [
        Line(row.on, row.kind.value, title(row), goals[row.aim].text.title if row.aim in goals else "", row.is_done)
        for row in rows
    ]


def _goal(opened: OpenedGoal, steps: list[OpenedStep]) -> dict[str, Any]:
    return {"opened": opened, "steps": steps, "done": sum(one.is_done for one in steps), "of": len(steps)}
