"""Beside a round: drafts and their comparison, adjustment to who left or joined, pairs decided outside."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from ninja import File, Form, Query, Router, Status
from ninja.files import UploadedFile
from pydantic import Field as Limited
from pydantic import StringConstraints

from timbalik.api import budgets
from timbalik.api.caller import ApiRequest, spend
from timbalik.api.endpoints.round_weights import is_large, leave
from timbalik.api.endpoints.rounds import RoundOut, round_out
from timbalik.api.errors import FAILURES, ApiError, Failure
from timbalik.api.finding import coordinated_programme, listed, page_of, the_round, there
from timbalik.api.schemas import At, Coded, In, Listed, Out, Paging, PersonOut, person_out
from timbalik.lib.spreadsheets.limits import MEBIBYTE
from timbalik.matching.adjustments import MOVED, Adjustment, plan_adjustment
from timbalik.matching.comparing import Change, Partner, compare
from timbalik.matching.errors import NothingToImport
from timbalik.matching.models import Draft, PairSheet, Round
from timbalik.matching.operations.adjusting import adjust_round
from timbalik.matching.operations.drafts import keep_draft, take_draft, throw_away_draft
from timbalik.matching.operations.pair_sheets import check_sheet, import_pairs, receive_sheet, rows_of, with_prices
from timbalik.matching.queries.drafts import drafts_of, find_draft, find_snapshot, people_of
from timbalik.matching.queries.words import rule_in_words
from timbalik.matching.queries.work import answered
from timbalik.matching.rules import CONFIDED
from timbalik.matching.sheet_checks import Checked
from timbalik.matching.sheet_words import verdict_in_words
from timbalik.matching.sheets import read_sheet
from timbalik.matching.snapshots import Snapshot
from timbalik.matching.states import WorkKind
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Programme

router = Router(tags=["rounds"])

ONE = "/programmes/{uuid:programme}/rounds/{int:number}"
ROWS_TOLD = 200
Name = Annotated[str, StringConstraints(min_length=1, max_length=80)]
Stamp = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Side = Annotated[str, StringConstraints(min_length=1, max_length=36)]


class DraftIn(In):
    name: Name


class DraftOut(Out):
    id: UUID
    name: str
    at: At


class DraftsOut(Out):
    """``version`` is that of the arrangement as it stands; whoever takes a draft names it."""

    version: int
    drafts: list[DraftOut]


class TakeIn(In):
    version: Annotated[int, Limited(ge=0, le=2_000_000_000)]


class PairOut(Out):
    """``reason`` says why a pair ends or may not be; empty for one that begins."""

    mentor: PersonOut | None
    mentee: PersonOut | None
    reason: Coded | None


class TakenOut(Out):
    kept: int
    added: int
    refused: list[PairOut]
    version: int


class ComparisonIn(Paging):
    """``before`` and ``after``: the number of a round, or the id of a draft. ``show``: the kind of change; all that
    differ by default."""

    before: Side
    after: Side
    show: Literal["same", "other", "lost", "found", "all"] | None = None


class FiguresOut(Out):
    pairs: int
    total_hundredths: int
    mean_hundredths: int
    weakest_hundredths: int
    under_floor: int
    mean_mentor_benefit: int
    mean_mentee_benefit: int
    is_proved: bool


class PartnerOut(Out):
    person: PersonOut | None
    score_hundredths: int


class ChangeOut(Out):
    person: PersonOut | None
    role: str
    change: str
    before: list[PartnerOut]
    after: list[PartnerOut]


class ComparisonOut(Out):
    before: FiguresOut
    after: FiguresOut
    weights_differ: bool
    decisions_only_before: int
    decisions_only_after: int
    counts: dict[str, int]
    changes: Listed[ChangeOut]


class AdjustIn(In):
    """``stamp`` of the adjustment that was looked at: another one is refused."""

    stamp: Stamp


class AdjustmentOut(Out):
    stay: int
    leave: list[PairOut]
    come: list[PairOut]
    people_moved: int
    left_alone: int
    stamp: str


class PairsIn(In):
    """``reason`` is kept with rows that give none."""

    dry_run: bool = False
    reason: Annotated[str, StringConstraints(max_length=300)] = ""


class PairRowOut(Out):
    row: int
    mentor: str
    mentee: str
    verdict: Coded
    is_ready: bool


class PairsOut(Out):
    """After a dry run nothing was kept. ``loss_hundredths`` is the price of all ready pairs together; null while the worker
    computes it (``sheet`` names where to look), or where there is no room for all."""

    dry_run: bool
    sheet: UUID | None
    ready: int
    left_out: int
    loss_hundredths: int | None
    rows: list[PairRowOut]
    more_rows: int


@router.get(f"{ONE}/drafts", response={200: DraftsOut, FAILURES: Failure})
def list_drafts(request: ApiRequest, programme: UUID, number: int) -> DraftsOut:
    """The drafts kept in this round, newest first."""
    round_ = the_round(request, programme, number)
    return DraftsOut(version=round_.version, drafts=[_draft_out(one) for one in drafts_of(round_)])


@router.post(f"{ONE}/drafts", response={201: DraftOut, FAILURES: Failure})
def keep_a_draft(request: ApiRequest, programme: UUID, number: int, said: DraftIn) -> Status[DraftOut]:
    """Keep what stands now, with its weights and decisions."""
    kept = keep_draft(the_round(request, programme, number), name=said.name, by=request.person, now=request.now)
    return Status(201, _draft_out(kept))


@router.post(f"{ONE}/drafts/{{uuid:draft}}/take", response={200: TakenOut, 202: RoundOut, FAILURES: Failure})
def take_a_draft(
    request: ApiRequest, programme: UUID, number: int, draft: UUID, said: TakeIn
) -> Status[TakenOut] | Status[RoundOut]:
    """Let a draft be the arrangement again, as far as people and rules of now allow. With many people: 202."""
    round_ = the_round(request, programme, number)
    spend(request, budgets.HEAVY)
    kept = _draft(round_, draft)
    if is_large(round_):
        leave(request, round_, WorkKind.DRAFT, seen=said.version, facts={"draft": str(kept.public_id)})
        return Status(202, round_out(the_round(request, programme, number)))
    taken = take_draft(round_, kept, by=request.person, now=request.now, version=said.version)
    people = people_of(round_.programme, {key for one in taken.refused for key in (one.mentor_id, one.mentee_id)})
    refused = [_pair(people, one.mentor_id, one.mentee_id, one.why) for one in taken.refused]
    return Status(200, TakenOut(kept=taken.kept, added=taken.added, refused=refused, version=round_.version))


@router.post(f"{ONE}/drafts/{{uuid:draft}}/throw-away", response={200: DraftsOut, FAILURES: Failure})
def throw_a_draft_away(request: ApiRequest, programme: UUID, number: int, draft: UUID) -> DraftsOut:
    """The arrangement that stands is not touched."""
    round_ = the_round(request, programme, number)
    throw_away_draft(_draft(round_, draft), by=request.person, now=request.now)
    return list_drafts(request, programme, number)


@router.get("/programmes/{uuid:programme}/comparison", response={200: ComparisonOut, FAILURES: Failure})
def compare_arrangements(request: ApiRequest, programme: UUID, asked: Query[ComparisonIn]) -> ComparisonOut:
    """Two arrangements person by person: rounds, drafts, or one of each."""
    mine = coordinated_programme(request, programme)
    sides = [there(find_snapshot(mine, ref)) for ref in (asked.before, asked.after)]
    found = compare(*sides)
    rows, total = page_of(list(found.chosen(asked.show or "")), asked)
    people = people_of(mine, {key for one in rows for key in _keys(one)})
    return ComparisonOut(
        before=_figures(found.before),
        after=_figures(found.after),
        weights_differ=found.weights_differ,
        decisions_only_before=len(found.only_before),
        decisions_only_after=len(found.only_after),
        counts=found.counts,
        changes=listed([_change_out(one, people) for one in rows], total, asked),
    )


@router.get(f"{ONE}/adjustment", response={200: AdjustmentOut, FAILURES: Failure})
def plan_an_adjustment(request: ApiRequest, programme: UUID, number: int) -> AdjustmentOut:
    """Who would move for those who left, joined or asked for another partner. Changes nothing.

    With many people the worker computes it: ask for it first (``adjustment/plan``), else 409 ``not_computed``.
    """
    round_ = the_round(request, programme, number)
    spend(request, budgets.HEAVY)
    if not is_large(round_):
        return _adjustment_out(round_.programme, plan_adjustment(round_))
    work = answered(round_, WorkKind.PLAN, now=request.now)
    if work is None or work.result is None:
        raise ApiError(409, "not_computed", _("This is not computed yet. Let it be computed first."))
    return _adjustment_out(round_.programme, Adjustment.from_json(work.result))


@router.post(f"{ONE}/adjustment/plan", response={202: RoundOut, FAILURES: Failure})
def compute_an_adjustment(request: ApiRequest, programme: UUID, number: int) -> Status[RoundOut]:
    """Let the worker compute who would move; ``work`` of the round says when it is done, ``adjustment`` tells it."""
    round_ = the_round(request, programme, number)
    spend(request, budgets.HEAVY)
    leave(request, round_, WorkKind.PLAN)
    return Status(202, round_out(the_round(request, programme, number)))


@router.post(f"{ONE}/adjustment", response={200: AdjustmentOut, 202: RoundOut, FAILURES: Failure})
def adjust_a_round(
    request: ApiRequest, programme: UUID, number: int, said: AdjustIn
) -> Status[AdjustmentOut] | Status[RoundOut]:
    """Do exactly that: before anybody was asked, arrange anew with the fewest changes; afterwards ask free people.

    With many people the worker does: 202.
    """
    round_ = the_round(request, programme, number)
    spend(request, budgets.HEAVY)
    if is_large(round_):
        leave(request, round_, WorkKind.ADJUST, facts={"stamp": said.stamp})
        return Status(202, round_out(the_round(request, programme, number)))
    done = adjust_round(round_, by=request.person, now=request.now, seen=said.stamp)
    return Status(200, _adjustment_out(round_.programme, done))


@router.get(f"{ONE}/pairs/{{uuid:sheet}}", response={200: PairsOut, FAILURES: Failure})
def get_decided_pairs(request: ApiRequest, programme: UUID, number: int, sheet: UUID) -> PairsOut:
    """A sheet whose price the worker computes, or has computed; it is kept for a day at most."""
    round_ = the_round(request, programme, number)
    rows = PairSheet.objects.of(round_.organisation_id).filter(round=round_, public_id=sheet)
    kept = there(rows.first())
    work = answered(round_, WorkKind.PRICE, now=request.now)
    is_this = work is not None and work.facts.get("sheet") == str(sheet)
    checked = check_sheet(round_, rows_of(kept), price=False)
    return _pairs_out(with_prices(rows_of(kept), checked, work.result if work and is_this else None), True, kept)


@router.post(f"{ONE}/pairs", response={200: PairsOut, 201: PairsOut, 202: PairsOut, FAILURES: Failure})
def import_decided_pairs(
    request: ApiRequest, programme: UUID, number: int, said: Form[PairsIn], file: File[UploadedFile]
) -> Status[PairsOut]:
    """Try a sheet of decided pairs (``dry_run``), or keep its ready rows as decisions, all in one act.

    With many people the rows are judged at once, and the worker computes the price, or keeps them: 202.
    """
    round_ = the_round(request, programme, number)
    spend(request, budgets.HEAVY)
    if unknown := sorted({*request.POST, *request.FILES} - {*PairsIn.model_fields, "file"}):
        raise ApiError(422, "unknown_field", _("This field is not known here."), field=unknown[0][:100])
    if (file.size or 0) > settings.MAX_IMPORT_MB * MEBIBYTE:
        message = _("Up to %(megabytes)d MB are accepted.") % {"megabytes": settings.MAX_IMPORT_MB}
        raise ApiError(413, "file_too_large", message, field="file")
    if is_large(round_):
        return _left_to_the_worker(request, round_, said, file)
    rows = read_sheet(file, name=file.name or "")
    checked = check_sheet(round_, rows)
    if not said.dry_run:
        import_pairs(round_, rows, reason=said.reason, by=request.person, now=request.now)
    return Status(200 if said.dry_run else 201, _pairs_out(checked, said.dry_run))


def _left_to_the_worker(request: ApiRequest, round_: Round, said: PairsIn, file: UploadedFile) -> Status[PairsOut]:
    """The sheet is kept until it is carried out, for a day at most. What is refused keeps none."""
    with transaction.atomic():
        kept = receive_sheet(round_, file, file_name=file.name or "", by=request.person, now=request.now)
        checked = check_sheet(round_, rows_of(kept), price=False)
        if not said.dry_run and not checked.good:
            raise NothingToImport(str(round_.public_id))
        facts = {"sheet": str(kept.public_id), "reason": said.reason}
        leave(request, round_, WorkKind.PRICE if said.dry_run else WorkKind.SHEET, facts=facts)
    return Status(202, _pairs_out(checked, said.dry_run, kept))


def _pairs_out(checked: Checked, dry_run: bool, kept: PairSheet | None = None) -> PairsOut:
    told = [
        PairRowOut(
            row=one.row.number,
            mentor=one.row.mentor,
            mentee=one.row.mentee,
            verdict=Coded(code=one.code, message=verdict_in_words(one)),
            is_ready=one.is_good,
        )
        for one in sorted(checked.verdicts, key=lambda one: (one.is_good, one.row.number))[:ROWS_TOLD]
    ]
    return PairsOut(
        dry_run=dry_run,
        sheet=kept.public_id if kept else None,
        ready=len(checked.good),
        left_out=len(checked.verdicts) - len(checked.good),
        loss_hundredths=checked.loss if checked.is_priced and checked.is_possible else None,
        rows=told,
        more_rows=max(0, len(checked.verdicts) - ROWS_TOLD),
    )


def _draft(round_: Round, ref: UUID) -> Draft:
    found = there(find_draft(round_.programme, ref.hex))
    found.round.programme = round_.programme
    return found


def _draft_out(draft: Draft) -> DraftOut:
    return DraftOut(id=draft.public_id, name=draft.name, at=draft.at)


def _figures(one: Snapshot) -> FiguresOut:
    return FiguresOut(
        pairs=len(one.pairs),
        total_hundredths=one.total,
        mean_hundredths=one.mean,
        weakest_hundredths=one.weakest,
        under_floor=one.under_floor,
        mean_mentor_benefit=one.mean_mentor_benefit,
        mean_mentee_benefit=one.mean_mentee_benefit,
        is_proved=one.is_proved,
    )


def _keys(change: Change) -> Iterable[int]:
    return (change.enrolment_id, *(one.enrolment_id for one in (*change.before, *change.after)))


def _change_out(one: Change, people: dict[int, Person]) -> ChangeOut:
    return ChangeOut(
        person=_person(people, one.enrolment_id),
        role=one.role,
        change=one.kind,
        before=_partners(one.before, people),
        after=_partners(one.after, people),
    )


def _partners(partners: Iterable[Partner], people: dict[int, Person]) -> list[PartnerOut]:
    return [PartnerOut(person=_person(people, one.enrolment_id), score_hundredths=one.score) for one in partners]


def _adjustment_out(programme: Programme, plan: Adjustment) -> AdjustmentOut:
    people = people_of(programme, {key for one in (*plan.leave, *plan.come) for key in (one.mentor_id, one.mentee_id)})
    return AdjustmentOut(
        stay=plan.stay,
        leave=[_pair(people, one.mentor_id, one.mentee_id, one.why) for one in plan.leave],
        come=[_pair(people, one.mentor_id, one.mentee_id, "") for one in plan.come],
        people_moved=len(plan.moved),
        left_alone=len(plan.alone),
        stamp=plan.stamp,
    )


def _pair(people: dict[int, Person], mentor: int, mentee: int, why: str) -> PairOut:
    return PairOut(mentor=_person(people, mentor), mentee=_person(people, mentee), reason=_reason(why))


def _reason(why: str) -> Coded | None:
    """What somebody confided stays unnamed."""
    if not why:
        return None
    if why == MOVED:
        return Coded(code=MOVED, message=_("Moves, so that more people have a partner."))
    return Coded(code="confided" if why in CONFIDED else why, message=rule_in_words(why))


def _person(people: dict[int, Person], key: int) -> PersonOut | None:
    return person_out(people[key]) if key in people else None
