"""Goals and closure of one's own pair, opened for its members alone."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from ninja import Router, Status
from pydantic import StringConstraints

from timbalik.api.caller import ApiRequest
from timbalik.api.errors import FAILURES, Failure
from timbalik.api.finding import the_space, there
from timbalik.api.schemas import At, Day, In, Line, Out, Passage, Sentence
from timbalik.journey.operations import write_closure_part
from timbalik.journey.operations.joint import WORDS_FOR_SWAP
from timbalik.relationships.operations import add_goal, close_goal
from timbalik.relationships.queries import GoalText, OpenedGoal, opened_goal
from timbalik.relationships.states import ClosurePart, NextStep

router = Router(tags=["my goals and closure"])
ONE = "/my/relationships/{uuid:relationship}"


class GoalIn(In):
    """With a measure, a starting point, a target and a date it can be told whether it was reached."""

    title: Annotated[str, StringConstraints(min_length=1, max_length=300)]
    measure: Line = ""
    baseline: Line = ""
    target: Line = ""
    evidence: Line = ""
    due_on: Day | None = None


class GoalOutcomeIn(In):
    state: Literal["reached", "partly", "dropped"]
    outcome: Passage = ""


class ClosureIn(In):
    """``next_step`` goes with the part of that name, ``evidence`` and ``not_worked`` with looking back.

    Going on (with ``until``), swapped roles (with why, what is in it, and what to learn) and a new goal bind the other
    side too: they stand among the decisions until all have said yes.
    """

    part: ClosurePart
    text: Passage = ""
    next_step: NextStep | None = None
    evidence: Passage = ""
    not_worked: Passage = ""
    until: Day | None = None
    motivation: Sentence = ""
    benefit_sought: Sentence = ""
    learning_goal: Sentence = ""


class GoalOut(Out):
    id: UUID
    state: str
    is_measurable: bool
    due_on: date | None
    title: str
    measure: str
    baseline: str
    target: str
    evidence: str
    outcome: str
    created_at: At
    closed_at: At | None


class ClosurePartOut(Out):
    part: str
    text: str
    evidence: str
    not_worked: str
    at: At | None


class ClosureOut(Out):
    parts: list[ClosurePartOut]
    next_step: str


def _goal_out(opened: OpenedGoal) -> GoalOut:
    goal, text = opened.goal, opened.text
    return GoalOut(
        id=goal.public_id,
        state=goal.state,
        is_measurable=goal.is_measurable,
        due_on=goal.due_on,
        title=text.title,
        measure=text.measure,
        baseline=text.baseline,
        target=text.target,
        evidence=text.evidence,
        outcome=opened.outcome,
        created_at=goal.created_at,
        closed_at=goal.closed_at,
    )


@router.get(f"{ONE}/goals", response={200: list[GoalOut], FAILURES: Failure})
def list_my_goals(request: ApiRequest, relationship: UUID) -> list[GoalOut]:
    return [_goal_out(one) for one in the_space(request, relationship).goals]


@router.post(f"{ONE}/goals", response={201: GoalOut, FAILURES: Failure})
def add_my_goal(request: ApiRequest, relationship: UUID, said: GoalIn) -> Status[GoalOut]:
    space = the_space(request, relationship)
    text = GoalText(said.title, said.measure, said.baseline, said.target, said.evidence)
    goal = add_goal(space.relationship, text, said.due_on, by=request.person, now=request.now)
    return Status(201, _goal_out(opened_goal(goal, space.vault)))


@router.post(f"{ONE}/goals/{{uuid:goal}}/close", response={200: GoalOut, FAILURES: Failure})
def close_my_goal(request: ApiRequest, relationship: UUID, goal: UUID, said: GoalOutcomeIn) -> GoalOut:
    """Say how far it came; a closed goal keeps its words."""
    space = the_space(request, relationship)
    found = there(next((one.goal for one in space.goals if one.goal.public_id == goal), None))
    found.relationship = space.relationship
    closed = close_goal(found, said.state, said.outcome, by=request.person, now=request.now)
    return _goal_out(opened_goal(closed, space.vault))


@router.get(f"{ONE}/closure", response={200: ClosureOut, FAILURES: Failure})
def get_my_closure(request: ApiRequest, relationship: UUID) -> ClosureOut:
    """The four parts in order; nothing is written before the closure phase."""
    space = the_space(request, relationship)
    written = space.closure
    parts = [
        ClosurePartOut(
            part=part,
            text=written[part].text if part in written else "",
            evidence=written[part].more.get("evidence", "") if part in written else "",
            not_worked=written[part].more.get("not_worked", "") if part in written else "",
            at=written[part].entry.at if part in written else None,
        )
        for part in ClosurePart
    ]
    return ClosureOut(parts=parts, next_step=space.relationship.next_step)


@router.post(f"{ONE}/closure", response={200: ClosureOut, FAILURES: Failure})
def write_my_closure(request: ApiRequest, relationship: UUID, said: ClosureIn) -> ClosureOut:
    """Write one part, or write it anew."""
    space = the_space(request, relationship)
    next_step = said.next_step.value if said.next_step else ""
    write_closure_part(
        space.relationship,
        said.part,
        said.text,
        by=request.person,
        now=request.now,
        next_step=next_step,
        more={"evidence": said.evidence, "not_worked": said.not_worked},
        until=said.until,
        words={key: getattr(said, key) for key in WORDS_FOR_SWAP},
    )
    return get_my_closure(request, relationship)
