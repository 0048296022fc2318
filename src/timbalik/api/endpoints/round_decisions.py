"""What a coordinator decides about two mentees, and every decision of a round."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from ninja import Query, Router, Status
from pydantic import StringConstraints

from timbalik.api import budgets
from timbalik.api.caller import ApiRequest, spend
from timbalik.api.endpoints.round_questions import PriceOut, enrolled, not_own, open_to_questions, pairs_out
from timbalik.api.endpoints.round_weights import SeenIn, is_large, leave, untold
from timbalik.api.endpoints.rounds import RoundOut, round_out
from timbalik.api.errors import FAILURES, Failure
from timbalik.api.finding import the_round, there
from timbalik.api.schemas import At, Coded, In, Out
from timbalik.matching.models import Override
from timbalik.matching.operations import group_mentees, undo_override
from timbalik.matching.prices import GroupPrice
from timbalik.matching.queries.groups import not_kept
from timbalik.matching.queries.rounds import overrides_of
from timbalik.matching.states import GroupClash, WorkKind
from timbalik.matching.warm import asking

router = Router(tags=["rounds"])
ONE = "/programmes/{uuid:programme}/rounds/{int:number}"
Reason = Annotated[str, StringConstraints(min_length=1, max_length=300)]
Kind = Literal["together", "apart"]


class GroupAsk(In):
    """Two mentees: one mentor for both (together), or never the same (apart)."""

    kind: Kind
    one: UUID
    other: UUID


class GroupIn(GroupAsk, SeenIn):
    reason: Reason


class DecisionOut(Out):
    """``kept`` is false where rules or places came in between."""

    id: UUID
    kind: str
    mentor: UUID | None
    mentee: UUID | None
    other_mentee: UUID | None
    reason: str
    price_hundredths: int
    kept: bool
    at: At


@router.get(f"{ONE}/groups", response={200: PriceOut, FAILURES: Failure})
def ask_about_two_mentees(request: ApiRequest, programme: UUID, number: int, asked: Query[GroupAsk]) -> PriceOut:
    """What keeping two mentees together or apart would cost, or what contradicts it."""
    round_ = open_to_questions(the_round(request, programme, number))
    spend(request, budgets.HEAVY)
    one, other = enrolled(round_, asked.one, "mentee", "one"), enrolled(round_, asked.other, "mentee", "other")
    not_own(request, one, other)
    try:
        return _group_price_out(asking.price_couple(round_, kind=asked.kind, one=one, other=other))
    except asking.CannotTell as reason:
        raise untold(reason) from None


@router.post(f"{ONE}/groups", response={201: DecisionOut, 202: RoundOut, FAILURES: Failure})
def decide_about_two_mentees(
    request: ApiRequest, programme: UUID, number: int, said: GroupIn
) -> Status[DecisionOut] | Status[RoundOut]:
    """Keep two mentees together or apart; everybody else is arranged anew around it. Hard rules win.

    With many people the worker arranges them: 202.
    """
    round_ = open_to_questions(the_round(request, programme, number))
    spend(request, budgets.HEAVY)
    one, other = enrolled(round_, said.one, "mentee", "one"), enrolled(round_, said.other, "mentee", "other")
    if is_large(round_):
        two = {"one": str(one.public_id), "other": str(other.public_id)}
        facts = two | {"kind": said.kind, "reason": said.reason}
        leave(request, round_, WorkKind.GROUP, seen=said.version, facts=facts)
        return Status(202, round_out(the_round(request, programme, number)))
    done = group_mentees(
        round_,
        kind=said.kind,
        one=one,
        other=other,
        reason=said.reason,
        by=request.person,
        now=request.now,
        seen=said.version,
    )
    return Status(201, _decision_out(done, kept=True))


@router.get(f"{ONE}/decisions", response={200: list[DecisionOut], FAILURES: Failure})
def list_decisions(request: ApiRequest, programme: UUID, number: int) -> list[DecisionOut]:
    """Everything a coordinator decided about this round, the oldest first."""
    round_ = the_round(request, programme, number)
    rows = list(overrides_of(round_))
    broken = not_kept(round_, rows)
    return [_decision_out(row, kept=row.pk not in broken) for row in rows]


@router.post(f"{ONE}/decisions/{{uuid:decision}}/undo", response={200: RoundOut, 202: RoundOut, FAILURES: Failure})
def undo_a_decision(
    request: ApiRequest, programme: UUID, number: int, decision: UUID, said: SeenIn | None = None
) -> Status[RoundOut]:
    """Take a decision back and arrange anew. With many people the worker arranges them: 202."""
    round_ = the_round(request, programme, number)
    found = there(overrides_of(round_).filter(public_id=decision).first())
    spend(request, budgets.HEAVY)
    found.round = round_
    seen = said.version if said else None
    if large := is_large(round_):
        leave(request, round_, WorkKind.UNDO, seen=seen, facts={"override": str(found.public_id)})
    else:
        undo_override(found, by=request.person, now=request.now, seen=seen)
    return Status(202 if large else 200, round_out(the_round(request, programme, number)))


def _group_price_out(price: GroupPrice) -> PriceOut:
    clash = Coded(code=price.clash, message=str(GroupClash(price.clash).label)) if price.clash else None
    return PriceOut(
        paired=price.known,
        possible=not price.clash,
        rule=clash,
        loss_pairs=None if clash else price.loss_pairs,
        loss_floor=None if clash else price.loss_floor,
        loss_hundredths=None if clash else price.loss_hundredths,
        leave=pairs_out(price.leave),
        come=pairs_out(price.come),
    )


def _decision_out(row: Override, *, kept: bool) -> DecisionOut:
    return DecisionOut(
        id=row.public_id,
        kind=row.kind,
        mentor=row.mentor.public_id if row.mentor else None,
        mentee=row.mentee.public_id if row.mentee else None,
        other_mentee=row.other_mentee.public_id if row.other_mentee else None,
        reason=row.reason,
        price_hundredths=row.price_hundredths,
        kept=kept,
        at=row.at,
    )
