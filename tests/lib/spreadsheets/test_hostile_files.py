"""Files made to hurt: this process must survive each, with a reason it can tell."""

import io
import os
import zipfile

import pytest

from tests.lib.spreadsheets.files import cells_of, read, with_member, workbook
from timbalik.lib.spreadsheets import reading
from timbalik.lib.spreadsheets.errors import (
    FarCell,
    HostileMarkup,
    NeedsTooMuchMemory,
    PackedTooTightly,
    TookTooLong,
    TooManyMembers,
    UnpackedTooLarge,
)
from timbalik.lib.spreadsheets.limits import MEBIBYTE, Limits

SHEET = "xl/worksheets/sheet1.xml"
GOOD = workbook([["NIK", "Nama"], ["1", "Ayu"]])


@pytest.mark.parametrize("cell", ["XFD1048576", "A1048576", "ZZZ9", "OK2"])
def test_one_far_cell_is_named(cell: str) -> None:
    content = with_member(
        GOOD, SHEET, _sheet(f'<row r="{cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")}"><c r="{cell}"><v>1</v></c></row>')
    )

    with pytest.raises(FarCell) as refused:
        read(content)

    assert refused.value.facts == {"cell": cell, "rows": 200_000, "columns": 400}
    assert cells_of(GOOD) == [["NIK", "Nama"], ["1", "Ayu"]]


def test_far_cell_that_the_scan_overlooks_meets_the_memory_limit() -> None:
    hidden = "<row r='1'><c r='A1'><v>1</v></c></row><row r='1048576'><c r='XFD1048576'><v>1</v></c></row>"

    with pytest.raises(NeedsTooMuchMemory) as refused:
        read(with_member(GOOD, SHEET, _sheet(hidden)))

    assert refused.value.facts == {"megabytes": 480}


def test_zip_bomb_is_refused_before_it_unpacks() -> None:
    bomb = with_member(GOOD, SHEET, b" " * (64 * MEBIBYTE))
    assert len(bomb) < 100_000

    with pytest.raises(PackedTooTightly):
        read(bomb)
    with pytest.raises(UnpackedTooLarge):
        read(bomb, limits=Limits(packing_ratio=10_000, unpacked_bytes=32 * MEBIBYTE))


def test_zip_of_a_thousand_members_is_refused() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for number in range(1_000):
            archive.writestr(f"xl/{number}.xml", "")

    with pytest.raises(TooManyMembers):
        read(content.getvalue())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_document_types_and_entities_are_refused(encoding: str) -> None:
    laughs = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;">]><worksheet>&b;</worksheet>'

    with pytest.raises(HostileMarkup):
        read(with_member(GOOD, SHEET, laughs.encode(encoding)))


def test_file_that_takes_too_long_is_stopped() -> None:
    content = b"NIK,Nama\n" + b"1,Ayu\n" * 400_000

    with pytest.raises(TookTooLong):
        read(content, "staf.csv", limits=Limits(rows=10**6, wall_seconds=0))


def test_reading_process_learns_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIMBALIK_SECRET_KEY", "rahasia")
    process = reading._start(".csv", None, Limits())
    try:
        with open(f"/proc/{process.pid}/environ", "rb") if os.path.exists("/proc") else io.BytesIO() as environment:  # noqa: PTH110, PTH123
            assert b"rahasia" not in environment.read()
    finally:
        process.kill()
        process.communicate()


def _sheet(rows: str) -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<?xml version="1.0"?><worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'.encode()
