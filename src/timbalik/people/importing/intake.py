"""A people file comes in: headers found, columns chosen, everything else dropped while it streams past."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import IO

from timbalik.lib.spreadsheets.limits import DEFAULT, Limits
from timbalik.lib.spreadsheets.packages import column_letters
from timbalik.lib.spreadsheets.reading import Row, Table, open_table
from timbalik.people.importing import dictionary
from timbalik.people.importing.fields import NUMBERS, Field
from timbalik.people.importing.header_rows import LOOK_AT, Headers, find_headers
from timbalik.people.importing.mapped import HIDDEN_NATIONAL_NUMBER, MappedRows, Marked
from timbalik.people.importing.problems import Code
from timbalik.people.importing.suggestions import Dropped, Suggestion, is_national_number, suggest
from timbalik.people.importing.values import cleaned, flag_of_leaving

_SAMPLES = 300
_SHEETS_TRIED = 6
_SHOWN = 3


class ColumnUnknown(Exception):
    """A mapping names a header that the file does not have."""


class ColumnPrivate(Exception):
    """A mapping names a column that is never imported: pay, faith, birth, family, a national number."""


class FieldTwice(Exception):
    """A mapping gives one field to two columns."""


@dataclass(frozen=True, slots=True)
class Intake:
    """What came in. ``columns`` has every column of the file by header; values are kept of the mapped ones alone."""

    sheet: str
    sheets: tuple[str, ...]
    columns: list[Suggestion]
    samples: dict[Field, list[str]]
    rows: MappedRows


def take_in(
    source: IO[bytes],
    *,
    name: str,
    sheet: str | None = None,
    chosen: Mapping[str, Field | None] | None = None,
    limits: Limits = DEFAULT,
) -> Intake:
    """Read a people file and keep the mapped columns.

    ``chosen`` maps headers to fields (None: leave behind) and overrules the suggestions. Without ``sheet`` the first
    visible sheet with known headers is read. Raises ``SpreadsheetRefused``, ``ColumnUnknown``, ``ColumnPrivate``,
    ``FieldTwice``.
    """
    first = _read(source, name, sheet, chosen or {}, limits)
    if sheet is not None or any(column.field for column in first.columns):
        return first
    for other in first.sheets[1:_SHEETS_TRIED]:
        source.seek(0)
        found = _read(source, name, other, chosen or {}, limits)
        if any(column.field for column in found.columns):
            return found
    return first


def _read(
    source: IO[bytes], name: str, sheet: str | None, chosen: Mapping[str, Field | None], limits: Limits
) -> Intake:
    with open_table(source, name=name, sheet=sheet, limits=limits) as table:
        first_rows = list(islice(table.rows, LOOK_AT + _SAMPLES))
        headers = find_headers(first_rows)
        samples = [row.cells for row in first_rows[headers.rows :]]
        columns = decide(suggest(headers.texts, samples), chosen)
        mapped = {column.column: column.field for column in columns if column.field}
        rows = list(_mapped_rows(chain(first_rows[headers.rows :], table.rows), columns, headers))
        return Intake(
            table.sheet,
            table.sheets,
            columns,
            {field: _examples(samples, column, field) for column, field in mapped.items()},
            MappedRows(tuple(mapped.values()), rows, _marked(table, mapped, first_rows[headers.rows - 1].number)),
        )


def decide(suggestions: Sequence[Suggestion], chosen: Mapping[str, Field | None]) -> list[Suggestion]:
    """The suggestions, overruled by what a person chose; headers are compared as the dictionary does."""
    by_header = {dictionary.normalised(one.header): one.column for one in reversed(suggestions)}
    decided = list(suggestions)
    for header, field in chosen.items():
        if (column := by_header.get(dictionary.normalised(header))) is None:
            raise ColumnUnknown(header)
        present = decided[column]
        if field and present.dropped in (Dropped.PRIVATE, Dropped.NATIONAL_NUMBER):
            raise ColumnPrivate(present.header)
        for other in decided:
            if field and other.field == field and other.column != column:
                if any(dictionary.normalised(other.header) == dictionary.normalised(one) for one in chosen):
                    raise FieldTwice(str(field))
                decided[other.column] = replace(other, field=None, dropped=Dropped.TAKEN, hint=field)
        if field:
            decided[column] = replace(present, field=field, confidence=1.0, dropped=None, hint=None)
        elif present.dropped not in (Dropped.PRIVATE, Dropped.NATIONAL_NUMBER, Dropped.EMPTY):
            decided[column] = replace(present, field=None, dropped=Dropped.UNCHOSEN, hint=present.field or present.hint)
    return decided


def _mapped_rows(
    rows: Iterator[Row], columns: Sequence[Suggestion], headers: Headers
) -> Iterator[tuple[int, tuple[str, ...]]]:
    # Units, positions and managers repeat: each text is cleaned once and kept once, so that 100,000 rows stay small.
    seen: dict[str, str] = {}
    wanted = [
        (one.column, one.field in NUMBERS, one.field == Field.EMPLOYMENT and dictionary.is_flag_of_leaving(one.header))
        for one in columns
        if one.field
    ]
    header_again = {
        tuple(cleaned(headers.texts[column][row]) for column, _number, _flag in wanted)
        for row in range(len(headers.texts[0]))
    }
    for row in rows:
        values = []
        for column, is_number, is_flag in wanted:
            raw = row.cells[column] if column < len(row.cells) else ""
            value = seen.get(raw)
            if value is None:
                value = seen[raw] = cleaned(raw)
            if is_number and is_national_number(value):
                value = HIDDEN_NATIONAL_NUMBER
            elif is_flag and value:
                value = flag_of_leaving(value)
            values.append(value)
        if any(values) and (kept := tuple(values)) not in header_again:
            yield row.number, kept


def _examples(samples: Sequence[Sequence[str]], column: int, field: Field) -> list[str]:
    found: list[str] = []
    for cells in samples:
        value = cleaned(cells[column]) if column < len(cells) else ""
        if value and value not in found and not (field in NUMBERS and is_national_number(value)):
            found.append(value[:60])
        if len(found) == _SHOWN:
            break
    return found


def _marked(table: Table, mapped: Mapping[int, Field], header_row: int) -> list[Marked]:
    """Failed formulas in mapped columns, below the headers."""
    letters = {column_letters(column + 1): field for column, field in mapped.items()}
    found = []
    for cells, code in ((table.error_cells, Code.FORMULA_ERROR), (table.bare_formulas, Code.FORMULA_WITHOUT_VALUE)):
        for cell in cells:
            column = cell.rstrip("0123456789")
            number = int(cell[len(column) :])
            if column in letters and number > header_row:
                found.append(Marked(number, letters[column], code))
    return sorted(found, key=lambda one: (one.row, one.field))
