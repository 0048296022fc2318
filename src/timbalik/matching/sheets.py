"""A spreadsheet of decided pairs: which columns name the mentor and the mentee, and what its rows say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import IO, Final

from timbalik.lib.spreadsheets.limits import Limits
from timbalik.lib.spreadsheets.reading import open_table
from timbalik.people.importing.dictionary import words_of
from timbalik.people.importing.mapped import HIDDEN_NATIONAL_NUMBER
from timbalik.people.importing.suggestions import is_national_number
from timbalik.people.importing.uploads import limits
from timbalik.people.importing.values import cleaned

LOOK_AT: Final = 15  # rows, for the headers
MOST_ROWS: Final = 20_000
LONGEST: Final = 300

#: What stands beside “mentor” or “mentee” in a header that names the person, in the order in which it is trusted.
NUMBER: Final = frozenset("nik nip nrp npk nomor number no id induk kode code karyawan pegawai staff employee".split())
MAIL: Final = frozenset("email mail e surel alamat address".split())
NAME: Final = frozenset("nama name lengkap full calon".split())
REASONS: Final = frozenset({"alasan", "reason", "catatan", "keterangan", "note", "notes", "remarks"})
MENTORS: Final = frozenset({"mentor", "pembimbing", "pengajar"})
MENTEES: Final = frozenset({"mentee", "menti", "mente", "bimbingan"})


class HeadersMissing(Exception):
    """No row among the first fifteen names a column for the mentor and one for the mentee."""


@dataclass(frozen=True)
class SheetRow:
    """One row as it was written; ``number`` is where a person finds it in the file."""

    number: int
    mentor: str
    mentee: str
    reason: str = ""


@dataclass(frozen=True)
class _Columns:
    """Columns in the order in which they are tried; the first that holds something names the person."""

    mentor: tuple[int, ...]
    mentee: tuple[int, ...]
    reason: int | None


def read_sheet(source: IO[bytes], *, name: str) -> list[SheetRow]:
    """The rows of a file that name at least one person. Read in a limited process; other columns are left behind.

    Raises ``SpreadsheetRefused``, ``HeadersMissing``.
    """
    allowed = limits()
    bounds = Limits(file_bytes=allowed.file_bytes, rows=MOST_ROWS)
    with open_table(source, name=name, limits=bounds) as table:
        first = list(islice(table.rows, LOOK_AT))
        at, columns = _find_columns([row.cells for row in first])
        rows = []
        for row in chain(first[at + 1 :], table.rows):
            mentor, mentee = _text(row.cells, columns.mentor), _text(row.cells, columns.mentee)
            if mentor or mentee:
                reason = _text(row.cells, (columns.reason,)) if columns.reason is not None else ""
                rows.append(SheetRow(row.number, mentor, mentee, reason))
        return rows


def _find_columns(rows: Sequence[Sequence[str]]) -> tuple[int, _Columns]:
    for at, cells in enumerate(rows):
        words = [frozenset(words_of(cell)) for cell in cells]
        mentor, mentee = _naming(words, MENTORS), _naming(words, MENTEES)
        if mentor and mentee:
            reason = next((column for column, found in enumerate(words) if found and found <= REASONS), None)
            return at, _Columns(mentor, mentee, reason)
    raise HeadersMissing(str(len(rows)))


def _naming(headers: Sequence[frozenset[str]], side: frozenset[str]) -> tuple[int, ...]:
    """Columns that name somebody of one side: staff number, then e-mail, then name."""
    found = []
    for column, words in enumerate(headers):
        rest = words - side
        if len(words - rest) != 1:
            continue
        for rank, kind in enumerate((NUMBER, MAIL, NAME)):
            if (rest and rest <= kind | {"karyawan", "pegawai"}) or (not rest and kind is NAME):
                found.append((rank, column))
                break
    return tuple(column for _, column in sorted(found))


def _text(cells: Sequence[str], columns: Sequence[int]) -> str:
    for column in columns:
        value = cleaned(cells[column]) if column < len(cells) else ""
        if value:
            return HIDDEN_NATIONAL_NUMBER if is_national_number(value) else value[:LONGEST]
    return ""
