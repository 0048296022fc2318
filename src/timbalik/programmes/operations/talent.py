"""A file from HRIS, ATS or e-recruitment for a shortlist: received, looked at, mended, used or discarded (F-12, S-16).

Between the look and the use the list keeps the fitting items of the rows, for a day at most; people unknown here are told, and
never made.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import IO, Final

from django.db import transaction
from django.db.models import QuerySet

from timbalik.audit.operations import record
from timbalik.people.importing.fields import Field
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Shortlist
from timbalik.programmes.nominations import takes_nominations
from timbalik.programmes.operations.cascades import RouteClosed
from timbalik.programmes.operations.shortlists import write_entries
from timbalik.programmes.states import Evidence, TalentStep
from timbalik.programmes.talent_files import Found, Said, TakenIn, TalentFile, TalentRow, fitting, take_in_talent
from timbalik.programmes.talent_people import Row, RowVerdict, judge

AT_WORK: Final = (TalentStep.READING, TalentStep.USING)


class NothingSaid(Exception):
    """A file without a row under its headers, or rows that name nobody."""


class NoFileWaiting(Exception):
    """There is no file to look at: it was used, discarded, or a day went by."""


class FileAtWork(Exception):
    """The worker is busy with the file that was handed in before."""


class TalentRowMissing(Exception):
    """A mend names a row that the file does not have."""


@dataclass(frozen=True)
class Brought:
    """What a file came to. ``not_found`` holds the numbers of rows that name nobody here."""

    listed: int
    not_used: int
    not_found: tuple[int, ...]


def receive_talent_file(
    shortlist: Shortlist,
    source: IO[bytes],
    *,
    file_name: str,
    now: datetime,
    chosen: Mapping[str, Field | Evidence | None] | None = None,
    most_at_once: int | None = None,
) -> Shortlist:
    """Read a file and keep the items that fit, to be looked at; everything else is gone before anything is stored.

    ``chosen`` says what headers mean. Of a file with more rows than ``most_at_once`` the columns that are read are kept instead,
    for ``fit_talent_file``. Raises ``SpreadsheetRefused``, ``TalentColumnsMissing``, ``NothingSaid``, ``FileAtWork``.
    """
    if is_at_work(shortlist):
        raise FileAtWork(str(shortlist.public_id))
    taken = take_in_talent(source, name=file_name, chosen=chosen)
    if not taken.said:
        raise NothingSaid(file_name)
    last = file_name.replace("\\", "/").split("/")[-1]
    shortlist.file_name = "".join(letter for letter in last if letter.isprintable())[-200:]
    is_large = most_at_once is not None and len(taken.said) > most_at_once
    shortlist.rows = (taken if is_large else taken.fitted(sought=shortlist.concepts)).packed()
    shortlist.received_at, shortlist.step = now, TalentStep.READING if is_large else ""
    shortlist.save(update_fields=["file_name", "rows", "received_at", "step"])
    return shortlist


def fit_talent_file(shortlist: Shortlist) -> bool:
    """Find what fits in a large file; the rest of its cells is gone then. Harmless when run twice, or when it was discarded meanwhile."""
    if shortlist.step != TalentStep.READING or shortlist.rows is None:
        return False
    fits = TakenIn.unpacked(shortlist.rows).fitted(sought=shortlist.concepts)
    return bool(_still(shortlist).update(rows=fits.packed(), step=""))


def ask_to_use(shortlist: Shortlist) -> None:
    """Leave ``use_talent_file`` to the worker; asked twice, it is left once. Raises ``NoFileWaiting``, ``FileAtWork``."""
    rows = Shortlist.objects.of(shortlist.organisation_id).filter(pk=shortlist.pk, rows__isnull=False)
    if not rows.exclude(step__in=AT_WORK).update(step=TalentStep.USING):
        raise (FileAtWork if rows.exists() else NoFileWaiting)(str(shortlist.public_id))
    shortlist.step = TalentStep.USING


def mark_talent_failed(shortlist: Shortlist) -> None:
    """Of a file that was not read nothing is kept; one that was not used waits again."""
    if shortlist.step == TalentStep.READING:
        _still(shortlist).update(rows=None, received_at=None, file_name="", step=TalentStep.FAILED)
    else:
        _still(shortlist).update(step=TalentStep.FAILED)


def is_at_work(shortlist: Shortlist) -> bool:
    return shortlist.step in AT_WORK


def _still(shortlist: Shortlist) -> QuerySet[Shortlist]:
    """The list, while it has this file at this step."""
    rows = Shortlist.objects.of(shortlist.organisation_id)
    return rows.filter(pk=shortlist.pk, step=shortlist.step, received_at=shortlist.received_at, rows__isnull=False)


def file_of(shortlist: Shortlist) -> TalentFile:
    """What waits to be looked at. Raises ``NoFileWaiting``."""
    if shortlist.rows is None or shortlist.step == TalentStep.READING:
        raise NoFileWaiting(str(shortlist.public_id))
    return TalentFile.unpacked(shortlist.rows)


def look_at_file(shortlist: Shortlist) -> list[RowVerdict]:
    """The dry run: what would become of each row. Writes nothing. Raises ``NoFileWaiting``."""
    return judge(shortlist.programme, file_of(shortlist).rows)


@transaction.atomic
def mend_talent_row(shortlist: Shortlist, *, row: int, who: str) -> None:
    """Say by number or address whom a row is about. Raises ``NoFileWaiting``, ``TalentRowMissing``."""
    said = " ".join(who.split())[:254]
    number, mail = ("", said) if "@" in said else (said, "")
    _change(shortlist, row, lambda one: replace(one, who=number, mail=mail))


@transaction.atomic
def leave_talent_row(shortlist: Shortlist, *, row: int) -> None:
    """Take a row out of the file. Raises ``NoFileWaiting``, ``TalentRowMissing``."""
    _change(shortlist, row, lambda one: None)


@transaction.atomic
def use_talent_file(shortlist: Shortlist, *, by: Person | None, now: datetime) -> Brought:
    """Put the people of the file that waits on the list, in place of those of an earlier file; then the file is gone.

    Raises ``NoFileWaiting``, ``RouteClosed``.
    """
    held = Shortlist.objects.of(shortlist.organisation_id).select_for_update().get(pk=shortlist.pk)
    held.programme = shortlist.programme
    done = _bring(held, file_of(held).rows, by=by, now=now, file_name=held.file_name)
    shortlist.rows, shortlist.counts, shortlist.file_name, shortlist.step = None, held.counts, "", ""
    return done


@transaction.atomic
def use_talent_rows(shortlist: Shortlist, said: Sequence[Said], *, by: Person | None, now: datetime) -> Brought:
    """The same for rows that another system sends. Raises ``RouteClosed``, ``NothingSaid``."""
    rows = [one for one in said if one.who or one.mail]
    if not rows:
        raise NothingSaid
    return _bring(shortlist, fitting(rows, sought=shortlist.concepts), by=by, now=now)


@transaction.atomic
def discard_talent_file(shortlist: Shortlist) -> None:
    """Forget a file that was not used. Nothing of it is kept."""
    shortlist.rows, shortlist.received_at, shortlist.file_name, shortlist.step = None, None, "", ""
    shortlist.save(update_fields=["rows", "received_at", "file_name", "step"])


def _change(shortlist: Shortlist, number: int, mend: Callable[[TalentRow], TalentRow | None]) -> None:
    held = Shortlist.objects.of(shortlist.organisation_id).select_for_update().get(pk=shortlist.pk)
    if is_at_work(held):
        raise NoFileWaiting(str(shortlist.public_id))
    file = file_of(held)
    if all(one.number != number for one in file.rows):
        raise TalentRowMissing(str(number))
    mended = [mend(one) if one.number == number else one for one in file.rows]
    shortlist.rows = replace(file, rows=[one for one in mended if one is not None]).packed()
    shortlist.save(update_fields=["rows"])


def _bring(
    shortlist: Shortlist, rows: Sequence[TalentRow], *, by: Person | None, now: datetime, file_name: str = ""
) -> Brought:
    programme = shortlist.programme
    if not takes_nominations(programme):
        raise RouteClosed
    verdicts = judge(programme, rows)
    said = {one.person for one in verdicts if one.person is not None and one.row.is_said}
    by_person: dict[int, list[Found]] = defaultdict(list)
    for one in verdicts:
        if one.person is not None:
            by_person[one.person] += one.row.found
    missing = sum(one.outcome == Row.NOT_FOUND for one in verdicts)
    people = write_entries(shortlist, by_person, said=said, rows=len(rows), file_name=file_name, missing=missing)
    done = Brought(
        people,
        sum(one.outcome == Row.NOT_USED for one in verdicts),
        tuple(one.row.number for one in verdicts if one.outcome == Row.NOT_FOUND),
    )
    facts = {"people": people, "not_used": done.not_used, "not_found": len(done.not_found)}
    record("shortlist.file_used", organisation=programme.organisation, by=by, subject=programme, now=now, facts=facts)
    return done
