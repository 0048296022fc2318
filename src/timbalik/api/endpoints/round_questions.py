"""What a coordinator asks of a round about any two people."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _
from ninja import Query, Router

from timbalik.api import budgets
from timbalik.api.caller import ApiRequest, spend
from timbalik.api.endpoints.round_weights import untold
from timbalik.api.errors import FAILURES, ApiError, Failure
from timbalik.api.finding import the_round
from timbalik.api.schemas import Coded, In, Out
from timbalik.matching.bounds import bound_of_pair
from timbalik.matching.models import Round
from timbalik.matching.prices import PairOfRefs, Price
from timbalik.matching.queries.words import rule_in_words
from timbalik.matching.rules import CONFIDED
from timbalik.matching.states import RoundState
from timbalik.matching.warm import asking
from timbalik.programmes.models import Enrolment

router = Router(tags=["rounds"])
ONE = "/programmes/{uuid:programme}/rounds/{int:number}"


class PairAsk(In):
    mentor: UUID
    mentee: UUID


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


@router.get(f"{ONE}/why", response={200: PriceOut, FAILURES: Failure})
def ask_about_a_pair(request: ApiRequest, programme: UUID, number: int, asked: Query[PairAsk]) -> PriceOut:
    """Why not these two? Any two people of the round: the rule, or the exact price and everybody it moves."""
    round_ = open_to_questions(the_round(request, programme, number))
    spend(request, budgets.HEAVY)
    mentor, mentee = enrolled(round_, asked.mentor, "mentor"), enrolled(round_, asked.mentee, "mentee")
    not_own(request, mentor, mentee)
    try:
        return _price_out(asking.price_pair(round_, mentor=mentor, mentee=mentee))
    except asking.CannotTell as reason:
        raise untold(reason) from None


@router.get(f"{ONE}/why/at-least", response={200: AtLeastOut, FAILURES: Failure})
def ask_what_a_pair_costs_at_least(
    request: ApiRequest, programme: UUID, number: int, asked: Query[PairAsk]
) -> AtLeastOut:
    """What these two would cost at least, without computing; ``why`` tells the price when it is computed."""
    round_ = open_to_questions(the_round(request, programme, number))
    mentor, mentee = enrolled(round_, asked.mentor, "mentor"), enrolled(round_, asked.mentee, "mentee")
    not_own(request, mentor, mentee)
    found = bound_of_pair(round_, mentor=mentor, mentee=mentee)
    return AtLeastOut(
        at_least_pairs=found.pairs or None if found else None,
        at_least_under_floor=found.floor or None if found else None,
        at_least_hundredths=found.hundredths or None if found else None,
    )


def open_to_questions(round_: Round) -> Round:
    if round_.state != RoundState.PROPOSED or round_.step:
        raise ApiError(409, "round_not_open", _("The round has gone on: this belongs to another state of it."))
    return round_


def enrolled(round_: Round, ref: UUID, role: str, field: str = "") -> Enrolment:
    rows = Enrolment.objects.of(round_.organisation_id).filter(programme=round_.programme_id, public_id=ref)
    found = (rows.filter(role=role) if role else rows).select_related("person").first()
    if found is None:
        field = field or role or "enrolment"
        raise ApiError(422, "not_in_this_round", _("One of the two is not in this round."), field=field)
    return found


def not_own(request: ApiRequest, *people: Enrolment) -> None:
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
        leave=pairs_out(price.leave),
        come=pairs_out(price.come),
    )


def pairs_out(pairs: tuple[PairOfRefs, ...]) -> list[PairRefOut]:
    return [PairRefOut(mentor=UUID(mentor), mentee=UUID(mentee)) for mentor, mentee in pairs]
