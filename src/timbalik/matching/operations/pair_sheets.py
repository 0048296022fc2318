"""Pairs decided outside come in from a spreadsheet: received, mended, tried, and kept as decisions in one act."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import IO, TYPE_CHECKING, Any, Final

from django.db import transaction

from timbalik.audit.operations import record
from timbalik.engine.assignment.errors import Infeasible
from timbalik.matching.arrangements import inputs_of
from timbalik.matching.errors import (
    NothingToImport,
    PairImpossible,
    ReasonMissing,
    RoundNotOpen,
    RowMissing,
)
from timbalik.matching.exploring import MOST_PRICED
from timbalik.matching.models import Override, PairSheet, Proposal, Round
from timbalik.matching.operations.taking import HERE, How, lock_round, take
from timbalik.matching.pair_rules import PairRules
from timbalik.matching.prices import Price, RowPrices
from timbalik.matching.reading import read_pool
from timbalik.matching.sheet_checks import OK, Checked, Verdict, check_rows
from timbalik.matching.sheets import LONGEST, SheetRow, read_sheet
from timbalik.matching.states import OverrideKind, ProposalState, RoundState
from timbalik.people.models.persons import Person

if TYPE_CHECKING:
    from timbalik.matching.arranging import Arrangement

FORGET_AFTER: Final = timedelta(hours=24)
BATCH: Final = 500


@dataclass(frozen=True)
class Imported:
    """``pairs`` became decisions, ``left_out`` rows did not; ``price`` is that of all together, in hundredths."""

    pairs: int
    left_out: int
    price: int


def receive_sheet(round_: Round, source: IO[bytes], *, file_name: str, by: Person, now: datetime) -> PairSheet:
    """Read a file and keep what it says about mentors, mentees and reasons, for a day at most.

    Raises ``SpreadsheetRefused``, ``HeadersMissing``, ``NothingToImport``, ``RoundNotOpen``.
    """
    rows = read_sheet(source, name=file_name)
    if not rows:
        raise NothingToImport(file_name)
    with transaction.atomic():
        lock_round(round_, RoundState.PROPOSED)
        forget_old_sheets(round_.organisation_id, now=now)
        last = file_name.replace("\\", "/").split("/")[-1]
        return PairSheet.objects.create(
            organisation=round_.organisation,
            round=round_,
            file_name="".join(letter for letter in last if letter.isprintable())[-200:],
            rows=_packed(rows),
            by=by,
            at=now,
        )


def rows_of(sheet: PairSheet) -> list[SheetRow]:
    return [SheetRow(*row) for row in sheet.rows]


@transaction.atomic
def mend_row(sheet: PairSheet, *, row: int, side: str, text: str) -> None:
    """Write something else into a cell. Raises ``RowMissing``."""
    said = " ".join(text.split())[:LONGEST]
    _change(sheet, row, lambda one: replace(one, mentor=said) if side == "mentor" else replace(one, mentee=said))


@transaction.atomic
def swap_row(sheet: PairSheet, *, row: int) -> None:
    """Mentor and mentee stood in each other's column."""
    _change(sheet, row, lambda one: replace(one, mentor=one.mentee, mentee=one.mentor))


@transaction.atomic
def leave_out_row(sheet: PairSheet, *, row: int) -> None:
    """Raises ``RowMissing``."""
    rows = rows_of(sheet)
    kept = [one for one in rows if one.number != row]
    if len(kept) == len(rows):
        raise RowMissing(str(row))
    sheet.rows = _packed(kept)
    sheet.save(update_fields=["rows"])


def _change(sheet: PairSheet, number: int, mend: Callable[[SheetRow], SheetRow]) -> None:
    rows = rows_of(sheet)
    if all(one.number != number for one in rows):
        raise RowMissing(str(number))
    sheet.rows = _packed(mend(one) if one.number == number else one for one in rows)
    sheet.save(update_fields=["rows"])


