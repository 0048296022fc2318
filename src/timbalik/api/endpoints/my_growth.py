"""What one's own pair keeps while it grows: the ledger, promises, experiments, insights. Opened for its members alone."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from ninja import Router, Status
from pydantic import StringConstraints

from timbalik.api.caller import ApiRequest
from timbalik.api.errors import FAILURES, Failure
from timbalik.api.finding import the_space, there
from timbalik.api.schemas import At, Day, In, Out, Passage
from timbalik.journey.exchange import balance
from timbalik.journey.space import Space
from timbalik.relationships.growing import OpenedDecision, OpenedExperiment, OpenedPromise
from timbalik.relationships.operations.decisions import consent_to_names, log_decision, withdraw_consent
from timbalik.relationships.operations.experiments import end_experiment, start_experiment
from timbalik.relationships.operations.promises import close_promise, make_promise
from timbalik.relationships.states import Reach, Side

router = Router(tags=["my growth"])
ONE = "/my/relationships/{uuid:relationship}"
Written = Annotated[str, StringConstraints(min_length=1, max_length=300)]
Told = Annotated[str, StringConstraints(min_length=1, max_length=2000)]


class LinesOut(Out):
    side: str
    gave: str
    gained: str


class ExchangeOut(Out):
    """One session held. ``is_two_way`` once every member wrote both lines."""

    session: UUID
    number: int
    is_two_way: bool
    lines: list[LinesOut]


class BalanceOut(Out):
    """In how many of the ``of`` sessions with words a side gave and gained something."""

    of: int
    mentor_gave: int
    mentor_gained: int
    mentee_gave: int
    mentee_gained: int


class LedgerOut(Out):
    balance: BalanceOut
    is_one_way: bool
    sessions: list[ExchangeOut]


class PromiseIn(In):
    """``side``: who does it."""

    text: Written
    side: Side
    due_on: Day | None = None


class PromiseCloseIn(In):
    state: Literal["kept", "dropped"]


class PromiseOut(Out):
    id: UUID
    text: str
    side: str
    state: str
    due_on: date | None
    created_at: At
    closed_at: At | None


class ExperimentIn(In):
    what: Written
    sign: Annotated[str, StringConstraints(max_length=300)] = ""
    until: Day


class OutcomeIn(In):
    happened: Told
    lesson: Passage = ""


class ExperimentOut(Out):
    id: UUID
    what: str
    sign: str
    until: date
    state: str
    happened: str
    lesson: str


class InsightIn(In):
    insight: Told
    insight_by: Side
    decision: Told
    reach: Reach


class ConsentIn(In):
    may_be_named: bool


class InsightOut(Out):
    """``may_be_told``: every member lets their name be told with it."""

    id: UUID
    insight: str
    insight_by: str
    decision: str
    reach: str
    may_be_told: bool


@router.get(f"{ONE}/exchange", response={200: LedgerOut, FAILURES: Failure})
def get_my_exchange(request: ApiRequest, relationship: UUID) -> LedgerOut:
    """The exchange ledger, the oldest session first. How useful a session was stays with who said it."""
    space = the_space(request, relationship)
    sessions, found = {one.pk: one for one in space.held}, balance(space.exchange)
    return LedgerOut(
        balance=BalanceOut(**vars(found)),
        is_one_way=space.is_one_way,
        sessions=[
            ExchangeOut(
                session=sessions[entry.session_id].public_id,
                number=sessions[entry.session_id].number,
                is_two_way=entry.is_two_way,
                lines=[
                    LinesOut(side=entry.sides[one.person_id], gave=one.gave, gained=one.gained)
                    for one in entry.said
                    if one.person_id in entry.sides
                ],
            )
            for entry in space.exchange
        ],
    )


@router.get(f"{ONE}/promises", response={200: list[PromiseOut], FAILURES: Failure})
def list_my_promises(request: ApiRequest, relationship: UUID) -> list[PromiseOut]:
    space = the_space(request, relationship)
    return [_promise_out(space, one) for one in space.promises]


@router.post(f"{ONE}/promises", response={201: PromiseOut, FAILURES: Failure})
def make_a_promise(request: ApiRequest, relationship: UUID, said: PromiseIn) -> Status[PromiseOut]:
    space = the_space(request, relationship)
    owner = there(next((member.person for member in space.members if member.side == said.side), None))
    made = make_promise(
        space.relationship, said.text, owner=owner, by=request.person, now=request.now, due_on=said.due_on
    )
    return Status(201, _promise_out(space, OpenedPromise(made, said.text)))


@router.post(f"{ONE}/promises/{{uuid:promise}}/close", response={200: PromiseOut, FAILURES: Failure})
def close_a_promise(request: ApiRequest, relationship: UUID, promise: UUID, said: PromiseCloseIn) -> PromiseOut:
    """Kept, or let go; either member may say so."""
    space = the_space(request, relationship)
    found = there(next((one for one in space.promises if one.promise.public_id == promise), None))
    found.promise.relationship = space.relationship
    close_promise(found.promise, said.state, by=request.person, now=request.now)
    return _promise_out(space, found)


@router.get(f"{ONE}/experiments", response={200: list[ExperimentOut], FAILURES: Failure})
def list_my_experiments(request: ApiRequest, relationship: UUID) -> list[ExperimentOut]:
    """The newest first."""
    return [_experiment_out(one) for one in the_space(request, relationship).experiments]


@router.post(f"{ONE}/experiments", response={201: ExperimentOut, FAILURES: Failure})
def start_an_experiment(request: ApiRequest, relationship: UUID, said: ExperimentIn) -> Status[ExperimentOut]:
    space = the_space(request, relationship)
    made = start_experiment(
        space.relationship, said.what, said.sign, until=said.until, by=request.person, now=request.now
    )
    return Status(201, _experiment_out(OpenedExperiment(made, said.what, said.sign)))


@router.post(f"{ONE}/experiments/{{uuid:experiment}}/end", response={200: ExperimentOut, FAILURES: Failure})
def end_an_experiment(request: ApiRequest, relationship: UUID, experiment: UUID, said: OutcomeIn) -> ExperimentOut:
    """Say what happened, also when it failed."""
    space = the_space(request, relationship)
    found = there(next((one for one in space.experiments if one.experiment.public_id == experiment), None))
    found.experiment.relationship = space.relationship
    ended = end_experiment(found.experiment, said.happened, said.lesson, by=request.person, now=request.now)
    return _experiment_out(OpenedExperiment(ended, found.what, found.sign, said.happened, said.lesson))


@router.get(f"{ONE}/insights", response={200: list[InsightOut], FAILURES: Failure})
def list_my_insights(request: ApiRequest, relationship: UUID) -> list[InsightOut]:
    """Which insight changed which decision, the newest first."""
    space = the_space(request, relationship)
    return [_insight_out(space, one) for one in space.decisions]


@router.post(f"{ONE}/insights", response={201: InsightOut, FAILURES: Failure})
def log_an_insight(request: ApiRequest, relationship: UUID, said: InsightIn) -> Status[InsightOut]:
    """Nobody's name may be told with it until every member says so."""
    space = the_space(request, relationship)
    made = log_decision(
        space.relationship,
        insight=said.insight,
        insight_by=said.insight_by,
        decision=said.decision,
        reach=said.reach,
        by=request.person,
        now=request.now,
    )
    opened = OpenedDecision(made, said.insight, said.insight_by, said.decision, said.reach, frozenset())
    return Status(201, _insight_out(space, opened))


