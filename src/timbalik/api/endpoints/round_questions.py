"""What a coordinator asks of a round and sets in motion: any pair, two mentees, remedies, load and reach."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from django.utils.translation import gettext as _
from ninja import Query, Router, Status
from pydantic import StringConstraints

from timbalik.api import budgets
from timbalik.api.caller import ApiRequest, spend
from timbalik.api.endpoints.round_weights import SeenIn, is_large, leave, untold
from timbalik.api.endpoints.rounds import RoundOut, round_out
from timbalik.api.errors import FAILURES, ApiError, Failure
from timbalik.api.finding import listed, page_of, the_round, there
from timbalik.api.schemas import At, Coded, In, Listed, Out, Paging, PersonOut, person_out
from timbalik.matching.bounds import bound_of_pair
from timbalik.matching.models import Override, RemedyTaken, Round
from timbalik.matching.operations import (
    group_mentees,
    take_remedy,
    undo_override,
    undo_remedy,
)
from timbalik.matching.prices import GroupPrice, PairOfRefs, Price
from timbalik.matching.queries.groups import not_kept
from timbalik.matching.queries.loads import load_summary, loads_of
from timbalik.matching.queries.reach import Group, reach_of
from timbalik.matching.queries.remedies import taken_for
from timbalik.matching.queries.rounds import overrides_of
from timbalik.matching.queries.words import rule_in_words
from timbalik.matching.rules import CONFIDED
from timbalik.matching.states import GroupClash, RoundState, WorkKind
from timbalik.matching.warm import asking
from timbalik.programmes.models import Enrolment

router = Router(tags=["rounds"])

Reason = Annotated[str, StringConstraints(min_length=1, max_length=300)]
Kind = Literal["together", "apart"]
ONE = "/programmes/{uuid:programme}/rounds/{int:number}"


class PairAsk(In):
    mentor: UUID
    mentee: UUID


class GroupAsk(In):
    """Two mentees: one mentor for both (together), or never the same (apart)."""

    kind: Kind
    one: UUID
    other: UUID


class GroupIn(GroupAsk, SeenIn):
    reason: Reason


class AtLeastOut(Out):
    """A lower bound, not the price: read at once from the proof of the round. All null where nothing can be said.

    In the order of the levels, one at most is named: so many pairs fewer, or so many more under the floor, or so many
    hundredths of a point; a loss on a level counts for more than all after it.
    """

    at_least_pairs: int | None
    at_least_under_floor: int | None
    at_least_hundredths: int | None


class PairRefOut(Out):
    mentor: UUID
    mentee: UUID


class PriceOut(Out):
    """What it would cost against what stands, and who would part and come. A pair that a rule forbids has a rule, no price."""

    paired: bool
    possible: bool
    rule: Coded | None
    loss_pairs: int | None
    loss_floor: int | None
    loss_hundredths: int | None
    leave: list[PairRefOut]
    come: list[PairRefOut]


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


class LoadFilter(Paging):
    show: Literal["never", "free", "full"] | None = None


class LoadOut(Out):
    enrolment: UUID
    person: PersonOut
    capacity: int
    held: int
    proposed: int
    rounds_without_a_pair: int


class GroupReachOut(Out):
    name: str
    enrolled: int
    paired: int


class ReachOut(Out):
    """Groups below five, and those that could be found by subtraction, are not here; ``*_hidden`` counts them."""

    mentors: int
    never_chosen: int
    places: int
    places_taken: int
    total: GroupReachOut | None
    units: list[GroupReachOut]
    sites: list[GroupReachOut]
    units_hidden: int
    sites_hidden: int


@router.get(f"{ONE}/why", response={200: PriceOut, FAILURES: Failure})
def ask_about_a_pair(request: ApiRequest, programme: UUID, number: int, asked: Query[PairAsk]) -> PriceOut:
    """Why not these two? Any two people of the round: the rule, or the exact price and everybody it moves."""
    round_ = _open_to_questions(the_round(request, programme, number))
    spend(request, budgets.HEAVY)
    mentor, mentee = _enrolled(round_, asked.mentor, "mentor"), _enrolled(round_, asked.mentee, "mentee")
    _not_own(request, mentor, mentee)
    try:
        return _price_out(asking.price_pair(round_, mentor=mentor, mentee=mentee))
    except asking.CannotTell as reason:
        raise untold(reason) from None


@router.get(f"{ONE}/why/at-least", response={200: AtLeastOut, FAILURES: Failure})
def ask_what_a_pair_costs_at_least(
    request: ApiRequest, programme: UUID, number: int, asked: Query[PairAsk]
) -> AtLeastOut:
    """What these two would cost at least, without computing; ``why`` tells the price when it is computed."""
    round_ = _open_to_questions(the_round(request, programme, number))
    mentor, mentee = _enrolled(round_, asked.mentor, "mentor"), _enrolled(round_, asked.mentee, "mentee")
    _not_own(request, mentor, mentee)
    found = bound_of_pair(round_, mentor=mentor, mentee=mentee)
    return AtLeastOut(
        at_least_pairs=found.pairs or None if found else None,
        at_least_under_floor=found.floor or None if found else None,
        at_least_hundredths=found.hundredths or None if found else None,
    )


@router.get(f"{ONE}/groups", response={200: PriceOut, FAILURES: Failure})
def ask_about_two_mentees(request: ApiRequest, programme: UUID, number: int, asked: Query[GroupAsk]) -> PriceOut:
    """What keeping two mentees together or apart would cost, or what contradicts it."""
    round_ = _open_to_questions(the_round(request, programme, number))
    spend(request, budgets.HEAVY)
    one, other = _enrolled(round_, asked.one, "mentee", "one"), _enrolled(round_, asked.other, "mentee", "other")
    _not_own(request, one, other)
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
    round_ = _open_to_questions(the_round(request, programme, number))
    spend(request, budgets.HEAVY)
    one, other = _enrolled(round_, said.one, "mentee", "one"), _enrolled(round_, said.other, "mentee", "other")
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


@router.get(f"{ONE}/remedies", response={200: list[RemedyOut], FAILURES: Failure})
def list_remedies(request: ApiRequest, programme: UUID, number: int) -> list[RemedyOut]:
    """What was set in motion for people without a partner and not taken back."""
    return [_remedy_out(row) for row in taken_for(the_round(request, programme, number))]


@router.post(f"{ONE}/remedies/prove", response={202: RoundOut, FAILURES: Failure})
def prove_likely_remedies(request: ApiRequest, programme: UUID, number: int, said: SeenIn) -> Status[RoundOut]:
    """Let the worker compute which likely remedies would bring a partner, for sixty people at a time."""
    round_ = _open_to_questions(the_round(request, programme, number))
    spend(request, budgets.HEAVY)
    leave(request, round_, WorkKind.REMEDIES, seen=said.version)
    return Status(202, round_out(the_round(request, programme, number)))


@router.post(f"{ONE}/remedies", response={201: RemedyOut, FAILURES: Failure})
def begin_a_remedy(request: ApiRequest, programme: UUID, number: int, said: RemedyIn) -> Status[RemedyOut]:
    """Ask a partner for one more place, ask for hours or a neighbouring topic, or move to the next wave."""
    round_ = the_round(request, programme, number)
    enrolment = _enrolled(round_, said.enrolment, "")
    taken = take_remedy(round_, enrolment, kind=said.kind, by=request.person, now=request.now)
    return Status(201, _remedy_out(taken))


@router.post(f"{ONE}/remedies/{{uuid:remedy}}/undo", response={200: list[RemedyOut], FAILURES: Failure})
def undo_a_remedy(request: ApiRequest, programme: UUID, number: int, remedy: UUID) -> list[RemedyOut]:
    """Close the question, or move back from the next wave."""
    round_ = the_round(request, programme, number)
    rows = RemedyTaken.objects.of(round_.organisation_id).filter(round=round_)
    undo_remedy(there(rows.filter(public_id=remedy).first()), by=request.person, now=request.now)
    return [_remedy_out(row) for row in taken_for(round_)]


@router.get(f"{ONE}/loads", response={200: Listed[LoadOut], FAILURES: Failure})
def list_loads(request: ApiRequest, programme: UUID, number: int, asked: Query[LoadFilter]) -> Listed[LoadOut]:
    """Each mentor's load against the places given; those longest without a pair first."""
    rows, total = page_of(loads_of(the_round(request, programme, number), asked.show or ""), asked)
    items = [
        LoadOut(
            enrolment=row.public_id,
            person=person_out(row.person),
            capacity=row.capacity,
            held=row.held,  # type: ignore[attr-defined]  # annotated by loads_of
            proposed=row.proposed,  # type: ignore[attr-defined]  # annotated by loads_of
            rounds_without_a_pair=row.rounds_alone,  # type: ignore[attr-defined]  # annotated by loads_of
        )
        for row in rows
    ]
    return listed(items, total, asked)


