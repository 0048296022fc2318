"""Pair anew around those who left, joined or asked for another partner, moving as few people as possible."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction

from timbalik.audit.operations import record
from timbalik.lib.tenancy import check_relations
from timbalik.matching.adjustments import inputs_to_adjust
from timbalik.matching.arrangements import store_left_over
from timbalik.matching.errors import AdjustmentChanged
from timbalik.matching.inputs import Inputs
from timbalik.matching.models import Acceptance, Proposal, Round
from timbalik.matching.operations.asking import queue_letters
from timbalik.matching.operations.ending import replace_proposals
from timbalik.matching.operations.taking import HERE, How, OnStep, lock_round, take
from timbalik.matching.parts import MOVED, Adjusted, AdjustInputs, Adjustment
from timbalik.matching.states import ProposalState, RoundState
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Enrolment
from timbalik.relationships.states import Side

if TYPE_CHECKING:
    from timbalik.matching.arranging import ArrangedPair, Arrangement

BATCH = 500
TRIES: Final = 3  # people may answer while it is computed


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
    return _ask_the_free(round_, by=by, now=now, without=without, seen=seen, letters=letters, how=how)


def _arrange_anew(
    round_: Round, *, by: Person | None, now: datetime, without: Collection[int], seen: str, how: How
) -> Adjustment:
    """Solved with nothing held, and written if nobody was faster."""
    version = round_.version
    _, adjusted = _computed(round_, without, seen, how)

    def compute(_inputs: Inputs, _on_step: OnStep) -> Arrangement:
        assert adjusted.arrangement is not None
        return adjusted.arrangement

    def finish(_done: None, _arrangement: Arrangement) -> None:
        _record(round_, adjusted.plan, by=by, now=now)

    def on_step(step: str) -> None:
        if step != "reading":  # that was the first step already
            how.on_step(step)

    take(round_, lambda: None, finish=finish, seen=version, how=replace(how, compute=compute, on_step=on_step))
    return adjusted.plan


def _ask_the_free(
    round_: Round, *, by: Person | None, now: datetime, without: Collection[int], seen: str, letters: bool, how: How
) -> Adjustment:
    """Solved with nothing held; computed again when what it was read from has changed before it is written."""
    for _ in range(TRIES):
        inputs, adjusted = _computed(round_, without, seen, how)
        how.on_step("storing")
        with transaction.atomic():
            lock_round(round_, RoundState.SENT)
            how.guard()
            if inputs_to_adjust(round_, without=without) != inputs:
                continue
            _write(round_, inputs, adjusted, by=by, now=now)
            if letters and not adjusted.plan.is_empty:
                queue_letters(round_, now=now)
            how.done()
        return adjusted.plan
    raise AdjustmentChanged(str(round_.public_id))


def _computed(round_: Round, without: Collection[int], seen: str, how: How) -> tuple[AdjustInputs, Adjusted]:
    how.on_step("reading")
    inputs = inputs_to_adjust(round_, without=without)
    adjusted: Adjusted = how.run("adjust", (inputs,), how.on_step)
    if seen and seen != adjusted.plan.stamp:
        raise AdjustmentChanged(str(round_.public_id))
    return inputs, adjusted


def _write(round_: Round, inputs: AdjustInputs, adjusted: Adjusted, *, by: Person | None, now: datetime) -> None:
    """End what may not stand, ask whom the plan pairs, and list anew who has nobody, with the reason."""
    plan = adjusted.plan
    enrolments = Enrolment.objects.of(round_.organisation_id).filter(cohort_id=round_.cohort_id)
    people = enrolments.select_related("person").in_bulk()
    if not plan.is_empty:
        _end(round_, inputs, plan)
        _ask(round_, adjusted.pairs, people)
    store_left_over(round_, adjusted.left_over, people)
    if plan.come:
        days = timedelta(days=round_.programme.answer_days)
        round_.answer_by = max(round_.answer_by or now, now + days)
        round_.save(update_fields=["answer_by"])
    if not plan.is_empty:
        _record(round_, plan, by=by, now=now)


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


def _end(round_: Round, inputs: AdjustInputs, plan: Adjustment) -> None:
    """Close the pairs that may not stand."""
    rows = Proposal.objects.of(round_.organisation_id).filter(round=round_)
    gone = {(one.mentor_id, one.mentee_id) for one in plan.leave}
    ended = [one.key for one in inputs.present if (one.mentor_id, one.mentee_id) in gone]
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
