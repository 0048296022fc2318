"""Before a round both sides rank a few proposed partners, or let the programme choose."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet

from timbalik.audit.operations import record
from timbalik.matching.errors import MatchingRefused, ProgrammeNotPairing, RoundUnderWay
from timbalik.matching.models import Ballot, RankingCall, Round
from timbalik.matching.operations.ranking_options import draw_options
from timbalik.matching.states import RANKING_ENDED, RankingStep, RoundState
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Cohort
from timbalik.programmes.rules import is_route_open
from timbalik.programmes.states import ProgrammeState, Route

MOST_RANKED: Final = 3
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
def open_ranking(cohort: Cohort, *, closes_at: datetime, by: Person, now: datetime, draw: bool = True) -> RankingCall:
    """Show everybody in the pool up to six possible partners, and ask them to rank until that moment.

    Whom a hard rule forbids is nobody's option. The options are those with the highest scores of the engine, however often
    they are shown to others; equals are drawn for each person alone. Enrolment that is still open ends with it.

    ``draw=False`` leaves the computing to the worker (``carry_out_ranking``; many people): until it is done nobody is asked,
    and enrolment goes on. Raises ``RouteNotOpen``, ``RankingUnderWay``, ``RoundUnderWay``, ``NobodyToPair``,
    ``ProgrammeNotPairing``, ``RankingOver``.
    """
    programme = cohort.programme
    if not is_route_open(programme, Route.RANKED):
        raise RouteNotOpen(str(programme.public_id))
    if closes_at <= now:
        raise RankingOver(str(cohort.public_id))
    if Round.objects.of(cohort.organisation_id).filter(cohort=cohort, state__in=UNDER_WAY).exists():
        raise RoundUnderWay(str(cohort.public_id))
    if programme.state not in (ProgrammeState.OPEN, ProgrammeState.MATCHING, ProgrammeState.RUNNING):
        raise ProgrammeNotPairing(programme.state)
    RankingCall.objects.of(cohort.organisation_id).filter(cohort=cohort, step__in=RANKING_ENDED).delete()
    try:
        with transaction.atomic():
            call = RankingCall.objects.create(
                organisation_id=cohort.organisation_id,
                cohort=cohort,
                opened_at=now,
                closes_at=closes_at,
                step=RankingStep.WAITING,
                by=by,
            )
    except IntegrityError as error:
        raise RankingUnderWay(str(cohort.public_id)) from error
    if draw:
        draw_options(call, now=now)
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
    """End the time to rank, by hand or because it is over. Harmless when run twice; one that never began is gone."""
    RankingCall.objects.of(call.organisation_id).filter(pk=call.pk).exclude(step="").delete()
    rows = RankingCall.objects.of(call.organisation_id).filter(pk=call.pk, closed_at__isnull=True)
    if rows.update(closed_at=now):
        call.closed_at = now
        record("matching.ranking_closed", organisation=call.organisation, by=by, subject=call, now=now)


def is_open(call: RankingCall, *, now: datetime) -> bool:
    return not call.step and call.closed_at is None and now <= call.closes_at


def calls_to_close(now: datetime) -> QuerySet[RankingCall]:
    return RankingCall.everywhere.filter(closed_at__isnull=True, closes_at__lt=now).select_related("organisation")


def calls_to_write_about(now: datetime) -> QuerySet[RankingCall]:
    """Open ones: whoever has no letter gets one."""
    rows = RankingCall.everywhere.filter(closed_at__isnull=True, closes_at__gt=now, step="")
    return rows.select_related("organisation", "cohort__programme")


def calls_to_nudge(now: datetime) -> QuerySet[RankingCall]:
    """Open for at least a day, a day before the end, and not reminded yet."""
    rows = calls_to_write_about(now).filter(closes_at__lte=now + NUDGE, nudged_at__isnull=True)
    return rows.filter(opened_at__lte=F("closes_at") - NUDGE)
