"""Which column is probably which field, how sure we are, and what is left behind."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from timbalik.lib.spreadsheets.dates import parse_date
from timbalik.people.importing import dictionary
from timbalik.people.importing.fields import DATES, Field
from timbalik.people.importing.values import is_empty, level_ranks, read_employment
from timbalik.people.importing.word_sets import word_set

SURE = 0.85
CHECK = 0.70
_NATIONAL_NUMBER = re.compile(r"[\d\s.\-']{16,24}")
_YES_NO = frozenset({"yes", "no", "y", "n", "ya", "tidak", "true", "false"})
_HONORIFICS = word_set("mr mrs ms dr ir drs dra h hj prof bapak ibu pak bu sdr sdri kak")
_MARITAL = word_set("married single divorced widowed menikah lajang kawin cerai duda janda")
_TAX_STATUS = re.compile(r"(?:tk|k)/?\d", re.IGNORECASE)


class Dropped(StrEnum):
    """Why a column is left behind."""

    UNKNOWN = "unknown"  # no field wants it
    PRIVATE = "private"  # pay, faith, birth, family, phone…
    NATIONAL_NUMBER = "national_number"
    TAKEN = "taken"  # another column is the better one
    UNSURE = "unsure"  # a field may want it; ``hint`` says which
    UNCHOSEN = "unchosen"  # somebody decided so
    EMPTY = "empty"  # no header


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One column: the field suggested for it, or why none is."""

    column: int
    header: str
    field: Field | None
    confidence: float = 0.0
    dropped: Dropped | None = None
    hint: Field | None = None

    @property
    def is_sure(self) -> bool:
        return self.field is not None and self.confidence >= SURE


@dataclass(frozen=True, slots=True)
class _Wish:
    confidence: float
    column: int
    field: Field


def suggest(headers: Sequence[Sequence[str]], samples: Sequence[Sequence[str]]) -> list[Suggestion]:
    """One suggestion per column, each field used once, the surest wish first.

    ``headers`` holds for each column its texts (two where a file has two header rows, the one to show last);
    ``samples`` the first rows of data.
    """
    columns = [_values(samples, column, texts) for column, texts in enumerate(headers)]
    refused = {
        column: reason
        for column, texts in enumerate(headers)
        if (reason := _refusal(texts, columns[column])) is not None
    }
    wishes = sorted(
        (
            wish
            for column, texts in enumerate(headers)
            if column not in refused
            for wish in _wishes(column, texts, columns[column])
        ),
        key=lambda wish: (-wish.confidence, wish.column),
    )
    given: dict[int, _Wish] = {}
    for wish in wishes:
        if (
            wish.confidence >= CHECK
            and wish.column not in given
            and wish.field not in {one.field for one in given.values()}
        ):
            given[wish.column] = wish
    _prefer_one_name(given)
    return [_suggestion(column, texts, given, wishes, refused) for column, texts in enumerate(headers)]


def is_national_number(value: str) -> bool:
    """Sixteen digits, also when they are grouped: the number on the identity card."""
    return _NATIONAL_NUMBER.fullmatch(value) is not None and sum(letter.isdigit() for letter in value) == 16


def shown(texts: Sequence[str]) -> str:
    """The header as the page shows it."""
    return next((text for text in reversed(texts) if text), "")


def _suggestion(
    column: int, texts: Sequence[str], given: dict[int, _Wish], wishes: list[_Wish], refused: dict[int, Dropped]
) -> Suggestion:
    if column in refused:
        return Suggestion(column, shown(texts), None, dropped=refused[column])
    if wish := given.get(column):
        return Suggestion(column, shown(texts), wish.field, round(wish.confidence, 2))
    best = next((wish for wish in wishes if wish.column == column), None)
    if best is None:
        return Suggestion(column, shown(texts), None, dropped=Dropped.UNKNOWN)
    reason = Dropped.TAKEN if best.confidence >= CHECK else Dropped.UNSURE
    return Suggestion(column, shown(texts), None, round(best.confidence, 2), reason, best.field)


