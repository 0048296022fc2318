"""What a pair would cost at least: read at once from the prices that prove a round, without computing anything.

The certificate gives every person a price such that no arrangement beats their sum. A pair that is worth less than its two
prices costs at least the difference (its reduced cost; Ahuja, Magnanti and Orlin, *Network Flows*, ch. 9). Decisions made
before have cost something already, which is taken off. It is a bound of the round as it was computed, never the price.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from timbalik.matching.barriers import Other, barred
from timbalik.matching.models import Ballot, Objection, Proposal, RankingCall, Round, Unmatched
from timbalik.matching.pair_rules import PairRules
from timbalik.matching.pool import Candidate, Pool
from timbalik.matching.queries.rounds import Standing, standing_of
from timbalik.matching.reading import NOT_AVAILABLE, ON_LEAVE, SCREENING
from timbalik.matching.settings import RoundSettings
from timbalik.matching.states import OBJECTING, ProposalState, RoundState
from timbalik.matching.weeks import monday_of
from timbalik.people.models.availability import Availability
from timbalik.programmes.models import Enrolment, Offer, Want
from timbalik.programmes.states import EnrolmentRole

ABSENT: Final = (NOT_AVAILABLE, ON_LEAVE, SCREENING)


@dataclass(frozen=True)
class Bound:
    """At least so many pairs fewer; else so many more under the floor; else so many hundredths of a point."""

    pairs: int = 0
    floor: int = 0
    hundredths: int = 0


def bound_of_pair(round_: Round, *, mentor: Enrolment, mentee: Enrolment) -> Bound | None:
    """None where nothing can be said without computing: a rule may forbid the pair, it may cost nothing, or people changed.

    A fixed number of queries, however many people.
    """
    stage = _stage(round_)
    if stage is None or _may_be_forbidden(mentor, mentee):
        return None
    prices = _prices(round_, stage, mentor, mentee)
    if prices is None:
        return None
    settings = RoundSettings.from_json(round_.settings)
    rules = PairRules(_pool(round_, mentor, mentee))
    refs = mentor.public_id.hex, mentee.public_id.hex
    if rules.rule_of(*refs):
        return None
    factors = dict(zip(stage["levels"], stage["factors"], strict=True))
    point = factors["total"]
    worth = point * rules.score_of(*refs, settings.weights) + factors.get("reach", 0)
    worth -= factors.get("floor", 0) * (min(rules.benefits_of(*refs)) < settings.floor_points * 100)
    stands = standing_of(round_)
    held = point * stands.total + factors.get("reach", 0) * stands.pairs - factors.get("floor", 0) * stands.under_floor
    # what comes after the total adds less than one unit of it: to the pair, and to the arrangement
    return _told(prices - worth - (point - 1) - (stage["bound"] - held), factors, stands)


def _told(loss: int, factors: dict[str, int], stands: Standing) -> Bound | None:
    """Where a level loses at least one, the levels after it may gain: only the first that loses says something.

    More than a level has to lose is lost by the level before it.
    """
    pairs = loss // factors["reach"] if "reach" in factors else 0
    floor = loss // factors["floor"] if "floor" in factors else 0
    hundredths = loss // factors["total"]
    if hundredths > stands.total and "floor" in factors:
        floor = max(floor, 1)
    if floor > stands.pairs - stands.under_floor and "reach" in factors:
        pairs = max(pairs, 1)
    if pairs > 0:
        return Bound(pairs=pairs)
    if floor > 0:
        return Bound(floor=floor)
    return Bound(hundredths=hundredths) if 0 < hundredths <= stands.total else None


def _stage(round_: Round) -> dict[str, Any] | None:
    """The stage that proves the total, if it is the first: a pair may lose before a later one sees it."""
    if round_.state != RoundState.PROPOSED or not round_.certificate or not round_.certificate.get("stages"):
        return None
    stage: dict[str, Any] = round_.certificate["stages"][0]
    return stage if "total" in stage["levels"] else None


def _prices(round_: Round, stage: dict[str, Any], mentor: Enrolment, mentee: Enrolment) -> int | None:
    """The sum of both people's prices; None when it cannot be told whose price is whose."""
    found = 0
    for one, name in ((mentor, "mentor"), (mentee, "mentee")):
        keys, prices = _candidates(round_, name), stage[f"{name}_price"]
        if len(keys) != len(prices) or one.pk not in keys:
            return None
        found += max(0, int(prices[keys.index(one.pk)]))
    return found


def _candidates(round_: Round, side: str) -> list[int]:
    """Whom the round was computed with, in its order: everybody paired, and everybody left over who was there."""
    pairs = Proposal.objects.of(round_.organisation_id).filter(round=round_).exclude(state=ProposalState.REPLACED)
    left = Unmatched.objects.of(round_.organisation_id).filter(round=round_, enrolment__role=side)
    paired = pairs.values_list(f"{side}_id", flat=True)
    return sorted({*paired, *left.exclude(reason__in=ABSENT).values_list("enrolment_id", flat=True)})


def _may_be_forbidden(mentor: Enrolment, mentee: Enrolment) -> bool:
    other = Other(mentor.pk, mentor.person_id, mentor.person.unit_id, mentor.person.is_guest)
    if barred(mentee, [other]):
        return True
    rows = Objection.objects.of(mentee.organisation_id).filter(enrolment__in=[mentor, mentee], state__in=OBJECTING)
    return rows.exists()


def _pool(round_: Round, mentor: Enrolment, mentee: Enrolment) -> Pool:
    """These two alone, without what stands between them: that was looked at."""
    two = [mentor, mentee]
    calls = RankingCall.objects.of(round_.organisation_id).filter(cohort=round_.cohort_id, step="")
    call = calls.order_by("-pk").first()
    ballots = Ballot.objects.of(round_.organisation_id).filter(call=call, enrolment__in=two, answered_at__isnull=False)
    ranked = dict(ballots.values_list("enrolment_id", "choices")) if call else {}
    offers, wants, hours = _topics(two, Offer, "level"), _topics(two, Want, "importance"), _hours(two)
    sides = {
        one.role: Candidate(
            enrolment_id=one.pk,
            ref=one.public_id.hex,
            person_id=one.person_id,
            places=1,
            unit_id=one.person.unit_id,
            zone=one.person.time_zone,
            is_guest=one.person.is_guest,
            partner_id=one.person.partner_id,
            offers=offers.get(one.pk, {}),
            wants=wants.get(one.pk, {}),
            hours=tuple(hours.get(one.person_id, ())),
            ranked=tuple(ranked.get(one.pk, ())),
        )
        for one in two
    }
    return Pool(
        mentors=(sides[EnrolmentRole.MENTOR],),
        mentees=(sides[EnrolmentRole.MENTEE],),
        session_minutes=round_.programme.session_minutes,
        monday=monday_of(round_.cohort.starts_on),
    )


def _topics(two: list[Enrolment], model: type[Offer] | type[Want], figure: str) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {}
    rows = model.objects.of(two[0].organisation_id).filter(enrolment__in=two)
    for enrolment, key, value in rows.values_list("enrolment_id", "concept__key", figure):
        found.setdefault(enrolment, {})[key] = value
    return found


def _hours(two: list[Enrolment]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    rows = Availability.objects.of(two[0].organisation_id).filter(person__in=[one.person_id for one in two])
    for person, *hours in rows.order_by("weekday", "starts").values_list("person_id", "weekday", "starts", "ends"):
        found.setdefault(person, []).append(tuple(hours))
    return found
