"""A file from HRIS, ATS or e-recruitment for a shortlist: received, looked at, mended, used or discarded (F-12, S-16).

Between the look and the use the list keeps the fitting items of the rows, for a day at most; people unknown here are told, and
never made.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import IO

from django.db import transaction

from timbalik.audit.operations import record
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Shortlist
from timbalik.programmes.nominations import takes_nominations
from timbalik.programmes.operations.cascades import RouteClosed
from timbalik.programmes.operations.shortlists import write_entries
from timbalik.programmes.talent_files import Found, Said, TalentFile, TalentRow, fitting, read_talent_file
from timbalik.programmes.talent_people import Row, RowVerdict, judge


class NothingSaid(Exception):
    """A file without a row under its headers, or rows that name nobody."""


class NoFileWaiting(Exception):
    """There is no file to look at: it was used, discarded, or a day went by."""


class TalentRowMissing(Exception):
    """A mend names a row that the file does not have."""


@dataclass(frozen=True)
class Brought:
    """What a file came to. ``not_found`` holds the numbers of rows that name nobody here."""

    listed: int
    not_used: int
    not_found: tuple[int, ...]


def receive_talent_file(shortlist: Shortlist, source: IO[bytes], *, file_name: str, now: datetime) -> Shortlist:
    """Read a file and keep the items that fit, to be looked at; everything else is gone before anything is stored.

    Raises ``SpreadsheetRefused``, ``TalentColumnsMissing``, ``NothingSaid``.
    """
    found = read_talent_file(source, name=file_name, sought=shortlist.concepts)
    if not found.rows:
        raise NothingSaid(file_name)
    last = file_name.replace("\\", "/").split("/")[-1]
    shortlist.file_name = "".join(letter for letter in last if letter.isprintable())[-200:]
    shortlist.rows, shortlist.received_at = found.packed(), now
    shortlist.save(update_fields=["file_name", "rows", "received_at"])
    return shortlist


def file_of(shortlist: Shortlist) -> TalentFile:
    """What waits to be looked at. Raises ``NoFileWaiting``."""
    if shortlist.rows is None:
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
    shortlist.rows, shortlist.counts, shortlist.file_name = None, held.counts, ""
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
    shortlist.rows, shortlist.received_at, shortlist.file_name = None, None, ""
    shortlist.save(update_fields=["rows", "received_at", "file_name"])


def _change(shortlist: Shortlist, number: int, mend: Callable[[TalentRow], TalentRow | None]) -> None:
    held = Shortlist.objects.of(shortlist.organisation_id).select_for_update().get(pk=shortlist.pk)
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
    people = write_entries(shortlist, by_person, said=said, rows=len(rows), file_name=file_name)
    done = Brought(
        people,
        sum(one.outcome == Row.NOT_USED for one in verdicts),
        tuple(one.row.number for one in verdicts if one.outcome == Row.NOT_FOUND),
    )
    facts = {"people": people, "not_used": done.not_used, "not_found": len(done.not_found)}
    record("shortlist.file_used", organisation=programme.organisation, by=by, subject=programme, now=now, facts=facts)
    return done