def _refusal(texts: Sequence[str], values: list[str]) -> Dropped | None:
    if not shown(texts):
        return Dropped.EMPTY
    if any(dictionary.is_private(text) for text in texts) and not any(dictionary.candidates(text) for text in texts):
        return Dropped.PRIVATE
    if values and sum(map(is_national_number, values)) * 2 >= len(values):
        return Dropped.NATIONAL_NUMBER
    plain = [value.casefold() for value in values]
    if plain and sum(value in _MARITAL or _TAX_STATUS.fullmatch(value) is not None for value in plain) * 2 >= len(
        plain
    ):
        return Dropped.PRIVATE
    return None


def _wishes(column: int, texts: Sequence[str], values: list[str]) -> list[_Wish]:
    by_field: dict[Field, float] = {}
    for text in {*texts, " ".join(texts)} if len(texts) > 1 else texts:
        for field, confidence in _by_header(text).items():
            by_field[field] = max(confidence, by_field.get(field, 0.0))
    if not by_field and values and sum("@" in value and "." in value for value in values) * 5 >= len(values) * 4:
        by_field[Field.EMAIL] = 0.8
    if Field.POSITION in by_field and values and sum(_is_honorific(value) for value in values) * 2 >= len(values):
        by_field = {Field.TITLE_BEFORE: by_field[Field.POSITION] - 0.05}
    return [_Wish(confidence * _evidence(field, values), column, field) for field, confidence in by_field.items()]


@cache
def _by_header(text: str) -> dict[Field, float]:
    if exact := dictionary.candidates(text):
        return {field: weight / 100 for field, weight in exact.items()}
    plain = dictionary.normalised(text)
    if len(plain) < 5:
        return {}
    # One slip of the finger in a word, two in a long phrase; never as sure as the word itself.
    slips = 2 if len(plain) >= 12 else 1
    near = process.extractOne(plain, dictionary.known_headers().keys(), scorer=OSA.distance, score_cutoff=slips)
    if near is None or len(near[0]) < 5:
        return {}
    trust = 0.82 if len(plain) < 7 else 0.94 - 0.04 * near[1]
    return {field: weight / 100 * trust for field, weight in dictionary.known_headers()[near[0]].items()}


def _evidence(field: Field, values: list[str]) -> float:
    """How far the values bear a wish out, as a factor."""
    if not values:
        return 0.95
    total = len(values)
    if field == Field.EMAIL and sum("@" in value for value in values) * 3 < total:
        return 0.5
    if field == Field.STAFF_NUMBER and total >= 10 and len(set(values)) < total * 0.9:
        return 0.9 if len(set(values)) * 2 > total else 0.6
    if field in DATES and sum(parse_date(value).reason != "not_a_date" for value in values) * 2 < total:
        return 0.5
    if field in (Field.MANAGER, Field.APPRAISER) and _are_flags(values):
        return 0.3
    if field == Field.LEVEL and not level_ranks(set(values)):
        return 0.97  # of two columns of levels, the one that shows a ladder
    if field == Field.EMPLOYMENT and sum(read_employment(value) is not None for value in values) * 2 < total:
        return 0.8
    return 1.0


def _prefer_one_name(given: dict[int, _Wish]) -> None:
    """With a whole name in the file its parts are not needed."""
    if any(wish.field == Field.FULL_NAME for wish in given.values()):
        for column in [
            one for one, wish in given.items() if wish.field in (Field.FIRST_NAME, Field.MIDDLE_NAME, Field.LAST_NAME)
        ]:
            del given[column]


def _values(samples: Sequence[Sequence[str]], column: int, texts: Sequence[str]) -> list[str]:
    """What stands in a column, without the signs for nothing and headers repeated on every printed page."""
    cells = (row[column].strip() for row in samples if column < len(row))
    return [cell for cell in cells if not is_empty(cell) and cell not in texts]


def _are_flags(values: list[str]) -> bool:
    """Whether a column says yes or no (is a manager?) where a person is wanted."""
    met = {value.casefold() for value in values}
    return met <= _YES_NO or met == {"0", "1"}


def _is_honorific(value: str) -> bool:
    return value.casefold().split(",")[0].split(" ")[0].rstrip(".") in _HONORIFICS
