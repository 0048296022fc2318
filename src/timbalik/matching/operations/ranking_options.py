"""Before anybody is asked to rank: whom each may rank is computed, at once or by the worker, step by step and to be stopped."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from timbalik.audit.operations import record
from timbalik.lib.planner import refresh_statistics
from timbalik.lib.tenancy import check_relations
from timbalik.matching.errors import MatchingRefused, NobodyToPair, ProgrammeNotPairing, RoundNotOpen, WorkStopped
from timbalik.matching.models import Ballot, RankingCall
from timbalik.matching.operations.taking import HERE, How
from timbalik.matching.reading import read_cohort
from timbalik.matching.states import RANKING_ENDED, RankingStep
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Enrolment
from timbalik.programmes.operations.programmes import NobodyToPair as NobodyEnrolled
from timbalik.programmes.operations.programmes import begin_matching
from timbalik.programmes.states import EnrolmentState, ProgrammeState


def draw_options(call: RankingCall, *, now: datetime, how: How = HERE) -> int:
    """Give everybody their options: from here on they may rank. Enrolment that is still open ends with it.

    Nothing is held while it is computed, and nothing is written before its end. Returns how many may rank. Raises
    ``NobodyToPair``, and what ``how`` raises to stop it.
    """
    how.on_step(RankingStep.READING)
    pool = read_cohort(call.cohort)
    if not pool.mentors or not pool.mentees:
        raise NobodyToPair(str(call.cohort.public_id))
    found = how.run("options", (pool, str(call.public_id)), how.on_step)
    how.on_step(RankingStep.STORING)
    with transaction.atomic():
        how.guard()
        programme = call.cohort.programme
        if programme.state == ProgrammeState.OPEN:
            try:
                begin_matching(programme, by=call.by, now=now)
            except NobodyEnrolled as error:
                raise NobodyToPair(str(call.cohort.public_id)) from error
        if programme.state not in (ProgrammeState.MATCHING, ProgrammeState.RUNNING):
            raise ProgrammeNotPairing(programme.state)
        count = _write_ballots(call, found)
        if not count:
            raise NobodyToPair(str(call.cohort.public_id))
        _tell(call, "")
        facts = {"people": count}
        record(
            "matching.ranking_opened", organisation=call.organisation, by=call.by, subject=call, now=now, facts=facts
        )
    return count


def carry_out_ranking(call: RankingCall, *, now: datetime, how: How = HERE) -> RankingCall:
    """What the worker does for a call that waits. What was ended or stopped meanwhile changes nothing; run twice, nobody
    has two ballots. A refusal leaves the step *nobody*; any other error *failed*, and is raised.
    """
    if not call.step or call.step in RANKING_ENDED:
        return call

    def on_step(step: str) -> None:
        see_that_it_is_wanted(call)
        _tell(call, step)
        how.on_step(step)

    def guard() -> None:
        see_that_it_is_wanted(call, hold=True)

    try:
        draw_options(call, now=now, how=replace(how, on_step=on_step, guard=guard))
    except WorkStopped:
        call.step = RankingStep.FAILED
    except MatchingRefused:
        _tell(call, RankingStep.NOBODY)
    except Exception:
        _tell(call, RankingStep.FAILED)
        raise
    return call


def see_that_it_is_wanted(call: RankingCall, *, hold: bool = False) -> None:
    """Raise ``WorkStopped`` when somebody ended it meanwhile. ``hold`` keeps it as it is for this transaction."""
    rows = RankingCall.objects.of(call.organisation_id).filter(pk=call.pk, closed_at__isnull=True)
    rows = rows.exclude(step__in=("", *RANKING_ENDED))
    if (rows.select_for_update() if hold else rows).first() is None:
        raise WorkStopped(str(call.public_id))


@transaction.atomic
def stop_ranking(call: RankingCall, *, by: Person, now: datetime) -> None:
    """End it before anybody is asked: all is as it was before. Raises ``RoundNotOpen`` once people are asked."""
    rows = RankingCall.objects.of(call.organisation_id).exclude(step="").filter(pk=call.pk)
    if not rows.delete()[0]:
        raise RoundNotOpen(str(call.public_id))
    record("matching.ranking_stopped", organisation=call.organisation, by=by, subject=call.cohort, now=now)


def _tell(call: RankingCall, step: str) -> None:
    RankingCall.objects.of(call.organisation_id).filter(pk=call.pk).update(step=step)
    call.step = step


def _write_ballots(call: RankingCall, found: list[tuple[int, list[dict[str, Any]]]]) -> int:
    """For those who still take part."""
    enrolments = Enrolment.objects.of(call.organisation_id).filter(cohort=call.cohort, state=EnrolmentState.SUBMITTED)
    people = enrolments.select_related("person").in_bulk()
    ballots = [
        Ballot(
            organisation_id=call.organisation_id,
            call=call,
            enrolment=people[enrolment],
            person=people[enrolment].person,
            options=options,
        )
        for enrolment, options in found
        if enrolment in people
    ]
    check_relations(ballots)
    Ballot.objects.bulk_create(ballots, batch_size=500)
    refresh_statistics(Ballot)
    return len(ballots)
