import io

import openpyxl
from hypothesis import given
from hypothesis import strategies as st

from tests.lib.spreadsheets.files import cells_of
from timbalik.lib.spreadsheets.writing import FORMULA_STARTS, neutralised, without_apostrophe, write_csv, write_xlsx

DANGEROUS = ['=HYPERLINK("http://x")', "+62812", "-1+1", "@SUM(A1)", "\tx", "\rx", "＝1"]
texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=30)


def test_csv_leads_what_would_be_run_with_an_apostrophe() -> None:
    written = write_csv(["=nama"], [[value] for value in DANGEROUS]).decode("utf-8-sig")

    assert [line.strip('"')[0] for line in written.split("\r\n")[:-1]] == ["'"] * 8


def test_workbook_holds_strings_where_text_was_given() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx(["Nama", "Usia"], [[value, 3] for value in DANGEROUS])))
    assert book.active is not None

    cells = list(book.active.iter_rows(min_row=2))

    assert {row[0].data_type for row in cells} == {"s"}
    assert {row[1].value for row in cells} == {3}
    assert all(row[0].quotePrefix for row in cells)


@given(texts, texts.map(lambda text: "=" + text))
def test_neutralised_text_is_never_run_and_comes_back(text: str, formula: str) -> None:
    for value in (text, formula):
        assert not neutralised(value).startswith(FORMULA_STARTS)
    assert without_apostrophe(neutralised(formula)) == formula


def test_written_files_are_read_again() -> None:
    rows = [["00123", "Suharti"], ["2", "Ni Luh"]]

    assert cells_of(write_xlsx(["NIK", "Nama"], rows)) == [["NIK", "Nama"], *rows]
    assert cells_of(write_csv(["NIK", "Nama"], rows), "staf.csv") == [["NIK", "Nama"], *rows]
