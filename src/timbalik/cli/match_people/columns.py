"""What a people file may say beyond the HR columns: role, topics, hours, places, who with whom not, who with whom before.

Errors are kept by row and column, all of them, so that a file is mended in one go.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum
from gettext import gettext as _
from itertools import chain, islice
from typing import IO, Final, TypeVar

from timbalik.lib.spreadsheets.limits import Limits
from timbalik.lib.spreadsheets.packages import column_letters
from timbalik.lib.spreadsheets.reading import open_table
from timbalik.people.importing.dictionary import normalised
from timbalik.people.importing.header_rows import LOOK_AT, find_headers

Hours = tuple[int, time, time]
Read = TypeVar("Read")

MOST_PLACES: Final = 5


class Answer(StrEnum):
    """A column of answers."""

    ROLE = "role"
    OFFERS = "offers"
    WANTS = "wants"
    HOURS = "hours"
    PLACES = "places"
    AVOID = "avoid"
    PREVIOUS = "previous"


HEADERS: Final = {
    Answer.ROLE: "role; peran; peran program; programme role; program role; sebagai",
    Answer.OFFERS: "offers; offer; offered topics; menawarkan; topik yang ditawarkan; bisa mengajarkan; can teach; yang ditawarkan",
    Answer.WANTS: "wants; want; wanted topics; ingin belajar; topik yang diminta; ingin dipelajari; wants to learn; yang diminta",
    Answer.HOURS: "hours; available hours; availability; jam; jam luang; waktu luang; ketersediaan",
    Answer.PLACES: "places; capacity; kapasitas; tempat; jumlah pasangan",
    Answer.AVOID: "avoid; hindari; tidak dengan; not with",
    Answer.PREVIOUS: "previous; previous partner; pasangan sebelumnya; pasangan lama",
}
COLUMNS: Final = {normalised(header): answer for answer, headers in HEADERS.items() for header in headers.split(";")}

ROLES: Final = {
    "mentor": ("mentor",),
    "mentee": ("mentee",),
    **dict.fromkeys(
        ("both", "keduanya", "mentor dan mentee", "mentor and mentee", "mentor/mentee"), ("mentor", "mentee")
    ),
    **dict.fromkeys(("", "-", "none", "tidak", "no"), ()),
}

DAYS: Final = {
    name: number
    for number, names in enumerate(
        (
            "sen senin mon monday", "sel selasa tue tues tuesday", "rab rabu wed wednesday", "kam kamis thu thurs thursday",
            "jum jumat jum'at fri friday", "sab sabtu sat saturday", "min minggu ahad sun sunday",
        )
    )
    for name in names.split()
}  # fmt: skip

TOPIC = re.compile(r"^(?P<topic>.+?)\s*(?:[:=]\s*(?P<level>\S+)|\(\s*(?P<level2>[^)]*?)\s*\))?$")
SPAN = re.compile(
    r"^(?P<day>[^\W\d]+'?[^\W\d]*)\s+(?P<from>\d{1,2}(?:[:.]\d{2})?)\s*(?:-|–|s/d|to)\s*(?P<to>\d{1,2}(?:[:.]\d{2})?)$"
)


@dataclass(frozen=True)
class CellProblem:
    """A cell that cannot be read: where it stands, what was met and what is accepted."""

    row: int
    column: str
    met: str
    accepted: str

    def __str__(self) -> str:
        return _("row %(row)d, column %(column)s: %(met)s; accepted: %(accepted)s") % vars(self)


@dataclass
class RowAnswers:
    """The answers of one row; what the file has no column for stays None."""

    roles: tuple[str, ...] | None = None
    offers: dict[str, int] | None = None
    wants: dict[str, int] | None = None
    hours: tuple[Hours, ...] | None = None
    places: int = 1
    avoid: tuple[str, ...] = ()
    previous: tuple[str, ...] = ()


@dataclass
class Answers:
    """All answers by row number in the file, where their columns stand, and what could not be read."""

    columns: dict[Answer, str] = field(default_factory=dict)
    rows: dict[int, RowAnswers] = field(default_factory=dict)
    problems: list[CellProblem] = field(default_factory=list)


def read_answers(
    source: IO[bytes], *, name: str, sheet: str | None, topics: Mapping[str, str], limits: Limits
) -> Answers:
    """Read the answer columns of a people file. ``topics`` maps every accepted name of a topic to its key."""
    found = Answers()
    with open_table(source, name=name, sheet=sheet, limits=limits) as table:
        first = list(islice(table.rows, LOOK_AT))
        if not first:
            return found
        headers = find_headers(first)
        places: dict[Answer, int] = {}
        for column, texts in enumerate(headers.texts):
            for text in texts:
                answer = COLUMNS.get(normalised(text))
                if answer and answer not in places:
                    places[answer] = column
                    found.columns[answer] = f"{text.strip()} ({column_letters(column + 1)})"
        body = chain(first[headers.rows :], table.rows)
        cells = [(row.number, {one: _cell(row.cells, column) for one, column in places.items()}) for row in body]
    _drop_a_role_that_is_a_job_title(found, cells)
    reader = _Reader(found, topics)
    for number, answers in cells:
        found.rows[number] = reader.row(number, answers)
    return found


def _cell(cells: list[str], column: int) -> str:
    return cells[column].strip() if column < len(cells) else ""


def _drop_a_role_that_is_a_job_title(found: Answers, cells: list[tuple[int, dict[Answer, str]]]) -> None:
    """HR files call a job title ``Role`` too: the column counts only where somebody is a mentor or a mentee in it."""
    said = {answers.get(Answer.ROLE, "").casefold() for _number, answers in cells}
    if not said & {"mentor", "mentee"}:
        found.columns.pop(Answer.ROLE, None)


class _Reader:
    """Turns cells into answers and keeps every problem."""

    def __init__(self, found: Answers, topics: Mapping[str, str]) -> None:
        self.found, self.topics = found, topics

    def row(self, number: int, cells: Mapping[Answer, str]) -> RowAnswers:
        has = self.found.columns
        return RowAnswers(
            roles=self._read(number, cells, Answer.ROLE, self._roles) if Answer.ROLE in has else None,
            offers=self._read(number, cells, Answer.OFFERS, self._topics) if Answer.OFFERS in has else None,
            wants=self._read(number, cells, Answer.WANTS, self._topics) if Answer.WANTS in has else None,
            hours=self._read(number, cells, Answer.HOURS, self._hours) if Answer.HOURS in has else None,
            places=self._read(number, cells, Answer.PLACES, self._places) or 0,
            avoid=_listed(cells.get(Answer.AVOID, "")),
            previous=_listed(cells.get(Answer.PREVIOUS, "")),
        )

    def _read(
        self, number: int, cells: Mapping[Answer, str], answer: Answer, read: Callable[[str], Read]
    ) -> Read | None:
        try:
            return read(cells.get(answer, ""))
        except _Unreadable as problem:
            self.found.problems.append(CellProblem(number, self.found.columns[answer], problem.met, problem.accepted))
            return None

    def _roles(self, cell: str) -> tuple[str, ...]:
        role = ROLES.get(cell.casefold())
        if role is None:
            raise _Unreadable(f"“{cell}”", "mentor, mentee, both / keduanya, -")
        return role

    def _topics(self, cell: str) -> dict[str, int]:
        found: dict[str, int] = {}
        for part in re.split(r"[;|\n]", cell):
            if not part.strip():
                continue
            match = TOPIC.match(part.strip())
            topic, level = part.strip(), ""
            if match and normalised(part) not in self.topics:
                topic, level = match["topic"], match["level"] or match["level2"] or ""
            key = self.topics.get(normalised(topic))
            if key is None:
                raise _Unreadable(_("the topic “%s” is not on the list") % topic, self._near(topic))
            if level and level not in {"1", "2", "3", "4", "5"}:
                raise _Unreadable(f"“{part.strip()}”", _("a level of 1 to 5 after the topic"))
            if key in found:
                raise _Unreadable(_("the topic “%s” stands there twice") % topic, _("each topic once"))
            found[key] = int(level or 3)
        return found

    def _near(self, topic: str) -> str:
        from difflib import get_close_matches  # slow import: only for a file with a mistake

        near = get_close_matches(normalised(topic), self.topics, 3, 0.5)
        keys = list(dict.fromkeys(self.topics[one] for one in near))
        return ", ".join(keys) if keys else _("a topic by its name or key, or one of its synonyms")

    def _hours(self, cell: str) -> tuple[Hours, ...]:
        spans = []
        for part in re.split(r"[;|,\n]", cell):
            if not part.strip():
                continue
            match = SPAN.match(part.strip().casefold())
            day = DAYS.get(match["day"]) if match else None
            starts, ends = (_clock(match["from"]), _clock(match["to"])) if match else (None, None)
            if day is None or starts is None or ends is None or starts >= ends:
                raise _Unreadable(f"“{part.strip()}”", _("hours such as Mon 09:00-11:00; Wed 13-15"))
            spans.append((day, starts, ends))
        return tuple(spans)

    def _places(self, cell: str) -> int:
        if not cell:
            return 1
        if not cell.isdecimal() or int(cell) > MOST_PLACES:
            raise _Unreadable(f"“{cell}”", _("a whole number of 0 to %d") % MOST_PLACES)
        return int(cell)


class _Unreadable(Exception):
    def __init__(self, met: str, accepted: str) -> None:
        super().__init__(met)
        self.met, self.accepted = met, accepted


def _clock(text: str) -> time | None:
    hours, _point, minutes = text.replace(".", ":").partition(":")
    if int(hours) == 24 and not int(minutes or 0):
        return time(23, 59)
    return time(int(hours), int(minutes or 0)) if int(hours) < 24 and int(minutes or 0) < 60 else None


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in re.split(r"[;|,\n]", cell) if one.strip() and one.strip() != "-")
