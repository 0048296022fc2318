"""What takes every member's yes in one's own pair: skip a phase, a later last day, the next step after the closure."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from ninja import Router, Status

from timbalik.api.caller import ApiRequest
from timbalik.api.errors import FAILURES, Failure
from timbalik.api.finding import the_space, there
from timbalik.api.schemas import At, Day, In, Out, Passage, PersonOut, Sentence, person_out
from timbalik.journey.operations import answer_joint_move, suggest_extension, suggest_skip, withdraw_joint_move
from timbalik.journey.space import Space
from timbalik.relationships.joint import OpenedMove

router = Router(tags=["my decisions"])
DECISIONS = "/my/relationships/{uuid:relationship}/decisions"


class SkipIn(In):
    """The reason is sealed: only the members read it."""

    reason: Passage = ""


class ExtensionIn(In):
    until: Day
    reason: Passage = ""


class AnswerIn(In):
    """The three texts go with a yes to swapped roles; the coordinator and the partner read them, as when enrolling."""

    says_yes: bool
    motivation: Sentence = ""
    benefit_sought: Sentence = ""
    learning_goal: Sentence = ""


class DecisionOut(Out):
    """``value``: the phase that would be skipped, or the next step. ``yes``: who has agreed."""

    id: UUID
    kind: str
    value: str
    until: date | None
    reason: str
    state: str
    at: At
    settled_at: At | None
    yes: list[PersonOut]


def _out(space: Space, opened: OpenedMove) -> DecisionOut:
    move = opened.move
    return DecisionOut(
        id=move.public_id,
        kind=move.kind,
        value=move.value,
        until=move.until,
        reason=opened.reason,
        state=move.state,
        at=move.at,
        settled_at=move.settled_at,
        yes=[person_out(member.person) for member in space.members if member.person_id in opened.yes],
    )


def _one(request: ApiRequest, relationship: UUID, decision: UUID) -> tuple[Space, OpenedMove]:
    space = the_space(request, relationship)
    opened = there(next((one for one in space.joint_moves if one.move.public_id == decision), None))
    opened.move.relationship = space.relationship
    return space, opened


def _read(request: ApiRequest, relationship: UUID, decision: UUID) -> DecisionOut:
    return _out(*_one(request, relationship, decision))


@router.get(DECISIONS, response={200: list[DecisionOut], FAILURES: Failure})
def list_my_decisions(request: ApiRequest, relationship: UUID) -> list[DecisionOut]:
    """Everything that was ever suggested, oldest first."""
    space = the_space(request, relationship)
    return [_out(space, one) for one in space.joint_moves]


@router.post(f"{DECISIONS}/skip", response={201: DecisionOut, FAILURES: Failure})
def suggest_my_skip(request: ApiRequest, relationship: UUID, said: SkipIn) -> Status[DecisionOut]:
    """Suggest to leave the present phase although something is open; it happens with the other side's yes."""
    space = the_space(request, relationship)
    move = suggest_skip(space.relationship, reason=said.reason, by=request.person, now=request.now)
    return Status(201, _read(request, relationship, move.public_id))


@router.post(f"{DECISIONS}/extend", response={201: DecisionOut, FAILURES: Failure})
def suggest_my_extension(request: ApiRequest, relationship: UUID, said: ExtensionIn) -> Status[DecisionOut]:
    """Suggest a later last day, at most a year after the present one."""
    space = the_space(request, relationship)
    move = suggest_extension(space.relationship, said.until, reason=said.reason, by=request.person, now=request.now)
    return Status(201, _read(request, relationship, move.public_id))


@router.post(f"{DECISIONS}/{{uuid:decision}}/answer", response={200: DecisionOut, FAILURES: Failure})
def answer_my_decision(request: ApiRequest, relationship: UUID, decision: UUID, said: AnswerIn) -> DecisionOut:
    """Say yes or no, once."""
    _space, opened = _one(request, relationship, decision)
    words = {"motivation": said.motivation, "benefit_sought": said.benefit_sought, "learning_goal": said.learning_goal}
    answer_joint_move(opened.move, said.says_yes, by=request.person, now=request.now, words=words)
    return _read(request, relationship, decision)


@router.post(f"{DECISIONS}/{{uuid:decision}}/withdraw", response={200: DecisionOut, FAILURES: Failure})
def withdraw_my_decision(request: ApiRequest, relationship: UUID, decision: UUID) -> DecisionOut:
    """Take one's own suggestion back."""
    _space, opened = _one(request, relationship, decision)
    withdraw_joint_move(opened.move, by=request.person, now=request.now)
    return _read(request, relationship, decision)
