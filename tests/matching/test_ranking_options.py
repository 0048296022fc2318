"""Whom everybody may rank, computed by the worker: the same as at once, to be stopped, and nothing before its end."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.factories.matching import Studio
from timbalik.audit.models import AuditEntry
from timbalik.matching.errors import RoundNotOpen
from timbalik.matching.models import Ballot, RankingCall
from timbalik.matching.operations import open_round
from timbalik.matching.operations.ranking import RankingUnderWay, close_ranking, is_open, open_ranking
from timbalik.matching.operations.ranking_options import carry_out_ranking, stop_ranking
from timbalik.matching.operations.siding import Fixed, what_fixes
from timbalik.matching.operations.taking import How
from timbalik.matching.states import RankingStep
from timbalik.matching.tasks import draw_ranking, watch_rankings
from timbalik.notifications.models import Effect
from timbalik.programmes.states import ProgrammeState


@pytest.fixture
def waiting(studio: Studio, now: datetime) -> RankingCall:
    studio.programme.routes, studio.programme.state = ["ranked"], ProgrammeState.OPEN
    studio.programme.save()
    for name in ("Wahyu", "Ratna"):
        studio.mentor(name)
    studio.mentee("Endang")
    return ask(studio, now)


def ask(studio: Studio, now: datetime) -> RankingCall:
    end = now + timedelta(days=5)
    return open_ranking(studio.cohort, closes_at=end, by=studio.coordinator, now=now, draw=False)


def state_of(studio: Studio) -> str:
    studio.programme.refresh_from_db()
    return studio.programme.state


def test_worker_draws_what_waits_and_writes_to_everybody_once(
    studio: Studio, waiting: RankingCall, now: datetime
) -> None:
    assert (waiting.step, state_of(studio)) == (RankingStep.WAITING, ProgrammeState.OPEN)
    watch_rankings(now)
    assert not Ballot.objects.of(studio.organisation).exists()

    draw_ranking.func(waiting.pk)
    draw_ranking.func(waiting.pk)

    waiting.refresh_from_db()
    assert (is_open(waiting, now=now), state_of(studio)) == (True, ProgrammeState.MATCHING)
    assert Ballot.objects.of(studio.organisation).count() == Effect.objects.of(studio.organisation).count() == 3
    verbs = AuditEntry.objects.filter(organisation_ref=studio.organisation.public_id, verb="matching.ranking_opened")
    assert verbs.get().channel == "task"


def test_steps_are_told_in_order(waiting: RankingCall, now: datetime) -> None:
    told: list[str] = []
    carry_out_ranking(waiting, now=now, how=How(on_step=told.append))
    assert told == ["reading", "scoring", "choosing", "storing"]


def test_stopped_nobody_is_asked_and_enrolment_goes_on(studio: Studio, waiting: RankingCall, now: datetime) -> None:
    """Also when the stop comes between computing and writing."""

    def stop(step: str) -> None:
        if step == RankingStep.STORING:
            stop_ranking(waiting, by=studio.coordinator, now=now)

    key = waiting.pk
    call = RankingCall.objects.of(studio.organisation).get(pk=key)
    carry_out_ranking(call, now=now, how=How(on_step=stop))

    assert not RankingCall.objects.of(studio.organisation).exists()
    assert not Ballot.objects.of(studio.organisation).exists()
    assert state_of(studio) == ProgrammeState.OPEN


def test_people_who_are_asked_are_not_unasked(studio: Studio, waiting: RankingCall, now: datetime) -> None:
    carry_out_ranking(waiting, now=now)
    with pytest.raises(RoundNotOpen):
        stop_ranking(waiting, by=studio.coordinator, now=now)


def test_one_at_a_time_and_again_after_nobody_was_found(studio: Studio, waiting: RankingCall, now: datetime) -> None:
    with pytest.raises(RankingUnderWay):
        ask(studio, now)
    mentee = studio.cohort.enrolments.get(organisation=studio.organisation, role="mentee")
    mentee.state = "withdrawn"
    mentee.save()
    assert carry_out_ranking(waiting, now=now).step == RankingStep.NOBODY
    assert what_fixes(mentee) is None

    again = ask(studio, now)
    assert list(RankingCall.objects.of(studio.organisation)) == [again]
    assert what_fixes(mentee) == Fixed.RANKING


def test_failure_is_told_and_kept_from_nobody(studio: Studio, waiting: RankingCall, now: datetime) -> None:
    def fail(step: str) -> None:
        raise OSError(step)

    with pytest.raises(OSError, match="reading"):
        carry_out_ranking(waiting, now=now, how=How(on_step=fail))
    waiting.refresh_from_db()
    assert waiting.step == RankingStep.FAILED


def test_round_or_end_takes_what_waits_away(studio: Studio, waiting: RankingCall, now: datetime) -> None:
    open_round(studio.cohort, by=studio.coordinator, now=now)
    assert carry_out_ranking(waiting, now=now).step == RankingStep.FAILED
    assert not RankingCall.objects.of(studio.organisation).exists()


def test_closed_before_it_began_it_is_gone(studio: Studio, waiting: RankingCall, now: datetime) -> None:
    close_ranking(waiting, by=studio.coordinator, now=now)
    assert not RankingCall.objects.of(studio.organisation).exists()
