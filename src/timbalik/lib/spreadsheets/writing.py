"""Writing tables; what a spreadsheet program would run as a formula stays text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice

# A cell that begins so is run by Excel, LibreOffice or Google Sheets when the file is opened (ASVS 5.0, V1.2.10).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")

STREAMED_TOGETHER = 200  # rows

Value = str | int | float | date | None


def neutralised(value: str) -> str:
    """The text, led by an apostrophe if it would be run."""
    return "'" + value if value.startswith(FORMULA_STARTS) else value


def without_apostrophe(value: str) -> str:
    """Undo ``neutralised``, so that a file we wrote can be mended and read again."""
    return value[1:] if value.startswith("'") and value[1:].startswith(FORMULA_STARTS) else value


def write_csv(header: Sequence[str], rows: Iterable[Sequence[Value]], *, delimiter: str = ",") -> bytes:
    """CSV as UTF-8 with a mark, so that Excel shows the names right."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow([neutralised(one) for one in header])
    for row in rows:
        writer.writerow([_text(value) for value in row])
    return text.getvalue().encode("utf-8-sig")


def stream_csv(header: Sequence[str], rows: Iterable[Sequence[Value]]) -> Iterator[bytes]:
    """The same CSV in pieces of some rows, for an answer that is sent while it is read."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([neutralised(one) for one in header])
    yield text.getvalue().encode("utf-8-sig")
    for batch in _batches(rows, STREAMED_TOGETHER):
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\r\n").writerows([_text(value) for value in row] for row in batch)
        yield text.getvalue().encode()


def _batches(rows: Iterable[Sequence[Value]], size: int) -> Iterator[list[Sequence[Value]]]:
    rest = iter(rows)
    while batch := list(islice(rest, size)):
        yield batch


def write_xlsx(header: Sequence[str], rows: Iterable[Sequence[Value]], *, sheet: str = "Data") -> bytes:
    """One sheet with a frozen, bold header; every text cell is a string, and stays one when somebody edits it."""
    import xlsxwriter  # Slow import, and most commands never write a workbook.

    content = io.BytesIO()
    options = {"in_memory": True, "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(content, options) as book:
        bold = book.add_format({"bold": True})
        quoted = book.add_format({"quote_prefix": True})
        page = book.add_worksheet(sheet[:31])
        page.freeze_panes(1, 0)
        page.set_column(0, max(0, len(header) - 1), 22)
        for column, name in enumerate(header):
            page.write_string(0, column, name, bold)
        for number, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                if isinstance(value, int | float) and not isinstance(value, bool):
                    page.write_number(number, column, value)
                elif value not in (None, ""):
                    text = str(value)
                    page.write_string(number, column, text, quoted if text.startswith(FORMULA_STARTS) else None)
    return content.getvalue()


def _text(value: Value) -> str | int | float:
    if value is None:
        return ""
    return value if isinstance(value, int | float) else neutralised(str(value))