@router.get(f"{ONE}/reach", response={200: ReachOut, FAILURES: Failure})
def get_reach(request: ApiRequest, programme: UUID, number: int) -> ReachOut:
    """Whom the round reaches, by unit and site, small groups left out."""
    round_ = the_round(request, programme, number)
    summary, reach = load_summary(round_), reach_of(round_)
    return ReachOut(
        mentors=summary.mentors,
        never_chosen=summary.never,
        places=summary.places,
        places_taken=summary.taken,
        total=_reach_out(reach.total) if reach.total else None,
        units=[_reach_out(one) for one in reach.units],
        sites=[_reach_out(one) for one in reach.sites],
        units_hidden=reach.units_hidden,
        sites_hidden=reach.sites_hidden,
    )


def _open_to_questions(round_: Round) -> Round:
    if round_.state != RoundState.PROPOSED or round_.step:
        raise ApiError(409, "round_not_open", _("The round has gone on: this belongs to another state of it."))
    return round_


def _enrolled(round_: Round, ref: UUID, role: str, field: str = "") -> Enrolment:
    rows = Enrolment.objects.of(round_.organisation_id).filter(programme=round_.programme_id, public_id=ref)
    found = (rows.filter(role=role) if role else rows).select_related("person").first()
    if found is None:
        field = field or role or "enrolment"
        raise ApiError(422, "not_in_this_round", _("One of the two is not in this round."), field=field)
    return found


