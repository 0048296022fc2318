"""Acts that take long: asked for, carried out by the worker step by step, stopped, and how each ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction

from timbalik.audit.operations import record
from timbalik.matching.adjustments import plan_adjustment
from timbalik.matching.errors import MatchingRefused, RoundBusy, RoundNotOpen, WorkStopped
from timbalik.matching.models import Draft, Override, PairSheet, Round, RoundWork
from timbalik.matching.operations.adjusting import adjust_round
from timbalik.matching.operations.drafts import take_draft
from timbalik.matching.operations.groups import group_mentees
from timbalik.matching.operations.overrides import decide_unknown_lines, override_pair, undo_override
from timbalik.matching.operations.pair_sheets import check_sheet, discard_sheet, import_pairs, prices_as_json, rows_of
from timbalik.matching.operations.proving import prove_remedies
from timbalik.matching.operations.rounds import change_weights, solve_round
from timbalik.matching.operations.taking import HERE, How, lock_round
from timbalik.matching.settings import Weights
from timbalik.matching.states import ASKING, RoundState, WorkEnd, WorkKind
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Enrolment

COMPUTABLE = (RoundState.OPEN, RoundState.PROPOSED, RoundState.SENT)
ROWS_PRICED: Final = 200  # rows of a sheet, each alone
RESULT_KEPT: Final = timedelta(days=1)
ONCE_SENT = (WorkKind.PLAN, WorkKind.ADJUST)  # what is still computed when both sides are asked


@transaction.atomic
def ask_work(
    round_: Round,
    kind: str,
    *,
    by: Person | None,
    now: datetime,
    facts: Mapping[str, Any] | None = None,
    seen: int | None = None,
) -> RoundWork:
    """Leave an act to the worker (``tasks.carry_out``). Raises ``RoundNotOpen``, ``ArrangementChanged``, ``RoundBusy``."""
    lock_round(round_, *COMPUTABLE, seen=seen)
    if round_.state == RoundState.SENT:
        if kind not in ONCE_SENT:
            raise RoundNotOpen(round_.state)
        if Round.objects.of(round_.organisation_id).filter(pk=round_.pk).exclude(step="").exists():
            raise RoundBusy(str(round_.public_id))
    older = RoundWork.objects.of(round_.organisation_id).filter(round=round_, result__isnull=False)
    older.update(result=None)
    try:
        with transaction.atomic():
            work = RoundWork.objects.create(
                organisation=round_.organisation,
                round=round_,
                kind=kind,
                facts=dict(facts or {}),
                version=round_.version,
                by=by,
                asked_at=now,
            )
    except IntegrityError as error:
        raise RoundBusy(str(round_.public_id)) from error
    Round.objects.of(round_.organisation_id).filter(pk=round_.pk).update(step="waiting")
    round_.step = "waiting"
    return work


def ask_publication(round_: Round) -> None:
    """Leave the opening of accepted pairs to the worker (``tasks.publish``); asked twice, it is left once.

    Raises ``RoundNotOpen``, ``RoundBusy``.
    """
    rows = Round.objects.of(round_.organisation_id).filter(pk=round_.pk, state=RoundState.SENT)
    if rows.filter(step="").update(step="publishing") == 1:
        round_.step = "publishing"
        return
    if rows.exclude(step="publishing").exists():
        raise RoundBusy(str(round_.public_id))
    raise RoundNotOpen(round_.state)


@transaction.atomic
def stop_work(round_: Round, *, by: Person, now: datetime) -> RoundWork:
    """End what the worker does for this round, at once: the round stays as it was before. Raises ``RoundNotOpen``."""
    lock_round(round_, *COMPUTABLE)
    works = RoundWork.objects.of(round_.organisation_id).filter(round=round_, ended_at__isnull=True)
    work = works.select_for_update().first()
    if work is None:
        raise RoundNotOpen(round_.state)
    _end(work, WorkEnd.STOPPED, now=now)
    record(
        "matching.work_stopped",
        organisation=round_.organisation,
        by=by,
        subject=round_,
        now=now,
        facts={"kind": work.kind},
    )
    return work


def carry_out(work: RoundWork, *, now: datetime, how: How = HERE) -> RoundWork:
    """Do what was asked, telling each step. What ended already, or was stopped meanwhile, changes nothing.

    A refusal ends the work with its name; any other error ends it as failed and is raised.
    """
    if work.ended_at is not None:
        return work

    def on_step(step: str) -> None:
        see_that_it_goes_on(work)
        Round.objects.of(work.organisation_id).filter(pk=work.round_id).update(step=step)
        how.on_step(step)

    def guard() -> None:
        see_that_it_goes_on(work, hold=True)

    def done() -> None:
        _end(work, WorkEnd.DONE, now=now)

    try:
        _act(work, now=now, how=replace(how, on_step=on_step, guard=guard, done=done))
    except WorkStopped:
        work.refresh_from_db()
    except MatchingRefused as refusal:
        _end(work, WorkEnd.REFUSED, now=now, refusal=type(refusal).__name__)
    except Exception:
        _end(work, WorkEnd.FAILED, now=now)
        raise
    return work


def see_that_it_goes_on(work: RoundWork, *, hold: bool = False) -> None:
    """Raise ``WorkStopped`` when somebody ended it meanwhile. ``hold`` keeps it as it is for this transaction."""
    rows = RoundWork.objects.of(work.organisation_id).filter(pk=work.pk, ended_at__isnull=True)
    if (rows.select_for_update() if hold else rows).first() is None:
        raise WorkStopped(str(work.public_id))


def _act(work: RoundWork, *, now: datetime, how: How) -> None:
    round_, by, facts, seen = work.round, work.by, work.facts, work.version
    if work.kind == WorkKind.SOLVE:
        solve_round(round_, by=by, now=now, seen=seen, how=how)
        return
    if by is None:  # erased meanwhile: nobody decides this any more
        raise RoundNotOpen(round_.state)
    if work.kind in (*ASKING, WorkKind.REMEDIES):
        _answer(work, round_, how=how)
        return
    if work.kind in (WorkKind.DRAFT, WorkKind.SHEET, WorkKind.ADJUST):
        _act_beside(work, round_, by=by, now=now, how=how)
        return
    match work.kind:
        case WorkKind.WEIGHTS:
            change_weights(round_, Weights(**facts["weights"]), by=by, now=now, seen=seen, how=how)
        case WorkKind.UNKNOWN_LINES:
            decide_unknown_lines(round_, reason=facts["reason"], by=by, now=now, seen=seen, how=how)
        case WorkKind.UNDO:
            rows = Override.objects.of(round_.organisation_id).filter(round=round_)
            override = rows.filter(public_id=UUID(facts["override"])).first()
            if override is None:
                raise RoundNotOpen(round_.state)
            override.round = round_
            undo_override(override, by=by, now=now, seen=seen, how=how)
        case WorkKind.OVERRIDE:
            people = Enrolment.objects.of(round_.organisation_id).filter(cohort_id=round_.cohort_id)
            mentor, mentee = (people.get(public_id=UUID(facts[side])) for side in ("mentor", "mentee"))
            override_pair(
                round_,
                mentor=mentor,
                mentee=mentee,
                kind=facts["kind"],
                reason=facts["reason"],
                by=by,
                now=now,
                seen=seen,
                how=how,
            )
        case WorkKind.GROUP:
            people = Enrolment.objects.of(round_.organisation_id).filter(cohort_id=round_.cohort_id)
            one, other = (people.get(public_id=UUID(facts[which])) for which in ("one", "other"))
            said = {"kind": facts["kind"], "reason": facts["reason"]}
            group_mentees(round_, one=one, other=other, **said, by=by, now=now, seen=seen, how=how)


def _act_beside(work: RoundWork, round_: Round, *, by: Person, now: datetime, how: How) -> None:
    """With drafts and sheets, which may be gone when their turn comes."""
    facts, seen = work.facts, work.version
    match work.kind:
        case WorkKind.DRAFT:
            draft = (
                Draft.objects.of(round_.organisation_id).select_related("round").filter(public_id=UUID(facts["draft"]))
            )
            if (found := draft.first()) is None:
                raise RoundNotOpen(round_.state)
            take_draft(round_, found, by=by, now=now, version=seen, how=how)
        case WorkKind.SHEET:
            sheet = _sheet_of(work, round_)
            import_pairs(round_, rows_of(sheet), reason=facts["reason"], by=by, now=now, version=seen, how=how)
            discard_sheet(sheet)
        case WorkKind.ADJUST:
            adjust_round(round_, by=by, now=now, seen=facts["stamp"], letters=False, how=how)


def _answer(work: RoundWork, round_: Round, *, how: How) -> None:
    """What only asks: nothing of the round is changed, and the work keeps the result."""
    match work.kind:
        case WorkKind.PLAN:
            work.result = plan_adjustment(round_, how=how).as_json()
        case WorkKind.PRICE:
            rows = rows_of(_sheet_of(work, round_))
            checked = check_sheet(round_, rows, each=ROWS_PRICED, how=how)
            work.result = prices_as_json(rows, checked)
        case WorkKind.REMEDIES:
            prove_remedies(round_, seen=work.version, how=how)
            return
    with transaction.atomic():
        how.guard()
        work.save(update_fields=["result"])
        how.done()


def _sheet_of(work: RoundWork, round_: Round) -> PairSheet:
    """Raises ``RoundNotOpen`` when it is gone."""
    sheets = PairSheet.objects.of(round_.organisation_id).filter(round=round_, public_id=UUID(work.facts["sheet"]))
    if (sheet := sheets.first()) is None:
        raise RoundNotOpen(round_.state)
    return sheet


def forget_results(now: datetime) -> int:
    """What nobody used for a day is not kept: people have changed since."""
    rows = RoundWork.everywhere.filter(ended_at__lt=now - RESULT_KEPT, result__isnull=False)
    return rows.update(result=None)


def _end(work: RoundWork, end: str, *, now: datetime, refusal: str = "") -> None:
    """The round rests again; one that never was computed says so by its step."""
    work.end, work.ended_at, work.refusal = end, now, refusal
    work.save(update_fields=["end", "ended_at", "refusal"])
    rounds = Round.objects.of(work.organisation_id).filter(pk=work.round_id)
    rounds.update(step="")
    if end not in (WorkEnd.DONE, WorkEnd.STOPPED):
        rounds.filter(state=RoundState.OPEN).update(step="failed")
