"""Rows of a workbook as text; only ``child`` may call this, since a hostile sheet ends the process it is read in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from timbalik.lib.spreadsheets.errors import (
    BrokenWorkbook,
    CellTooLong,
    EmptyFile,
    LockedOrOldWorkbook,
    TooManyRows,
    UnknownSheet,
)
from timbalik.lib.spreadsheets.limits import Limits
from timbalik.lib.spreadsheets.packages import Package, SheetNotes, column_letters

Cell = str | int | float | bool | date | datetime | time | timedelta | None
_HEAD_ROWS = 10


@dataclass(frozen=True, slots=True)
class OpenSheet:
    """One sheet of a checked workbook, with the names of the others that a person can see."""

    name: str
    visible: tuple[str, ...]
    notes: SheetNotes
    rows: Iterator[tuple[int, list[str]]]


def read_workbook(content: bytes, *, sheet: str | None, limits: Limits) -> OpenSheet:
    """Check the package, then read the named sheet or the first visible one."""
    package = Package(content, limits)
    parts = package.sheet_parts()
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        visible = tuple(
            one.name
            for one in book.sheets_metadata
            if one.typ == SheetTypeEnum.WorkSheet and one.visible == SheetVisibleEnum.Visible
        )
        if sheet is not None and sheet not in visible:
            raise UnknownSheet(sheet=sheet[:80], accepted=", ".join(visible))
        if not visible:
            raise EmptyFile()
        name = sheet if sheet is not None else visible[0]
        # The scan comes before the library touches the sheet: it is what finds the far cell.
        notes = package.look_at(parts[name]) if name in parts else SheetNotes()
        table = book.get_sheet_by_name(name)
    except CalamineError as error:
        if "assword" in type(error).__name__:
            raise LockedOrOldWorkbook(suffix=".xlsx") from error
        raise BrokenWorkbook(reason="not_a_workbook") from error
    return OpenSheet(name, visible, notes, _rows(table, notes, limits))


def _rows(table: CalamineSheet, notes: SheetNotes, limits: Limits) -> Iterator[tuple[int, list[str]]]:
    left = table.start[1] if table.start else 0
    merged = _Merged(table.merged_cell_ranges or [])
    count = 0
    for index, raw in enumerate(table.iter_rows()):
        cells = [cell if type(cell) is str else cell_text(cell) for cell in raw]
        merged.fill(index, cells, left)
        if notes.padded_widths:
            _pad(cells, index + 1, left, notes)
        if not any(cells) or "".join(cells).isspace():
            continue
        count += 1
        if count > limits.rows:
            raise TooManyRows(row=index + 1, accepted=limits.rows)
        if max(map(len, cells)) > limits.cell_characters:
            raise CellTooLong(row=index + 1, accepted=limits.cell_characters)
        yield index + 1, [""] * left + cells


def cell_text(cell: Cell) -> str:
    """The cell as text that has one meaning: dates in ISO form, whole numbers without a point."""
    if type(cell) is float:  # Before the match, which is ten times slower: there may be millions.
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e16 else repr(cell)
    match cell:
        case None:
            return ""
        case bool():
            return "TRUE" if cell else "FALSE"
        case datetime():
            return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ", timespec="minutes")
        case date() | time():
            return cell.isoformat()
        case _:
            return str(cell)


def _pad(cells: list[str], row: int, left: int, notes: SheetNotes) -> None:
    for position, cell in enumerate(cells):
        width = notes.padded_widths.get(f"{column_letters(position + left + 1)}{row}", 0)
        if width and cell.isascii() and cell.isdigit():
            cells[position] = cell.zfill(width)


class _Merged:
    """Repeats the value of a merged block: down its rows everywhere, across its columns only where headers stand.

    Across a row of data a merge is decoration (a remark, a total) and repeating it would invent values.
    """

    def __init__(self, ranges: list[tuple[tuple[int, int], tuple[int, int]]]) -> None:
        self._starting = {}
        for (top, first), (bottom, last) in ranges[:20_000]:
            self._starting.setdefault(top, []).append((first, last, bottom))
        self._open: list[tuple[int, int, int, str]] = []

    _starting: dict[int, list[tuple[int, int, int]]]

    def fill(self, row: int, cells: list[str], left: int) -> None:
        if not self._starting and not self._open:
            return
        for first, last, bottom in self._starting.pop(row, ()):
            if 0 <= first - left < len(cells) and (value := cells[first - left]):
                self._open.append((first, last if row < _HEAD_ROWS else first, bottom, value))
        self._open = [block for block in self._open if block[2] >= row]
        for first, last, _, value in self._open:
            for position in range(first - left, min(last - left + 1, len(cells))):
                cells[position] = cells[position] or value
