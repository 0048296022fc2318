"""Rounds of many people are computed, and their letters written, by the worker."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django_tasks import task

from timbalik.audit.channels import channel
from timbalik.lib.periodic import periodic
from timbalik.matching import request_tasks  # noqa: F401 - its work comes back by the clock
from timbalik.matching.errors import MatchingRefused
from timbalik.matching.inputs import Inputs
from timbalik.matching.models import RankingCall, Round, RoundWork
from timbalik.matching.operations import working
from timbalik.matching.operations.asking import queue_letters
from timbalik.matching.operations.expiring import expire_answers, nudge_silent, rounds_to_close, rounds_to_nudge
from timbalik.matching.operations.objecting import remind_of_objections
from timbalik.matching.operations.publication import publish_round
from timbalik.matching.operations.ranking import calls_to_close, calls_to_nudge, calls_to_write_about, close_ranking
from timbalik.matching.operations.ranking_options import carry_out_ranking, see_that_it_is_wanted
from timbalik.matching.operations.taking import How, OnStep
from timbalik.matching.ranking_letters import write_to_asked
from timbalik.matching.states import RoundState, WorkEnd, WorkKind
from timbalik.matching.warm.computing import running_of, running_while
from timbalik.people.models.persons import Person

if TYPE_CHECKING:
    from timbalik.matching.arranging import Arrangement

log = logging.getLogger(__name__)

MOST_IN_A_REQUEST = 200  # people; more take over a second and are left to the worker


@task()
def carry_out(work_id: int) -> None:
    """Do what a round was asked to do, telling each step as it begins. Run twice, it is done once."""
    rows = RoundWork.everywhere.select_related(
        "by", "organisation", "round__organisation", "round__cohort__programme", "round__cohort__organisation"
    )
    work = rows.get(pk=work_id)
    work.round.programme = work.round.cohort.programme
    with channel("task"):
        run = running_of(work)
        done = working.carry_out(work, now=timezone.now(), how=How(compute=partial(_arrange, run), run=run))
        if done.kind == WorkKind.ADJUST and done.end == WorkEnd.DONE and work.round.state == RoundState.SENT:
            queue_letters(work.round, now=timezone.now())  # run twice, whoever has theirs gets no second one
    log.info("Round %s: %s %s", work.round.public_id, work.kind, work.end)


def _arrange(run: Callable[..., Any], inputs: Inputs, on_step: OnStep) -> Arrangement:
    found: Arrangement = run("arrange", (inputs,), on_step)
    return found


@task()
def publish(round_id: int, by_id: int) -> None:
    """Open the accepted pairs of a large round. Run twice, it opens them once."""
    round_ = Round.everywhere.select_related("cohort__programme", "cohort__organisation", "organisation").get(
        pk=round_id
    )
    round_.programme = round_.cohort.programme
    try:
        with channel("task"):
            publish_round(round_, by=Person.everywhere.get(pk=by_id), now=timezone.now())
    except MatchingRefused as refusal:
        log.info("Round %s not published: %s", round_.public_id, type(refusal).__name__)
    finally:
        Round.everywhere.filter(pk=round_id).update(step="")


@task()
def send_letters(round_id: int, reminder: bool) -> None:
    """Write the letters of a round; whoever has theirs already gets no second one."""
    round_ = Round.everywhere.select_related("programme", "organisation").get(pk=round_id)
    with channel("task"):
        count = queue_letters(round_, now=timezone.now(), reminder=reminder)
    log.info("Round %s: %d letters queued", round_.public_id, count)


@task()
def draw_ranking(call_id: int) -> None:
    """Compute whom each may rank, and write to them. Run twice, or stopped before its turn, it does nothing."""
    call = (
        RankingCall.everywhere.select_related("by", "organisation", "cohort__programme__organisation")
        .filter(pk=call_id)
        .first()
    )
    if call is None:
        return
    with channel("task"):
        how = How(run=running_while(partial(see_that_it_is_wanted, call)))
        if not carry_out_ranking(call, now=timezone.now(), how=how).step:
            write_to_asked(call, now=timezone.now())  # run twice, whoever has theirs gets no second one
    log.info("Ranking %s: %s", call.public_id, call.step or "open")


@periodic(every=timedelta(minutes=10))
def watch_answers(now: datetime) -> None:
    """Remind before the time to answer ends, and close it when it has; those who decide are reminded too."""
    with channel("task"):
        for round_ in rounds_to_nudge(now):
            nudge_silent(round_, now=now)
        for round_ in rounds_to_close(now):
            expire_answers(round_, now=now)
        remind_of_objections(now)
        working.forget_results(now)


@periodic(every=timedelta(minutes=5))
def watch_rankings(now: datetime) -> None:
    """Write to those who may rank, remind them once, and close what is over."""
    with channel("task"):
        for call in calls_to_write_about(now):
            write_to_asked(call, now=now)
        for call in calls_to_nudge(now):
            write_to_asked(call, now=now, reminder=True)
            RankingCall.everywhere.filter(pk=call.pk).update(nudged_at=now)
        for call in calls_to_close(now):
            close_ranking(call, by=None, now=now)
