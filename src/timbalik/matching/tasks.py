"""Rounds of many people are computed, and their letters written, by the worker."""

from __future__ import annotations

import logging

from django.utils import timezone
from django_tasks import task

from timbalik.audit.channels import channel
from timbalik.matching.errors import MatchingRefused
from timbalik.matching.models import Round
from timbalik.matching.operations.asking import queue_letters
from timbalik.matching.operations.publication import publish_round
from timbalik.matching.operations.rounds import solve_round
from timbalik.matching.states import RoundState
from timbalik.people.models.persons import Person

log = logging.getLogger(__name__)

MOST_IN_A_REQUEST = 200  # people; more take over a second and are left to the worker


@task()
def solve(round_id: int, by_id: int | None) -> None:
    """Compute an open round, telling each step as it begins. Run twice, it computes the same again."""
    round_ = Round.everywhere.select_related("cohort__programme", "cohort__organisation", "organisation").get(
        pk=round_id
    )
    if round_.state not in (RoundState.OPEN, RoundState.PROPOSED):
        return
    by = Person.everywhere.filter(pk=by_id).first() if by_id is not None else None
    try:
        with channel("task"):
            solve_round(round_, by=by, now=timezone.now(), tell_steps=True)
    except Exception:
        Round.everywhere.filter(pk=round_id).update(step="failed")
        raise
    log.info("Round %s solved", round_.public_id)


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