def _packed(rows: Iterable[SheetRow]) -> list[list[str | int]]:
    return [[one.number, one.mentor, one.mentee, one.reason] for one in rows]


def discard_sheet(sheet: PairSheet) -> None:
    """The file and its names are gone."""
    sheet.delete()


def check_sheet(
    round_: Round, rows: Sequence[SheetRow], *, each: int = 0, price: bool = True, how: How = HERE
) -> Checked:
    """The dry run: each row with its verdict, and what all good ones cost together. Writes nothing.

    The first ``each`` good rows are priced one by one as well. ``price=False`` leaves the prices to
    ``ask_work`` (many people): verdicts need no solver. Raises ``RoundNotOpen``.
    """
    if round_.state != RoundState.PROPOSED:
        raise RoundNotOpen(round_.state)
    how.on_step("reading")
    inputs = inputs_of(round_)
    verdicts = check_rows(round_, rows, PairRules(inputs.pool))
    if not any(one.code == OK for one in verdicts):
        return Checked(verdicts)
    if not price:
        return Checked(verdicts, is_priced=False)
    fresh = {_refs(one): one.row.number for one in verdicts if one.code == OK}
    few = each if how is not HERE or len(inputs.pool.mentors) + len(inputs.pool.mentees) <= MOST_PRICED else 0
    found: RowPrices = how.run("rows", (inputs, tuple(fresh), few), how.on_step)
    standing = _standing(round_)
    alone = {fresh[pair]: price for pair, price in found.alone.items()}
    if not found.is_possible:
        return Checked(verdicts, is_possible=False, prices=alone)
    loss, loss_pairs = sum(standing.values()) - found.total, len(standing) - found.pairs
    return Checked(verdicts, loss=loss, loss_pairs=loss_pairs, prices=alone)


def prices_as_json(rows: Sequence[SheetRow], checked: Checked) -> dict[str, Any]:
    """The prices of a dry run, to be kept beside the rows they are of."""
    return {
        "rows": stamp_of_rows(rows),
        "possible": checked.is_possible,
        "loss": checked.loss,
        "loss_pairs": checked.loss_pairs,
        "alone": {
            str(number): [one.possible, one.loss_pairs, one.loss_floor, one.loss_hundredths]
            for number, one in checked.prices.items()
        },
    }


def with_prices(rows: Sequence[SheetRow], checked: Checked, stored: dict[str, Any] | None) -> Checked:
    """The dry run with prices computed before, where they are of these rows."""
    if checked.is_priced or not stored or stored.get("rows") != stamp_of_rows(rows):
        return checked
    alone = {}
    for one in checked.verdicts:
        if one.code == OK and (said := stored["alone"].get(str(one.row.number))):
            possible, pairs, floor, points = said
            alone[one.row.number] = Price(
                *_refs(one), possible=possible, loss_pairs=pairs, loss_floor=floor, loss_hundredths=points
            )
    return replace(
        checked,
        is_priced=True,
        is_possible=stored["possible"],
        loss=stored["loss"],
        loss_pairs=stored["loss_pairs"],
        prices=alone,
    )


def stamp_of_rows(rows: Sequence[SheetRow]) -> str:
    """Changes with every mend."""
    return hashlib.sha256(repr([(one.number, one.mentor, one.mentee) for one in rows]).encode()).hexdigest()[:32]


