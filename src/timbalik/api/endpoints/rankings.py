"""Ranking before a round: a person's own choices, and how many have answered."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from ninja import Router, Status
from pydantic import Field

from timbalik.api import budgets
from timbalik.api.caller import ApiRequest, spend
from timbalik.api.endpoints.round_weights import is_large_cohort
from timbalik.api.errors import FAILURES, Failure
from timbalik.api.finding import coordinated_programme, there
from timbalik.api.schemas import At, In, Moment, Out, PersonOut, person_out
from timbalik.matching import tasks
from timbalik.matching.models import Ballot, RankingCall
from timbalik.matching.operations.ranking import MOST_RANKED, close_ranking, is_open, open_ranking, rank_partners
from timbalik.matching.operations.ranking_options import stop_ranking
from timbalik.matching.queries.objections import enrolments_to_object
from timbalik.matching.queries.rankings import last_call_of, options_of, own_ballot, turnout
from timbalik.programmes.models import Cohort

router = Router(tags=["ranking"])

MINE = "/my/enrolments/{uuid:enrolment}/ranking"
CALL = "/programmes/{uuid:programme}/ranking"


class RankIn(In):
    """Enrolments of those shown, the dearest first; none lets the programme choose."""

    choices: Annotated[list[UUID], Field(max_length=MOST_RANKED)]


class CallIn(In):
    closes_at: Moment


class OptionOut(Out):
    """``place``: 1 to 3, or 0."""

    enrolment: UUID
    person: PersonOut
    gives: str
    gains: str
    shared_hours: str
    crosses_units: bool
    place: int


class BallotOut(Out):
    is_open: bool
    closes_at: At
    answered_at: At | None
    options: list[OptionOut]


class CallOut(Out):
    """``by_side`` is empty where one side is too small to be counted alone.

    ``step`` is empty once people are asked; before, what the worker does, or *failed* or *nobody* where nobody was asked.
    """

    is_open: bool
    step: str
    opened_at: At
    closes_at: At
    asked: int
    answered: int
    by_side: dict[str, tuple[int, int]]


class StoppedOut(Out):
    stopped: bool = True


def _ballot(request: ApiRequest, ref: UUID) -> Ballot:
    mine = there(enrolments_to_object(request.person).filter(public_id=ref).first())
    return there(own_ballot(mine))


def _ballot_out(request: ApiRequest, ballot: Ballot) -> BallotOut:
    return BallotOut(
        is_open=is_open(ballot.call, now=request.now),
        closes_at=ballot.call.closes_at,
        answered_at=ballot.answered_at,
        options=[
            OptionOut(
                enrolment=one.enrolment.public_id,
                person=person_out(one.enrolment.person),
                gives=one.gives,
                gains=one.gains,
                shared_hours=one.hours,
                crosses_units=one.crosses_units,
                place=one.place,
            )
            for one in options_of(ballot)
        ],
    )


def _call_out(request: ApiRequest, call: RankingCall) -> CallOut:
    counts = turnout(call)
    return CallOut(
        is_open=is_open(call, now=request.now),
        step=call.step,
        opened_at=call.opened_at,
        closes_at=call.closes_at,
        asked=counts.asked,
        answered=counts.answered,
        by_side=counts.by_side,
    )


@router.get(MINE, response={200: BallotOut, FAILURES: Failure})
def get_my_ranking(request: ApiRequest, enrolment: UUID) -> BallotOut:
    """Up to six possible partners, and what the caller chose. Nobody else reads that."""
    return _ballot_out(request, _ballot(request, enrolment))


@router.post(MINE, response={200: BallotOut, FAILURES: Failure})
def rank_my_partners(request: ApiRequest, enrolment: UUID, said: RankIn) -> BallotOut:
    """Up to three, the dearest first; changed until the time is over."""
    ballot = _ballot(request, enrolment)
    rank_partners(ballot, [one.hex for one in said.choices], by=request.person, now=request.now)
    return _ballot_out(request, _ballot(request, enrolment))


@router.get(CALL, response={200: CallOut, FAILURES: Failure})
def get_ranking(request: ApiRequest, programme: UUID) -> CallOut:
    """The newest time to rank, with counts alone."""
    return _call_out(request, there(last_call_of(coordinated_programme(request, programme))))


@router.post(CALL, response={201: CallOut, 202: CallOut, FAILURES: Failure})
def ask_to_rank(request: ApiRequest, programme: UUID, said: CallIn) -> Status[CallOut]:
    """Ask everybody enrolled to rank until a moment; the letters are written by the worker.

    With many people the worker also computes whom each may rank: 202.
    """
    mine = coordinated_programme(request, programme)
    spend(request, budgets.HEAVY)
    cohort = there(Cohort.objects.of(mine.organisation_id).filter(programme=mine).order_by("-wave").first())
    cohort.programme, cohort.organisation = mine, mine.organisation
    large = is_large_cohort(cohort)
    call = open_ranking(cohort, closes_at=said.closes_at, by=request.person, now=request.now, draw=not large)
    if large:
        tasks.draw_ranking.enqueue(call.pk)
    return Status(202 if large else 201, _call_out(request, call))


@router.post(f"{CALL}/stop", response={200: StoppedOut, FAILURES: Failure})
def stop_asking(request: ApiRequest, programme: UUID) -> StoppedOut:
    """End what the worker computes before anybody is asked; nothing has changed."""
    call = there(last_call_of(coordinated_programme(request, programme)))
    stop_ranking(call, by=request.person, now=request.now)
    return StoppedOut()


@router.post(f"{CALL}/close", response={200: CallOut, FAILURES: Failure})
def end_ranking(request: ApiRequest, programme: UUID) -> CallOut:
    """End it before its day."""
    call = there(last_call_of(coordinated_programme(request, programme)))
    close_ranking(call, by=request.person, now=request.now)
    return _call_out(request, call)
