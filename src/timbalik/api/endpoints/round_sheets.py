"""Pairs decided outside: a sheet is tried, priced, and its ready rows kept as decisions."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from ninja import File, Form, Router, Status
from ninja.files import UploadedFile
from pydantic import StringConstraints

from timbalik.api import budgets
from timbalik.api.caller import ApiRequest, spend
from timbalik.api.endpoints.round_weights import is_large, leave
from timbalik.api.errors import FAILURES, ApiError, Failure
from timbalik.api.finding import the_round, there
from timbalik.api.schemas import Coded, In, Out
from timbalik.lib.spreadsheets.limits import MEBIBYTE
from timbalik.matching.errors import NothingToImport
from timbalik.matching.models import PairSheet, Round
from timbalik.matching.operations.pair_sheets import check_sheet, import_pairs, receive_sheet, rows_of, with_prices
from timbalik.matching.queries.work import answered
from timbalik.matching.sheet_checks import Checked
from timbalik.matching.sheet_words import verdict_in_words
from timbalik.matching.sheets import read_sheet
from timbalik.matching.states import WorkKind

router = Router(tags=["rounds"])
ONE = "/programmes/{uuid:programme}/rounds/{int:number}"
ROWS_TOLD = 200


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
