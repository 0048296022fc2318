"""Delimited text: which encoding, which delimiter, and the rows."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from timbalik.lib.spreadsheets.errors import CellTooLong, ContentMismatch, TooManyColumns, TooManyRows, UnknownEncoding
from timbalik.lib.spreadsheets.limits import Limits

DELIMITERS = (",", ";", "\t", "|")
ENCODINGS = "UTF-8, UTF-16, Windows-1252"
_SAMPLE_LINES = 40


@dataclass(frozen=True, slots=True)
class Dialect:
    """What the text turned out to be."""

    encoding: str
    delimiter: str
    lines_to_skip: int = 0


def read_delimited(content: bytes, limits: Limits) -> tuple[Dialect, Iterator[tuple[int, list[str]]]]:
    """The dialect, and rows as (line in the file, cells); rows without any value are left out."""
    encoding = encoding_of(content)
    first_lines = list(_lines(content, encoding, stop=_SAMPLE_LINES))
    dialect = Dialect(encoding, *_delimiter_of(first_lines))
    return dialect, _rows(content, dialect, limits)


def encoding_of(content: bytes) -> str:
    """UTF-8 or UTF-16 by mark or by proof, else Windows-1252, else refused with the line where it broke."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(mark):
            return _proved(content, encoding)
    head = content[:4096]
    if b"\0" in head:
        # Text of Latin letters in UTF-16 has a zero in every second byte; zeros elsewhere are not text.
        if head[1::2].count(0) > len(head) * 0.35:
            return _proved(content, "utf-16-le")
        if head[0::2].count(0) > len(head) * 0.35:
            return _proved(content, "utf-16-be")
        raise ContentMismatch(suffix=".csv", found="binary")
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return _proved(content, "cp1252")
    return "utf-8"


def _proved(content: bytes, encoding: str) -> str:
    try:
        content.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnknownEncoding(line=content.count(b"\n", 0, error.start) + 1, accepted=ENCODINGS) from error
    return encoding


def _lines(content: bytes, encoding: str, *, stop: int) -> Iterator[str]:
    with io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline="") as text:
        for number, line in enumerate(text):
            if number >= stop:
                return
            yield line[:20_000]


def _delimiter_of(lines: list[str]) -> tuple[str, int]:
    """The delimiter that splits most lines alike, and how many lines Excel's ``sep=`` takes at the top."""
    if lines and (told := lines[0].strip().lower()).startswith("sep=") and len(told) == 5:
        return told[4], 1
    best, best_score = ",", 0.0
    for delimiter in DELIMITERS:
        widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if any(row)]
        usual = max(set(widths), key=lambda width: (widths.count(width), width), default=1)
        score = widths.count(usual) / len(widths) * (usual - 1) if widths else 0.0
        if score > best_score:
            best, best_score = delimiter, score
    return best, 0


def _rows(content: bytes, dialect: Dialect, limits: Limits) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(limits.cell_characters)
    with io.TextIOWrapper(io.BytesIO(content), encoding=dialect.encoding, newline="") as text:
        for _ in range(dialect.lines_to_skip):
            next(text)
        reader = csv.reader((line.replace("\0", "") for line in text), delimiter=dialect.delimiter)
        first_line, count = 1 + dialect.lines_to_skip, 0
        while True:
            # A quoted cell may span lines; a person looks for the row where it begins.
            line = reader.line_num + first_line
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise CellTooLong(row=line, accepted=limits.cell_characters) from error
            if not any(cell.strip() for cell in cells):
                continue
            count += 1
            if count > limits.rows:
                raise TooManyRows(row=line, accepted=limits.rows)
            if len(cells) > limits.columns and any(cells[limits.columns :]):
                raise TooManyColumns(columns=len(cells), row=line, accepted=limits.columns)
            yield line, cells[: limits.columns]
