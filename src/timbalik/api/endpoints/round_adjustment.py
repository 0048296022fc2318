"""A round adjusted to who left, joined or asked for another partner."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext as _
from ninja import Router, Status
from pydantic import StringConstraints

from timbalik.api import budgets
from timbalik.api.caller import ApiRequest, spend
from timbalik.api.endpoints.round_people import PairOut, pair_in
from timbalik.api.endpoints.round_weights import is_large, leave
from timbalik.api.endpoints.rounds import RoundOut, round_out
from timbalik.api.errors import FAILURES, ApiError, Failure
from timbalik.api.finding import the_round
from timbalik.api.schemas import In, Out
from timbalik.matching.adjustments import Adjustment, plan_adjustment
from timbalik.matching.operations.adjusting import adjust_round
from timbalik.matching.queries.drafts import people_of
from timbalik.matching.queries.work import answered
from timbalik.matching.states import WorkKind
from timbalik.programmes.models import Programme

router = Router(tags=["rounds"])
ONE = "/programmes/{uuid:programme}/rounds/{int:number}"
Stamp = Annotated[str, StringConstraints(min_length=1, max_length=64)]


class AdjustIn(In):
    """``stamp`` of the adjustment that was looked at: another one is refused."""

    stamp: Stamp


class AdjustmentOut(Out):
    stay: int
    leave: list[PairOut]
    come: list[PairOut]
    people_moved: int
    left_alone: int
    stamp: str


@router.get(f"{ONE}/adjustment", response={200: AdjustmentOut, FAILURES: Failure})
def plan_an_adjustment(request: ApiRequest, programme: UUID, number: int) -> AdjustmentOut:
    """Who would move for those who left, joined or asked for another partner. Changes nothing.

    With many people the worker computes it: ask for it first (``adjustment/plan``), else 409 ``not_computed``.
    """
    round_ = the_round(request, programme, number)
    spend(request, budgets.HEAVY)
    if not is_large(round_):
        return _adjustment_out(round_.programme, plan_adjustment(round_))
    work = answered(round_, WorkKind.PLAN, now=request.now)
    if work is None or work.result is None:
        raise ApiError(409, "not_computed", _("This is not computed yet. Let it be computed first."))
    return _adjustment_out(round_.programme, Adjustment.from_json(work.result))


@router.post(f"{ONE}/adjustment/plan", response={202: RoundOut, FAILURES: Failure})
def compute_an_adjustment(request: ApiRequest, programme: UUID, number: int) -> Status[RoundOut]:
    """Let the worker compute who would move; ``work`` of the round says when it is done, ``adjustment`` tells it."""
    round_ = the_round(request, programme, number)
    spend(request, budgets.HEAVY)
    leave(request, round_, WorkKind.PLAN)
    return Status(202, round_out(the_round(request, programme, number)))


@router.post(f"{ONE}/adjustment", response={200: AdjustmentOut, 202: RoundOut, FAILURES: Failure})
def adjust_a_round(
    request: ApiRequest, programme: UUID, number: int, said: AdjustIn
) -> Status[AdjustmentOut] | Status[RoundOut]:
    """Do exactly that: before anybody was asked, arrange anew with the fewest changes; afterwards ask free people.

    With many people the worker does: 202.
    """
    round_ = the_round(request, programme, number)
    spend(request, budgets.HEAVY)
    if is_large(round_):
        leave(request, round_, WorkKind.ADJUST, facts={"stamp": said.stamp})
        return Status(202, round_out(the_round(request, programme, number)))
    done = adjust_round(round_, by=request.person, now=request.now, seen=said.stamp)
    return Status(200, _adjustment_out(round_.programme, done))


def _adjustment_out(programme: Programme, plan: Adjustment) -> AdjustmentOut:
    people = people_of(programme, {key for one in (*plan.leave, *plan.come) for key in (one.mentor_id, one.mentee_id)})
    return AdjustmentOut(
        stay=plan.stay,
        leave=[pair_in(people, one.mentor_id, one.mentee_id, one.why) for one in plan.leave],
        come=[pair_in(people, one.mentor_id, one.mentee_id, "") for one in plan.come],
        people_moved=len(plan.moved),
        left_alone=len(plan.alone),
        stamp=plan.stamp,
    )
