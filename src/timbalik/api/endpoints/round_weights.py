"""What counts how much in a round: tried, used, computed anew, and stopped."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext as _
from ninja import Query, Router, Status
from pydantic import Field

from timbalik.api import budgets
from timbalik.api.caller import ApiRequest, spend
from timbalik.api.endpoints.rounds import RoundOut, round_out
from timbalik.api.errors import FAILURES, ApiError, Failure
from timbalik.api.finding import the_round
from timbalik.api.schemas import In, Out
from timbalik.matching import tasks
from timbalik.matching.errors import ArrangementChanged
from timbalik.matching.models import Round
from timbalik.matching.operations import ask_work, change_weights, solve_round, stop_work
from timbalik.matching.settings import Weights, WeightsRefused
from timbalik.matching.states import RoundState, WorkKind
from timbalik.matching.warm import asking
from timbalik.matching.warm.answers import Figures
from timbalik.programmes.models import Cohort
from timbalik.programmes.states import EnrolmentState

router = Router(tags=["rounds"])

ONE = "/programmes/{uuid:programme}/rounds/{int:number}"
Points = Annotated[int, Field(ge=0, le=100)]
Version = Annotated[int, Field(ge=0, le=2_000_000_000)]


class SeenIn(In):
    """``version`` of the round that was looked at: when somebody was faster, nothing is done."""

    version: Version | None = None


class WeightsIn(SeenIn):
    """Whole numbers that add up to 100; ``ranked`` where people ranked their choices."""

    mentee: Points
    mentor: Points
    hours: Points
    across_units: Points
    ranked: Points = 0


class FiguresOut(Out):
    pairs: int
    total_hundredths: int
    mean_hundredths: int
    mean_mentor_benefit_hundredths: int
    mean_mentee_benefit_hundredths: int
    under_floor: int


class TurnOut(Out):
    """A mentee whose mentors change, by enrolments."""

    mentee: UUID
    before: list[UUID]
    after: list[UUID]


class PreviewOut(Out):
    """``now`` is what stands, ``same_pairs`` the same weighed anew, ``then`` the arrangement that would come."""

    version: int
    now: FiguresOut
    same_pairs: FiguresOut
    then: FiguresOut
    is_proved: bool
    turns: list[TurnOut]
    lose_their_partner: list[UUID]
    get_a_partner: list[UUID]


@router.get(f"{ONE}/weights/preview", response={200: PreviewOut, FAILURES: Failure})
def preview_weights(request: ApiRequest, programme: UUID, number: int, asked: Query[WeightsIn]) -> PreviewOut:
    """What other weights would do, before anything is saved; 409 ``still_computing`` asks you to come back."""
    round_ = _proposed(the_round(request, programme, number), asked.version)
    spend(request, budgets.HEAVY)
    try:
        found = asking.preview_weights(round_, _weights(asked))
    except asking.CannotTell as reason:
        raise untold(reason) from None
    return PreviewOut(
        version=round_.version,
        now=_figures(found.now),
        same_pairs=_figures(found.same_pairs),
        then=_figures(found.then),
        is_proved=found.is_proved,
        turns=[
            TurnOut(mentee=UUID(turn.mentee), before=list(map(UUID, turn.before)), after=list(map(UUID, turn.after)))
            for turn in found.turns
        ],
        lose_their_partner=[UUID(ref) for ref in found.alone],
        get_a_partner=[UUID(ref) for ref in found.found],
    )


@router.post(f"{ONE}/weights", response={200: RoundOut, 202: RoundOut, FAILURES: Failure})
def use_weights(request: ApiRequest, programme: UUID, number: int, said: WeightsIn) -> Status[RoundOut]:
    """Let other things count and compute anew; decisions are kept. With many people the worker computes: 202."""
    round_ = the_round(request, programme, number)
    spend(request, budgets.HEAVY)
    weights = _weights(said)
    if large := is_large(round_):
        facts = {"weights": weights.as_json()}
        leave(request, round_, WorkKind.WEIGHTS, seen=said.version, facts=facts)
    else:
        change_weights(round_, weights, by=request.person, now=request.now, seen=said.version)
    return Status(202 if large else 200, round_out(the_round(request, programme, number)))


@router.post(f"{ONE}/compute", response={200: RoundOut, 202: RoundOut, FAILURES: Failure})
def compute_anew(request: ApiRequest, programme: UUID, number: int, said: SeenIn) -> Status[RoundOut]:
    """Compute again with who is here now. With many people the worker computes: 202."""
    round_ = the_round(request, programme, number)
    spend(request, budgets.HEAVY)
    if large := is_large(round_):
        leave(request, round_, WorkKind.SOLVE, seen=said.version)
    else:
        solve_round(round_, by=request.person, now=request.now, seen=said.version)
    return Status(202 if large else 200, round_out(the_round(request, programme, number)))


@router.post(f"{ONE}/stop", response={200: RoundOut, FAILURES: Failure})
def stop_computing(request: ApiRequest, programme: UUID, number: int) -> RoundOut:
    """End what the worker computes for this round, at once; the round stays as it was before."""
    stop_work(the_round(request, programme, number), by=request.person, now=request.now)
    return round_out(the_round(request, programme, number))


def is_large(round_: Round) -> bool:
    return is_large_cohort(round_.cohort)


def is_large_cohort(cohort: Cohort) -> bool:
    """Whether its rounds are left to the worker."""
    people = cohort.enrolments.filter(organisation=cohort.organisation_id, state=EnrolmentState.SUBMITTED)
    return people.count() > tasks.MOST_IN_A_REQUEST


def leave(
    request: ApiRequest, round_: Round, kind: str, *, seen: int | None = None, facts: Mapping[str, object] | None = None
) -> None:
    """Hand an act about a large round to the worker."""
    work = ask_work(round_, kind, by=request.person, now=request.now, facts=facts, seen=seen)
    tasks.carry_out.enqueue(work.pk)


def untold(reason: asking.CannotTell) -> ApiError:
    """No answer now, and what a program does about it."""
    if isinstance(reason, asking.StillComputing):
        message = _("This is still being computed. Ask the same again in a moment.")
        return ApiError(409, "still_computing", message, headers={"Retry-After": "2"})
    if isinstance(reason, asking.TooManyPeople):
        return ApiError(409, "round_too_large", _("This round is too large for this question."))
    return ApiError(409, "not_answered", _("This could not be computed. Nothing has changed. Try again in a moment."))


def _weights(said: WeightsIn) -> Weights:
    try:
        return Weights(said.mentee, said.mentor, said.hours, said.across_units, said.ranked)
    except WeightsRefused:
        message = _("The weights are whole numbers that add up to 100.")
        raise ApiError(422, "weights_refused", message, field="mentee") from None


def _proposed(round_: Round, version: int | None) -> Round:
    if round_.state != RoundState.PROPOSED:
        raise ApiError(409, "round_not_open", _("The round has gone on: this belongs to another state of it."))
    if version is not None and version != round_.version:
        raise ArrangementChanged(str(round_.public_id))
    return round_


def _figures(found: Figures) -> FiguresOut:
    return FiguresOut(
        pairs=found.pairs,
        total_hundredths=found.total,
        mean_hundredths=found.mean,
        mean_mentor_benefit_hundredths=found.mean_mentor_benefit,
        mean_mentee_benefit_hundredths=found.mean_mentee_benefit,
        under_floor=found.under_floor,
    )
