from datetime import date, datetime

import openpyxl
import pytest

from tests.lib.spreadsheets.files import cells_of, read, saved, workbook
from timbalik.lib.spreadsheets.errors import (
    BrokenWorkbook,
    ContentMismatch,
    EmptyFile,
    LockedOrOldWorkbook,
    UnknownSheet,
)

EIGHT = datetime(2026, 11, 24, 8, 30)  # noqa: DTZ001 - a workbook knows no zones


def test_cells_become_text_with_one_meaning() -> None:
    content = workbook([["00123", 20417, 1.5, date(2026, 11, 24), EIGHT, True, None, 3174012345678901]])

    assert cells_of(content) == [
        ["00123", "20417", "1.5", "2026-11-24", "2026-11-24 08:30", "TRUE", "", "3174012345678901"]
    ]


def test_zeros_that_only_a_number_format_shows_are_kept() -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active["A1"], book.active["B1"] = 123, 456
    book.active["A1"].number_format = "000000"

    assert cells_of(saved(book)) == [["000123", "456"]]


def test_merged_headers_are_repeated_and_merged_rows_filled_down() -> None:
    rows: list[list[str | int | None]] = [
        ["Data pribadi", None, "Unit"],
        ["NIK", "Nama", None],
        *([n, "x", None] for n in range(12)),
    ]
    content = workbook(rows, cells={"C3": "Ritel", "A14": "Catatan"}, merged=["A1:B1", "C1:C2", "C3:C5", "A14:B14"])

    cells = cells_of(content)

    assert cells[0] == ["Data pribadi", "Data pribadi", "Unit"]
    assert [row[2] if len(row) > 2 else "" for row in cells[1:6]] == ["Unit", "Ritel", "Ritel", "Ritel", ""]
    assert cells[13] == ["Catatan"]


def test_table_that_begins_further_down_and_right_keeps_its_places() -> None:
    _, rows = read(workbook(cells={"C4": "NIK", "D4": "Nama", "C6": "1"}))

    assert [(row.number, row.cells) for row in rows] == [(4, ["", "", "NIK", "Nama"]), (6, ["", "", "1"])]


def test_formulas_without_a_value_and_error_cells_are_noted() -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active["A1"], book.active["B2"], book.active["C3"] = "NIK", "=A1&1", "#REF!"
    book.active["C3"].data_type = "e"

    table, rows = read(saved(book))

    assert (table.bare_formulas, table.error_cells, len(rows)) == (frozenset({"B2"}), frozenset({"C3"}), 1)


def test_text_that_looks_like_a_formula_stays_text() -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active["A1"] = '=HYPERLINK("http://jahat.example")'
    book.active["A1"].data_type = "s"

    assert cells_of(saved(book)) == [['=HYPERLINK("http://jahat.example")']]


def test_hidden_sheets_are_passed_over_and_another_can_be_asked_for() -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title, book.active["A1"] = "Gaji", "rahasia"
    for title in ("Aktif", "Cuti"):
        book.create_sheet(title)["A1"] = title
    book["Gaji"].sheet_state = "hidden"
    content = saved(book)

    table, rows = read(content)
    assert (table.sheet, table.sheets, rows[0].cells) == ("Aktif", ("Aktif", "Cuti"), ["Aktif"])
    assert read(content, sheet="Cuti")[1][0].cells == ["Cuti"]
    with pytest.raises(UnknownSheet):
        read(content, sheet="Gaji")


@pytest.mark.parametrize(
    ("content", "name", "refusal"),
    [
        (b"NIK,Nama\n1,Ayu\n", "staf.xlsx", ContentMismatch),
        (b"<html><body>login</body></html>", "staf.xlsx", ContentMismatch),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "staf.xlsx", LockedOrOldWorkbook),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "staf.xls", LockedOrOldWorkbook),
        (b"PK\x03\x04 and then nothing of a zip", "staf.xlsx", BrokenWorkbook),
        (workbook([["NIK"]])[:-200], "staf.xlsx", BrokenWorkbook),
        (workbook(), "staf.xlsx", EmptyFile),
    ],
)
def test_what_is_no_workbook_is_refused_with_its_reason(content: bytes, name: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        read(content, name)
