"""Pair anew around those who left, joined or asked for another partner, moving as few people as possible."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from timbalik.audit.operations import record
from timbalik.lib.tenancy import check_relations
from timbalik.matching.adjustments import MOVED, Adjustment, Solved, solve_adjustment
from timbalik.matching.arrangements import store_left_over
from timbalik.matching.errors import AdjustmentChanged
from timbalik.matching.inputs import NO_WISHES, Inputs
from timbalik.matching.models import Acceptance, Proposal, Round
from timbalik.matching.operations.asking import queue_letters
from timbalik.matching.operations.ending import replace_proposals
from timbalik.matching.operations.taking import HERE, How, OnStep, lock_round, take
from timbalik.matching.states import ProposalState, RoundState
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Enrolment
from timbalik.relationships.states import Side

if TYPE_CHECKING:
    from timbalik.matching.arranging import ArrangedPair, Arrangement

BATCH = 500


def adjust_round(
    round_: Round,
    *,
    by: Person | None,
    now: datetime,
    without: Collection[int] = (),
    seen: str = "",
    letters: bool = True,
    how: How = HERE,
) -> Adjustment:
    """Take the adjustment that ``plan_adjustment`` shows; ``seen`` is the stamp of the one that was looked at.

    A proposed round is arranged anew with as few changes as possible; its decisions hold. In a round that was sent,
    pairs that stand stay untouched: free people and places are paired among themselves and asked in the same round, with
    the programme's days to answer; nobody is asked the same twice. ``without`` names enrolments that get no new partner
    now. An empty adjustment only says anew why somebody has no partner.

    Raises ``RoundNotOpen``, ``NobodyToPair``, ``PairImpossible`` and, when it would do something else than what was
    seen, ``AdjustmentChanged``.
    """
    with transaction.atomic():
        lock_round(round_, RoundState.PROPOSED, RoundState.SENT)
    if round_.state == RoundState.PROPOSED:
        return _arrange_anew(round_, by=by, now=now, without=without, seen=seen, how=how)
    return _ask_the_free(round_, by=by, now=now, without=without, seen=seen, letters=letters)


def _arrange_anew(
    round_: Round, *, by: Person | None, now: datetime, without: Collection[int], seen: str, how: How
) -> Adjustment:
    """Solved with nothing held, and written if nobody was faster."""
    version = round_.version
    how.on_step("solving")
    solved = _solved(round_, without, seen)

    def compute(inputs: Inputs, on_step: OnStep) -> Arrangement:
        from timbalik.matching.arranging import arrange  # slow import

        return arrange(solved.problem, NO_WISHES, chosen=solved.chosen, known=inputs.known, on_step=on_step)

    def finish(_done: None, _arrangement: Arrangement) -> None:
        _record(round_, solved.plan, by=by, now=now)

    take(round_, lambda: None, finish=finish, seen=version, how=replace(how, compute=compute))
    return solved.plan


@transaction.atomic
def _ask_the_free(
    round_: Round, *, by: Person | None, now: datetime, without: Collection[int], seen: str, letters: bool
) -> Adjustment:
    lock_round(round_, RoundState.SENT)
    solved = _solved(round_, without, seen)
    if solved.plan.is_empty:
        _note_left_over(round_, solved)
        return solved.plan
    _ask_afresh(round_, solved, now=now)
    _record(round_, solved.plan, by=by, now=now)
    if letters:
        queue_letters(round_, now=now)
    return solved.plan


def _solved(round_: Round, without: Collection[int], seen: str) -> Solved:
    solved = solve_adjustment(round_, without=without)
    if seen and seen != solved.plan.stamp:
        raise AdjustmentChanged(str(round_.public_id))
    return solved


def _record(round_: Round, plan: Adjustment, *, by: Person | None, now: datetime) -> None:
    record(
        "matching.adjusted",
        organisation=round_.organisation,
        by=by,
        subject=round_,
        now=now,
        facts={
            "stay": plan.stay,
            "leave": len(plan.leave),
            "come": len(plan.come),
            "moved": sum(one.why == MOVED for one in plan.leave),
        },
    )


def _note_left_over(round_: Round, solved: Solved) -> None:
    """Whoever has nobody now is listed with the reason."""
    from timbalik.matching.arranging import left_over  # slow import

    people = Enrolment.objects.of(round_.organisation_id).filter(cohort_id=round_.cohort_id).in_bulk()
    store_left_over(round_, left_over(solved.problem, solved.chosen), people)


def _ask_afresh(round_: Round, solved: Solved, *, now: datetime) -> None:
    from timbalik.matching.arranging import left_over, pair_of  # slow import

    plan, problem = solved.plan, solved.problem
    enrolments = Enrolment.objects.of(round_.organisation_id).filter(cohort_id=round_.cohort_id)
    people = enrolments.select_related("person").in_bulk()
    refs = {one.enrolment_id: one.ref for one in (*problem.pool.mentors, *problem.pool.mentees)}
    _end(round_, solved)
    pairs = [pair_of(problem, refs[one.mentor_id], refs[one.mentee_id]) for one in plan.come]
    _ask(round_, pairs, people)
    store_left_over(round_, left_over(problem, solved.chosen), people)
    if plan.come:
        days = timedelta(days=round_.programme.answer_days)
        round_.answer_by = max(round_.answer_by or now, now + days)
        round_.save(update_fields=["answer_by"])


def _end(round_: Round, solved: Solved) -> None:
    """Close the pairs that may not stand."""
    rows = Proposal.objects.of(round_.organisation_id).filter(round=round_)
    gone = {(one.mentor_id, one.mentee_id) for one in solved.plan.leave}
    ended = [one.pk for one in solved.present if (one.mentor_id, one.mentee_id) in gone]
    replace_proposals(round_.organisation_id, rows.filter(pk__in=ended))


def _ask(round_: Round, pairs: Iterable[ArrangedPair], people: dict[int, Enrolment]) -> None:
    fresh = [
        Proposal(
            organisation=round_.organisation,
            round=round_,
            mentor=people[pair.mentor_id],
            mentee=people[pair.mentee_id],
            state=ProposalState.ASKED,
            score_hundredths=pair.score,
            mentor_benefit=pair.mentor_benefit,
            mentee_benefit=pair.mentee_benefit,
            reasons=pair.reasons,
        )
        for pair in pairs
    ]
    check_relations(fresh)
    made = Proposal.objects.bulk_create(fresh, batch_size=BATCH)
    answers = [
        Acceptance(organisation=round_.organisation, proposal=one, person=person, side=side)
        for one in made
        for side, person in ((Side.MENTOR, one.mentor.person), (Side.MENTEE, one.mentee.person))
    ]
    check_relations(answers)
    Acceptance.objects.bulk_create(answers, batch_size=BATCH)