def _not_own(request: ApiRequest, *people: Enrolment) -> None:
    """A coordinator who takes part learns nothing of their own partners."""
    if any(one.person_id == request.person.pk for one in people):
        raise ApiError(
            409,
            "own_pair",
            _("This is about your own pair. Another coordinator of the programme can ask and decide here."),
        )


def _price_out(price: Price) -> PriceOut:
    """What somebody confided has one code; and a forbidden pair tells no figures."""
    if price.rule:
        rule = "confided" if price.rule in CONFIDED else price.rule
        coded = Coded(code=rule, message=rule_in_words(price.rule))
        return PriceOut(
            paired=False,
            possible=False,
            rule=coded,
            loss_pairs=None,
            loss_floor=None,
            loss_hundredths=None,
            leave=[],
            come=[],
        )
    return PriceOut(
        paired=price.paired,
        possible=price.possible,
        rule=None,
        loss_pairs=price.loss_pairs,
        loss_floor=price.loss_floor,
        loss_hundredths=price.loss_hundredths,
        leave=_pairs_out(price.leave),
        come=_pairs_out(price.come),
    )


def _group_price_out(price: GroupPrice) -> PriceOut:
    clash = Coded(code=price.clash, message=str(GroupClash(price.clash).label)) if price.clash else None
    return PriceOut(
        paired=price.known,
        possible=not price.clash,
        rule=clash,
        loss_pairs=None if clash else price.loss_pairs,
        loss_floor=None if clash else price.loss_floor,
        loss_hundredths=None if clash else price.loss_hundredths,
        leave=_pairs_out(price.leave),
        come=_pairs_out(price.come),
    )


def _pairs_out(pairs: tuple[PairOfRefs, ...]) -> list[PairRefOut]:
    return [PairRefOut(mentor=UUID(mentor), mentee=UUID(mentee)) for mentor, mentee in pairs]


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


def _reach_out(one: Group) -> GroupReachOut:
    return GroupReachOut(name=one.name, enrolled=one.enrolled, paired=one.paired)
