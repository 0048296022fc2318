"""A file from HRIS, ATS or e-recruitment: who each row is about, and what of it fits the topics that are sought.

Nothing else of a file is kept until somebody decides about it: a row leaves this module with the fitting items alone. Of a file too
large for a request the cells of the columns that are read wait for the worker (``TakenIn``), which finds the fitting items first.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import IO, Final

from timbalik.lib.spreadsheets.limits import Limits
from timbalik.lib.spreadsheets.reading import open_table
from timbalik.people.importing.fields import Field
from timbalik.people.importing.mapped import HIDDEN_NATIONAL_NUMBER
from timbalik.people.importing.suggestions import is_national_number
from timbalik.people.importing.uploads import limits
from timbalik.people.importing.values import cleaned
from timbalik.people.suggesting import concepts_meant
from timbalik.programmes.states import Evidence
from timbalik.programmes.talent_words import (
    Column,
    Left,
    columns_of,
    headers_in,
    items_of,
    says_something,
    scale_of,
    speaks_well,
)

LOOK_AT: Final = 15
MOST_ROWS: Final = 20_000
MOST_FOUND: Final = 12  # items kept of one person
SPOKEN: Final = (Evidence.TAUGHT, Evidence.PRESENTED)

#: One thing said for a person: its kind, the topic it fits ("" for communication alone), the words themselves.
Found = tuple[str, str, str]


class TalentColumnsMissing(Exception):
    """No row among the first fifteen names both a person and something a programme may know of them.

    ``headers`` are those somebody could say the meaning of (``chosen``).
    """

    def __init__(self, headers: list[str]) -> None:
        super().__init__(", ".join(headers))
        self.headers = headers


@dataclass(frozen=True, slots=True)
class Said:
    """What one row says, column by column, on its way through."""

    number: int
    who: str
    mail: str
    cells: Mapping[Evidence, str]


@dataclass(frozen=True, slots=True)
class TalentRow:
    """``number`` is where a person finds the row in the file; ``is_said`` tells that it said anything at all."""

    number: int
    who: str
    mail: str
    found: tuple[Found, ...] = ()
    is_said: bool = False


@dataclass(frozen=True)
class TalentFile:
    """The rows, the headers that were read with what they were read as, and those left behind."""

    rows: list[TalentRow]
    read: list[tuple[str, str]] = field(default_factory=list)
    never: list[str] = field(default_factory=list)
    not_needed: list[str] = field(default_factory=list)

    def packed(self) -> bytes:
        told = {
            "rows": [[one.number, one.who, one.mail, one.is_said, one.found] for one in self.rows],
            "read": self.read,
            "never": self.never,
            "not_needed": self.not_needed,
        }
        return zlib.compress(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode(), 3)

    @classmethod
    def unpacked(cls, content: bytes | memoryview) -> TalentFile:
        told = json.loads(zlib.decompress(bytes(content)))
        rows = [
            TalentRow(number, who, mail, tuple((kind, key, words) for kind, key, words in found), is_said)
            for number, who, mail, is_said, found in told["rows"]
        ]
        read = [(header, kind) for header, kind in told["read"]]
        return cls(rows, read, told["never"], told["not_needed"])


@dataclass(frozen=True)
class TakenIn:
    """A file with the cells of the columns that are read, before what fits is found among them."""

    said: list[Said]
    read: list[tuple[str, str]]
    never: list[str]
    not_needed: list[str]

    def fitted(self, *, sought: Iterable[str]) -> TalentFile:
        return TalentFile(fitting(self.said, sought=sought), self.read, self.never, self.not_needed)

    def packed(self) -> bytes:
        """For the little while until the worker comes."""
        told = {
            "said": [[one.number, one.who, one.mail, one.cells] for one in self.said],
            "read": self.read,
            "never": self.never,
            "not_needed": self.not_needed,
        }
        return zlib.compress(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode(), 3)

    @classmethod
    def unpacked(cls, content: bytes | memoryview) -> TakenIn:
        told = json.loads(zlib.decompress(bytes(content)))
        said = [
            Said(number, who, mail, {Evidence(kind): cell for kind, cell in cells.items()})
            for number, who, mail, cells in told["said"]
        ]
        return cls(said, [(header, kind) for header, kind in told["read"]], told["never"], told["not_needed"])


def take_in_talent(
    source: IO[bytes], *, name: str, chosen: Mapping[str, Field | Evidence | None] | None = None
) -> TakenIn:
    """Read a file in the limited process and keep the columns that are known, or that ``chosen`` names.

    Raises ``SpreadsheetRefused``, ``TalentColumnsMissing``.
    """
    bounds = Limits(file_bytes=limits().file_bytes, rows=MOST_ROWS)
    with open_table(source, name=name, limits=bounds) as table:
        first = list(islice(table.rows, LOOK_AT))
        found = columns_of([row.cells for row in first], chosen)
        if found is None:
            raise TalentColumnsMissing(headers_in([row.cells for row in first]))
        at, columns = found
        said = [_said(row.number, row.cells, columns) for row in chain(first[at + 1 :], table.rows)]
    return TakenIn(
        [one for one in said if one.who or one.mail],
        [(one.header, str(one.who or one.kind)) for one in columns if one.who or one.kind],
        [one.header for one in columns if one.left == Left.NEVER and one.header],
        [one.header for one in columns if one.left == Left.NOT_NEEDED and one.header],
    )


def read_talent_file(source: IO[bytes], *, name: str, sought: Iterable[str]) -> TalentFile:
    """What fits the topics. Raises ``SpreadsheetRefused``, ``TalentColumnsMissing``."""
    return take_in_talent(source, name=name).fitted(sought=sought)


def _said(number: int, cells: Sequence[str], columns: Sequence[Column]) -> Said:
    who = mail = ""
    kept: dict[Evidence, str] = {}
    for column, cell in zip(columns, cells, strict=False):
        if column.who:
            value = cleaned(cell)[:254]
            value = HIDDEN_NATIONAL_NUMBER if is_national_number(value) else value
            if column.who == Field.EMAIL:
                mail = mail or value
            else:
                who = who or value
        elif column.kind and cell.strip():
            kept[column.kind] = f"{kept[column.kind]}\n{cell}" if column.kind in kept else cell
    return Said(number, who, mail, kept)


def fitting(rows: Sequence[Said], *, sought: Iterable[str]) -> list[TalentRow]:
    """Of each row the items that fit a sought topic, and those that show how somebody speaks to others.

    Files name the same skills again and again: each text is looked up once.
    """
    wanted = tuple(sought)
    scale = scale_of(one.cells.get(Evidence.COMMUNICATION, "") for one in rows)
    met: dict[str, tuple[str, ...]] = {}

    def topics(item: str) -> tuple[str, ...]:
        known = met.get(item)
        if known is None:
            meant = concepts_meant(item)
            known = met[item] = tuple(key for key in wanted if key in meant)
        return known

    found = []
    for row in rows:
        kept: list[Found] = []
        for kind, cell in row.cells.items():
            if kind == Evidence.COMMUNICATION:
                if mark := speaks_well(cell, scale=scale):
                    kept.append((kind, "", mark))
                continue
            for item in items_of(cell):
                keys = topics(item)
                kept += [(kind, key, item) for key in keys]
                if not keys and kind in SPOKEN and says_something(item):
                    kept.append((kind, "", item))
        is_said = any(cleaned(cell) for cell in row.cells.values())
        found.append(TalentRow(row.number, row.who, row.mail, in_order(kept), is_said))
    return found


def in_order(found: Iterable[Found]) -> tuple[Found, ...]:
    """Once each, what names a topic first, and no more than a person can read."""
    return tuple(sorted(dict.fromkeys(found), key=lambda one: not one[1])[:MOST_FOUND])


def is_expertise(found: Iterable[Found]) -> bool:
    return any(key for _kind, key, _words in found)


def is_communication(found: Iterable[Found]) -> bool:
    return any(kind == Evidence.COMMUNICATION or kind in SPOKEN for kind, _key, _words in found)
