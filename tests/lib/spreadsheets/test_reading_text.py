import codecs

import pytest

from tests.lib.spreadsheets.files import cells_of, read
from timbalik.lib.spreadsheets.errors import (
    CellTooLong,
    ContentMismatch,
    EmptyFile,
    FileTooLarge,
    TooManyColumns,
    TooManyRows,
    UnknownEncoding,
    UnsupportedType,
)
from timbalik.lib.spreadsheets.limits import Limits

TEXT = "NIK,Nama\n00123,Renée Suharti\n"
ROWS = [["NIK", "Nama"], ["00123", "Renée Suharti"]]


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8-sig"),
        (TEXT.encode("utf-16"), "utf-16"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("cp1252"), "cp1252"),
    ],
)
def test_text_is_read_in_every_accepted_encoding(content: bytes, encoding: str) -> None:
    table, rows = read(content, "staf.csv")

    assert (table.encoding, [row.cells for row in rows]) == (encoding, ROWS)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiter_is_found_even_when_cells_hold_another(delimiter: str) -> None:
    lines = [["NIK", "Nama", "Jabatan"], ["1", '"Wulan; S.E., M.M."', "Staf"], ["2", "Baiq", '"Analis, Senior"']]
    table, rows = read("\n".join(delimiter.join(line) for line in lines).encode(), "staf.csv")

    assert table.delimiter == delimiter
    assert rows[1].cells == ["1", "Wulan; S.E., M.M.", "Staf"]


def test_line_that_names_the_delimiter_is_obeyed() -> None:
    _, rows = read(b"sep=;\nNIK;Nama\n1;Budi, S.E.\n", "staf.csv")

    assert [(row.number, row.cells) for row in rows] == [(2, ["NIK", "Nama"]), (3, ["1", "Budi, S.E."])]


def test_rows_keep_their_line_numbers_past_blanks_and_quoted_line_breaks() -> None:
    _, rows = read(b'NIK,Alamat\n\n1,"Jl. Melati\nMakassar"\n ,\n2,x\n', "staf.csv")

    assert [row.number for row in rows] == [1, 3, 6]


def test_bytes_of_no_encoding_are_refused_with_their_line() -> None:
    with pytest.raises(UnknownEncoding) as refused:
        read(b"NIK,Nama\n1,Ayu\n2,\x81\x8d\xff\n", "staf.csv")

    assert refused.value.facts == {"line": 3, "accepted": "UTF-8, UTF-16, Windows-1252"}


@pytest.mark.parametrize("content", [b"", b"   \n \n", b",,,\n,,\n", codecs.BOM_UTF8])
def test_file_without_a_value_is_refused_as_empty(content: bytes) -> None:
    with pytest.raises(EmptyFile):
        read(content, "staf.csv")


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"\x89PNG\r\n\x1a\n0000", "PNG"),
        (b"%PDF-1.7", "PDF"),
        (b"PK\x03\x04....", "zip"),
        (b"<html><table><tr><td>NIK</td>", "HTML"),
        (b"\xef\xbb\xbf<!DOCTYPE html>", "HTML"),
        (bytes(range(256)) * 8, "binary"),
    ],
)
def test_text_that_is_something_else_is_refused(content: bytes, found: str) -> None:
    with pytest.raises(ContentMismatch) as refused:
        read(content, "staf.csv")

    assert refused.value.facts["found"] == found


@pytest.mark.parametrize("name", ["staf.pdf", "staf", "staf.ods", "../../etc/passwd", "staf.csv\0.exe", "CON"])
def test_other_types_are_refused_by_name(name: str) -> None:
    with pytest.raises(UnsupportedType):
        read(TEXT.encode(), name)


def test_only_the_ending_of_a_name_is_used() -> None:
    assert cells_of(TEXT.encode(), "../../etc/\0/..\\staf.CSV") == ROWS


@pytest.mark.parametrize(
    ("content", "limits", "refusal"),
    [
        (b"a,b\n1,2\n3,4\n", Limits(rows=2), TooManyRows),
        (b"a,b,c\n", Limits(columns=2), TooManyColumns),
        (b'a,b\n1,"never closed' + b"x" * 200, Limits(cell_characters=100), CellTooLong),
        (b"a,b\n" * 50, Limits(file_bytes=100), FileTooLarge),
    ],
)
def test_each_limit_refuses_with_its_own_error(content: bytes, limits: Limits, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        read(content, "staf.csv", limits=limits)


def test_a_file_at_its_limits_is_read() -> None:
    assert cells_of(b"a,b\n1,2\n", "staf.csv", limits=Limits(rows=2, columns=2, file_bytes=8)) == [
        ["a", "b"],
        ["1", "2"],
    ]