def import_pairs(
    round_: Round,
    rows: Sequence[SheetRow],
    *,
    reason: str,
    by: Person,
    now: datetime,
    version: int | None = None,
    how: How = HERE,
) -> Imported:
    """Keep every good row as a decision, with its own reason or the one given for all, and arrange anew around them.

    Decisions made before stay; rows that break a hard rule or name nobody are left out, as the dry run says. Each
    decision carries an equal share of what all cost together. Raises ``RoundNotOpen``, ``ArrangementChanged`` when
    somebody else was faster, ``NothingToImport``, ``ReasonMissing``, ``PairImpossible``.
    """
    with transaction.atomic():
        lock_round(round_, RoundState.PROPOSED, seen=version)
    seen = round_.version
    how.on_step("reading")
    verdicts = check_rows(round_, rows, PairRules(read_pool(round_)))
    good = [one for one in verdicts if one.code == OK]
    if not good:
        raise NothingToImport(str(round_.public_id))
    if not reason.strip() and not all(one.row.reason for one in good):
        raise ReasonMissing(OverrideKind.FORCE)
    before = sum(_standing(round_).values())
    left_out = sum(not one.is_good for one in verdicts)
    prices: list[int] = []

    def write() -> list[Override]:
        return _write(round_, good, reason=reason.strip(), by=by, now=now)

    def finish(made: list[Override], _arrangement: Arrangement) -> None:
        prices.append(before - sum(_standing(round_).values()))
        _share(round_, made, prices[-1])
        record(
            "matching.pairs_imported",
            organisation=round_.organisation,
            by=by,
            subject=round_,
            now=now,
            facts={"pairs": len(made), "left_out": left_out, "price": prices[-1]},
        )

    try:
        take(round_, write, finish=finish, seen=seen, how=how)
    except Infeasible as error:
        raise PairImpossible(str(round_.public_id)) from error
    return Imported(len(good), left_out, prices[-1])


def _write(round_: Round, good: Sequence[Verdict], *, reason: str, by: Person, now: datetime) -> list[Override]:
    """A choice takes the place of what was decided about the same pair before."""
    older = Override.objects.of(round_.organisation_id).filter(round=round_, kind=OverrideKind.FORBID)
    keys = {(one.mentor.pk, one.mentee.pk) for one in good if one.mentor and one.mentee}
    gone = [pk for pk, *pair in older.values_list("pk", "mentor_id", "mentee_id") if tuple(pair) in keys]
    older.filter(pk__in=gone).delete()
    rows = [
        Override(
            organisation=round_.organisation,
            round=round_,
            kind=OverrideKind.FORCE,
            mentor=one.mentor,
            mentee=one.mentee,
            reason=(one.row.reason or reason)[:LONGEST],
            by=by,
            at=now,
        )
        for one in good
    ]
    return Override.objects.bulk_create(rows, batch_size=BATCH)


def _share(round_: Round, made: Sequence[Override], price: int) -> None:
    """Whole hundredths that add up to the price; the first ones carry what is left over."""
    share, rest = divmod(price, len(made))
    for place, override in enumerate(made):
        override.price_hundredths = share + (place < rest)
    Override.objects.of(round_.organisation_id).bulk_update(made, ["price_hundredths"], batch_size=BATCH)
    prices = {(one.mentor_id, one.mentee_id): one.price_hundredths for one in made}
    proposals = [
        one
        for one in Proposal.objects.of(round_.organisation_id).filter(round=round_, state=ProposalState.DRAFT)
        if (one.mentor_id, one.mentee_id) in prices
    ]
    for proposal in proposals:
        proposal.price_hundredths = prices[proposal.mentor_id, proposal.mentee_id]
    Proposal.objects.of(round_.organisation_id).bulk_update(proposals, ["price_hundredths"], batch_size=BATCH)


def _standing(round_: Round) -> dict[tuple[str, str], int]:
    rows = Proposal.objects.of(round_.organisation_id).filter(round=round_).exclude(state=ProposalState.REPLACED)
    values = rows.values_list("mentor__public_id", "mentee__public_id", "score_hundredths")
    return {(mentor.hex, mentee.hex): score for mentor, mentee, score in values}


def _refs(verdict: Verdict) -> tuple[str, str]:
    assert verdict.mentor is not None
    assert verdict.mentee is not None
    return verdict.mentor.public_id.hex, verdict.mentee.public_id.hex


def forget_old_sheets(organisation: int, *, now: datetime) -> int:
    """A dry run that nobody finished keeps no names longer than a day."""
    old = PairSheet.objects.of(organisation).filter(at__lt=now - FORGET_AFTER)
    return old.delete()[0]
