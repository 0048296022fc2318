"""Before a round both sides rank a few proposed partners, or let the programme choose."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet

from timbalik.audit.operations import record
from timbalik.lib.tenancy import check_relations
from timbalik.matching.errors import MatchingRefused, NobodyToPair, ProgrammeNotPairing, RoundUnderWay
from timbalik.matching.models import Ballot, RankingCall, Round
from timbalik.matching.reading import read_cohort
from timbalik.matching.settings import RoundSettings
from timbalik.matching.states import RoundState
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Cohort, Enrolment
from timbalik.programmes.operations.programmes import NobodyToPair as NobodyEnrolled
from timbalik.programmes.operations.programmes import begin_matching
from timbalik.programmes.rules import is_route_open
from timbalik.programmes.states import ProgrammeState, Route

if TYPE_CHECKING:
    from timbalik.matching.solution import Problem

MOST_SHOWN: Final = 6
MOST_RANKED: Final = 3
TOPICS_NAMED: Final = 3
NUDGE: Final = timedelta(days=1)
UNDER_WAY: Final = (RoundState.OPEN, RoundState.PROPOSED, RoundState.SENT)


class RankingRefused(MatchingRefused):
    """Anything the ranking refuses."""


class RouteNotOpen(RankingRefused):
    """The programme does not ask people to rank."""


class RankingUnderWay(RankingRefused):
    """People are ranking already."""


class RankingOver(RankingRefused):
    """The time to rank is over."""


class NotYourBallot(RankingRefused):
    """Everybody ranks for themselves."""


class ChoiceRefused(RankingRefused):
    """Up to three different people of those shown, the dearest first."""


@transaction.atomic
def open_ranking(cohort: Cohort, *, closes_at: datetime, by: Person, now: datetime) -> RankingCall:
    """Show everybody in the pool up to six possible partners, and ask them to rank until that moment.

    Whom a hard rule forbids is nobody's option. The options are those with the highest scores of the engine, however often
    they are shown to others; equals are drawn for each person alone. Enrolment that is still open ends with it. Raises
    ``RouteNotOpen``, ``RankingUnderWay``, ``RoundUnderWay``, ``NobodyToPair``, ``ProgrammeNotPairing``, ``RankingOver``.
    """
    programme = cohort.programme
    if not is_route_open(programme, Route.RANKED):
        raise RouteNotOpen(str(programme.public_id))
    if closes_at <= now:
        raise RankingOver(str(cohort.public_id))
    if Round.objects.of(cohort.organisation_id).filter(cohort=cohort, state__in=UNDER_WAY).exists():
        raise RoundUnderWay(str(cohort.public_id))
    if programme.state == ProgrammeState.OPEN:
        try:
            begin_matching(programme, by=by, now=now)
        except NobodyEnrolled as error:
            raise NobodyToPair(str(cohort.public_id)) from error
    if programme.state not in (ProgrammeState.MATCHING, ProgrammeState.RUNNING):
        raise ProgrammeNotPairing(programme.state)
    try:
        with transaction.atomic():
            call = RankingCall.objects.create(
                organisation_id=cohort.organisation_id, cohort=cohort, opened_at=now, closes_at=closes_at, by=by
            )
    except IntegrityError as error:
        raise RankingUnderWay(str(cohort.public_id)) from error
    count = _write_ballots(call)
    if not count:
        raise NobodyToPair(str(cohort.public_id))
    _note("matching.ranking_opened", call, by=by, now=now, people=count)
    return call


@transaction.atomic
def rank_partners(ballot: Ballot, choices: Sequence[str], *, by: Person, now: datetime) -> Ballot:
    """Keep up to three choices, the dearest first; none at all lets the programme choose. Changed until the time is over.

    The audit chain knows that somebody answered, not what. Raises ``NotYourBallot``, ``RankingOver``, ``ChoiceRefused``.
    """
    if by.pk != ballot.person_id:
        raise NotYourBallot(str(ballot.public_id))
    held = Ballot.objects.of(ballot.organisation_id).select_for_update(of=("self",)).select_related("call")
    ballot = held.get(pk=ballot.pk)
    if not is_open(ballot.call, now=now):
        raise RankingOver(str(ballot.public_id))
    known = {option["ref"] for option in ballot.options}
    if len(choices) > MOST_RANKED or len(set(choices)) != len(choices) or not set(choices) <= known:
        raise ChoiceRefused(str(ballot.public_id))
    ballot.choices, ballot.answered_at = list(choices), now
    ballot.save(update_fields=["choices", "answered_at"])
    record("matching.ranked", organisation=ballot.organisation, by=by, subject=ballot, now=now)
    return ballot


@transaction.atomic
def close_ranking(call: RankingCall, *, by: Person | None, now: datetime) -> None:
    """End the time to rank, by hand or because it is over. Harmless when run twice."""
    rows = RankingCall.objects.of(call.organisation_id).filter(pk=call.pk, closed_at__isnull=True)
    if rows.update(closed_at=now):
        call.closed_at = now
        _note("matching.ranking_closed", call, by=by, now=now)


def is_open(call: RankingCall, *, now: datetime) -> bool:
    return call.closed_at is None and now <= call.closes_at


def calls_to_close(now: datetime) -> QuerySet[RankingCall]:
    return RankingCall.everywhere.filter(closed_at__isnull=True, closes_at__lt=now).select_related("organisation")


def calls_to_write_about(now: datetime) -> QuerySet[RankingCall]:
    """Open ones: whoever has no letter gets one."""
    rows = RankingCall.everywhere.filter(closed_at__isnull=True, closes_at__gt=now)
    return rows.select_related("organisation", "cohort__programme")


def calls_to_nudge(now: datetime) -> QuerySet[RankingCall]:
    """Open for at least a day, a day before the end, and not reminded yet."""
    rows = calls_to_write_about(now).filter(closes_at__lte=now + NUDGE, nudged_at__isnull=True)
    return rows.filter(opened_at__lte=F("closes_at") - NUDGE)


def _write_ballots(call: RankingCall) -> int:
    from timbalik.matching.solution import make_problem  # slow import

    pool = read_cohort(call.cohort)
    if not pool.mentors or not pool.mentees:
        return 0
    problem = make_problem(pool, RoundSettings())
    enrolments = Enrolment.objects.of(call.organisation_id).filter(cohort=call.cohort)
    people = enrolments.select_related("person").in_bulk()
    ballots = [
        Ballot(
            organisation_id=call.organisation_id,
            call=call,
            enrolment=people[one.enrolment_id],
            person=people[one.enrolment_id].person,
            options=options,
        )
        for one, options in _options(problem, salt=str(call.public_id))
        if options
    ]
    check_relations(ballots)
    Ballot.objects.bulk_create(ballots, batch_size=500)
    return len(ballots)


def _options(problem: Problem, *, salt: str) -> Any:
    """For every candidate of both sides, up to six partners with the facts to tell about them."""
    instance, allowed = problem.instance, problem.instance.allowed
    for row, person in enumerate(problem.pool.mentors):
        best = _best(instance.score[row], allowed[row], instance.mentee_ids, f"{salt}/{person.ref}")
        yield person, [_option(problem, person.ref, other, is_mentor=True) for other in best]
    for column, person in enumerate(problem.pool.mentees):
        best = _best(instance.score[:, column], allowed[:, column], instance.mentor_ids, f"{salt}/{person.ref}")
        yield person, [_option(problem, other, person.ref, is_mentor=False) for other in best]


def _best(scores: Any, allowed: Any, refs: Sequence[str], salt: str) -> list[str]:
    """The refs with the highest scores among the allowed; equals in an order drawn for this person."""
    places = allowed.nonzero()[0]
    if len(places) > MOST_SHOWN:
        least = sorted(scores[places], reverse=True)[MOST_SHOWN - 1]
        places = places[scores[places] >= least]
    drawn = {place: hashlib.sha256(f"{salt}/{refs[place]}".encode()).hexdigest() for place in places}
    found = sorted(places, key=lambda place: (-int(scores[place]), drawn[place]))[:MOST_SHOWN]
    return [refs[place] for place in found]


def _option(problem: Problem, mentor: str, mentee: str, *, is_mentor: bool) -> dict[str, Any]:
    row, column = problem.position(mentor, mentee)
    teacher, learner = problem.mentors[mentor], problem.mentees[mentee]
    me, other = (teacher, learner) if is_mentor else (learner, teacher)
    return {
        "ref": learner.ref if is_mentor else teacher.ref,
        "gives": sorted(key for key in other.wants if key in me.offers)[:TOPICS_NAMED],
        "gains": sorted(key for key in me.wants if key in other.offers)[:TOPICS_NAMED],
        "minutes": int(problem.scores.shared_minutes[row, column]),
        "across": bool(problem.scores.across_units[row, column]),
    }


def _note(verb: str, call: RankingCall, *, by: Person | None, now: datetime, **facts: int) -> None:
    record(verb, organisation=call.organisation, by=by, subject=call, now=now, facts=facts)