@router.post(f"{ONE}/insights/{{uuid:insight}}/consent", response={200: InsightOut, FAILURES: Failure})
def consent_to_an_insight(request: ApiRequest, relationship: UUID, insight: UUID, said: ConsentIn) -> InsightOut:
    """Let one's own name be told with it, or take that back."""
    space = the_space(request, relationship)
    found = there(next((one.decision for one in space.decisions if one.decision.public_id == insight), None))
    found.relationship = space.relationship
    act = consent_to_names if said.may_be_named else withdraw_consent
    act(found, by=request.person, now=request.now)
    again = the_space(request, relationship)
    return _insight_out(again, there(next((one for one in again.decisions if one.decision.pk == found.pk), None)))


def _promise_out(space: Space, opened: OpenedPromise) -> PromiseOut:
    row, sides = opened.promise, {member.person_id: member.side for member in space.members}
    return PromiseOut(
        id=row.public_id,
        text=opened.text,
        side=sides.get(row.owner_id, ""),
        state=row.state,
        due_on=row.due_on,
        created_at=row.created_at,
        closed_at=row.closed_at,
    )


def _experiment_out(opened: OpenedExperiment) -> ExperimentOut:
    row = opened.experiment
    return ExperimentOut(
        id=row.public_id,
        what=opened.what,
        sign=opened.sign,
        until=row.until,
        state=row.state,
        happened=opened.happened,
        lesson=opened.lesson,
    )


def _insight_out(space: Space, opened: OpenedDecision) -> InsightOut:
    return InsightOut(
        id=opened.decision.public_id,
        insight=opened.insight,
        insight_by=opened.insight_by,
        decision=opened.decided,
        reach=opened.reach,
        may_be_told=opened.may_be_told([member.person_id for member in space.members]),
    )
