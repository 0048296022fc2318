"""Files the way offices, and people with bad intentions, make them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import openpyxl

from timbalik.lib.spreadsheets.limits import DEFAULT, Limits
from timbalik.lib.spreadsheets.reading import Row, Table, open_table

Cells = Iterable[Sequence[str | int | float | date | None]]


def workbook(
    rows: Cells = (), *, cells: dict[str, Any] | None = None, merged: Sequence[str] = (), title: str = "Data"
) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for reference, value in (cells or {}).items():
        sheet[reference] = value
    for block in merged:
        sheet.merge_cells(block)
    return saved(book)


def saved(book: Any) -> bytes:
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def with_member(content: bytes, name: str, text: bytes) -> bytes:
    """The workbook with one member replaced or added."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            if member != name:
                new.writestr(member, old.read(member))
        new.writestr(name, text)
    return made.getvalue()


def read(
    content: bytes, name: str = "staf.xlsx", *, sheet: str | None = None, limits: Limits = DEFAULT
) -> tuple[Table, list[Row]]:
    with open_table(io.BytesIO(content), name=name, sheet=sheet, limits=limits) as table:
        return table, list(table.rows)


def cells_of(content: bytes, name: str = "staf.xlsx", *, limits: Limits = DEFAULT) -> list[list[str]]:
    return [row.cells for row in read(content, name, limits=limits)[1]]
