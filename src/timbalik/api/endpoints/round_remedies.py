"""What is set in motion for people without a partner."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from ninja import Router, Status

from timbalik.api import budgets
from timbalik.api.caller import ApiRequest, spend
from timbalik.api.endpoints.round_questions import enrolled, open_to_questions
from timbalik.api.endpoints.round_weights import SeenIn, leave
from timbalik.api.endpoints.rounds import RoundOut, round_out
from timbalik.api.errors import FAILURES, Failure
from timbalik.api.finding import the_round, there
from timbalik.api.schemas import At, In, Out
from timbalik.matching.models import RemedyTaken
from timbalik.matching.operations import take_remedy, undo_remedy
from timbalik.matching.queries.remedies import taken_for
from timbalik.matching.states import WorkKind

router = Router(tags=["rounds"])
ONE = "/programmes/{uuid:programme}/rounds/{int:number}"


class RemedyIn(In):
    enrolment: UUID
    kind: Literal["place", "hours", "topics", "wave"]


class RemedyOut(Out):
    """``answer`` is the asked person's own: waiting, yes or no."""

    id: UUID
    kind: str
    enrolment: UUID
    asked: UUID
    asked_name: str
    answer: str
    at: At
    answered_at: At | None


@router.get(f"{ONE}/remedies", response={200: list[RemedyOut], FAILURES: Failure})
def list_remedies(request: ApiRequest, programme: UUID, number: int) -> list[RemedyOut]:
    """What was set in motion for people without a partner and not taken back."""
    return [_remedy_out(row) for row in taken_for(the_round(request, programme, number))]


@router.post(f"{ONE}/remedies/prove", response={202: RoundOut, FAILURES: Failure})
def prove_likely_remedies(request: ApiRequest, programme: UUID, number: int, said: SeenIn) -> Status[RoundOut]:
    """Let the worker compute which likely remedies would bring a partner, for sixty people at a time."""
    round_ = open_to_questions(the_round(request, programme, number))
    spend(request, budgets.HEAVY)
    leave(request, round_, WorkKind.REMEDIES, seen=said.version)
    return Status(202, round_out(the_round(request, programme, number)))


@router.post(f"{ONE}/remedies", response={201: RemedyOut, FAILURES: Failure})
def begin_a_remedy(request: ApiRequest, programme: UUID, number: int, said: RemedyIn) -> Status[RemedyOut]:
    """Ask a partner for one more place, ask for hours or a neighbouring topic, or move to the next wave."""
    round_ = the_round(request, programme, number)
    enrolment = enrolled(round_, said.enrolment, "")
    taken = take_remedy(round_, enrolment, kind=said.kind, by=request.person, now=request.now)
    return Status(201, _remedy_out(taken))


@router.post(f"{ONE}/remedies/{{uuid:remedy}}/undo", response={200: list[RemedyOut], FAILURES: Failure})
def undo_a_remedy(request: ApiRequest, programme: UUID, number: int, remedy: UUID) -> list[RemedyOut]:
    """Close the question, or move back from the next wave."""
    round_ = the_round(request, programme, number)
    rows = RemedyTaken.objects.of(round_.organisation_id).filter(round=round_)
    undo_remedy(there(rows.filter(public_id=remedy).first()), by=request.person, now=request.now)
    return [_remedy_out(row) for row in taken_for(round_)]


def _remedy_out(row: RemedyTaken) -> RemedyOut:
    return RemedyOut(
        id=row.public_id,
        kind=row.kind,
        enrolment=row.enrolment.public_id,
        asked=row.asked.public_id,
        asked_name=row.asked.person.display_name,
        answer=row.answer,
        at=row.at,
        answered_at=row.answered_at,
    )
