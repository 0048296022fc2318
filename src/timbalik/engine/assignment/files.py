"""Numbers of one's own from files: scores, capacities, forbidden pairs. Exact, or refused with the line.

Files of plain numbers are read in bulk (``plain_text.py``); what is unusual in any way is read here, line by line.
"""

from __future__ import annotations

import csv
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal, InvalidOperation
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from timbalik.engine.assignment.errors import InvalidInstance
from timbalik.engine.assignment.npz_files import list_table, read_npz
from timbalik.engine.assignment.order import first_twice, order_pairs
from timbalik.engine.assignment.plain_text import first_cells, plain_list, plain_marks, plain_table
from timbalik.engine.assignment.score_file import MOST_DECIMALS, IntArray, ScoreFile

LIST_HEADER: Final = ("mentor", "mentee", "score")
PAIR_HEADER: Final = LIST_HEADER[:2]

#: A 64-bit integer has no more.
MOST_DIGITS: Final = 19

#: Everybody gets a place in several arrays: a list that names a position beyond this holds a slip, not people.
MOST_PEOPLE: Final = 20_000_000

#: Never rounds, however many digits somebody writes.
EXACTLY: Final = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)


def read_scores(path: Path) -> ScoreFile:
    """Read ``.npz`` (a dense table or a scipy sparse matrix) or ``.csv`` (a table, or ``mentor,mentee,score`` rows)."""
    if path.suffix.lower() != ".npz":
        return _read_plain_csv(path) or _read_csv(path)
    read = read_npz(path)
    if read.mentor.dtype == np.int32:
        order_pairs(read.mentor, read.mentee, read.score)
    return read


def read_counts(path: Path) -> IntArray:
    """Read one whole number a line."""
    plain = plain_table(path) if path.is_file() else None  # what comes through a pipe can be read but once
    if plain is not None and plain[0].shape[1] == plain[1] == 1:
        return plain[0][:, 0]
    counts = []
    for number, line in enumerate(_text(path).split("\n"), 1):
        if line.strip():
            try:
                counts.append(int(np.int64(int(line.replace("_", "?")))))
            except (ValueError, OverflowError):
                raise InvalidInstance(
                    f"{path.name} line {number}: {line.strip()[:40]!r}, a whole number is accepted"
                ) from None
    return np.array(counts, np.int64)


def read_forbidden(path: Path, shape: tuple[int, int]) -> tuple[IntArray, IntArray]:
    """Read a 0/1 table of the scores' shape, or ``mentor,mentee`` rows; return the forbidden positions."""
    if path.suffix.lower() == ".npz":
        read = read_npz(path)
        on = read.score != 0
        if read.shape != shape:
            raise InvalidInstance(f"{path.name} has shape {read.shape}: {shape} is accepted")
        for at in np.flatnonzero(on & (read.score != read.scale))[:1]:
            raise InvalidInstance(
                f"{path.name} at ({read.mentor[at]}, {read.mentee[at]}): {read.score[at] / read.scale:g}, 0 or 1 is accepted"
            )
        return read.mentor[on].astype(np.int64), read.mentee[on].astype(np.int64)
    if path.is_file():
        if _header(path) == PAIR_HEADER:
            plain = plain_table(path, skip=1)
            if plain is not None and plain[0].shape[1] == 2 and plain[1] == 1:
                return plain[0][:, 0], plain[0][:, 1]
        elif (marks := plain_marks(path)) is not None and marks.shape == shape:
            return _marked(path, marks)
    rows = _rows(path)
    if tuple(cell.strip().lower() for cell in rows[0]) == PAIR_HEADER:
        values = _whole_table(path, rows[1:], 2, 2)
        return values[:, 0], values[:, 1]
    if len(rows) != shape[0] or len(rows[0]) != shape[1]:
        if len(rows[0]) == 2:
            values = _whole_table(path, rows, 2, 1)
            return values[:, 0], values[:, 1]
        raise InvalidInstance(f"{path.name} has {len(rows)} rows of {len(rows[0])}: shape {shape} is accepted")
    return _marked(path, _whole_table(path, rows, shape[1], 1))


def _marked(path: Path, table: NDArray[np.uint8] | IntArray) -> tuple[IntArray, IntArray]:
    if table.size and not 0 <= int(table.min()) <= int(table.max()) <= 1:
        row, column = np.argwhere((table != 0) & (table != 1))[0]
        raise InvalidInstance(
            f"{path.name} row {row + 1}, column {column + 1}: {table[row, column]}, 0 or 1 is accepted"
            " (rows mentor,mentee need that header where they could be a table)"
        )
    mentor, mentee = np.divmod(np.flatnonzero(table), table.shape[1])
    return mentor, mentee


def _header(path: Path) -> tuple[str, ...]:
    """Return the first line's words, as they would be a header; some programs put them in quotes."""
    cells = (cell[1:-1] if len(cell) > 1 and cell[0] == cell[-1] == '"' else cell for cell in first_cells(path))
    return tuple(cell.strip(" ").lower() for cell in cells)


def _read_plain_csv(path: Path) -> ScoreFile | None:
    """Read what is nothing but plain numbers below the header of a list, or without one."""
    if not path.is_file():
        return None
    if _header(path) != LIST_HEADER:
        table = plain_table(path)
        return None if table is None else list_table(*table)
    read = plain_list(path)
    if read is None:
        return None
    shape = int(read.mentor.max()) + 1, int(read.mentee.max()) + 1
    if max(shape) > MOST_PEOPLE or min(int(read.mentor.min()), int(read.mentee.min())) < 0:
        return None
    order_pairs(read.mentor, read.mentee, read.score)
    if first_twice(read.mentor, read.mentee) is not None:
        return None  # its rows are named in the file's own order
    return ScoreFile(shape, read.mentor, read.mentee, read.score, read.scale, listed=True)


def _read_csv(path: Path) -> ScoreFile:
    rows = _rows(path)
    header = tuple(cell.strip().lower() for cell in rows[0])
    if header == LIST_HEADER:
        for number, row in enumerate(rows[1:], 2):
            if len(row) != len(header):
                raise InvalidInstance(f"{path.name} row {number}: {len(row)} cells, {len(header)} are accepted")
        where = _whole_table(path, [row[:2] for row in rows[1:]], 2, 2)
        score, scale = _scaled(path, [row[2:] for row in rows[1:]], 1, 2, first_column=3)
        _check_list(path, where)
        shape = (int(where[:, 0].max(initial=-1)) + 1, int(where[:, 1].max(initial=-1)) + 1)
        return ScoreFile(shape, where[:, 0], where[:, 1], score[:, 0], scale, listed=True)
    return list_table(*_scaled(path, rows, len(rows[0]), 1))


def _check_list(path: Path, where: IntArray) -> None:
    """Refuse a position that is none and a pair that stands there twice, by their rows."""
    for place, side in np.argwhere((where < 0) | (where >= MOST_PEOPLE))[:1]:
        name, met = LIST_HEADER[side], where[place, side]
        accepted = "0 or more" if met < 0 else f"at most {MOST_PEOPLE - 1}"
        raise InvalidInstance(f"{path.name} row {place + 2}, {name}: {met}, {accepted} is accepted")
    key = where[:, 0] * (int(where[:, 1].max(initial=0)) + 1) + where[:, 1]
    _, first, place = np.unique(key, return_index=True, return_inverse=True)
    for row in np.flatnonzero(first[place] != np.arange(len(key)))[:1]:
        mentor, mentee = where[row].tolist()
        raise InvalidInstance(
            f"{path.name} row {row + 2}: pair ({mentor}, {mentee}) appears twice, first in row {first[place][row] + 2}"
        )


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidInstance(f"{path.name} is no text in UTF-8") from None


def _rows(path: Path) -> list[list[str]]:
    text = _text(path)
    lines = text.splitlines()
    if '"' in text:  # as spreadsheets and R write headers
        try:
            rows = list(csv.reader(line for line in lines if line.strip()))
        except csv.Error as error:
            raise InvalidInstance(f"{path.name}: {error}") from None
    else:
        rows = [line.split(",") for line in lines if line.strip()]
    if not rows:
        raise InvalidInstance(f"{path.name} is empty")
    for number, line in enumerate(lines, 1):
        if "_" in line:  # Python would read 1_000 as a thousand
            raise InvalidInstance(f"{path.name} row {number}: {line.strip()[:40]!r} holds what is not a number")
    return rows


def _whole_table(path: Path, rows: list[list[str]], width: int, first_line: int) -> IntArray:
    scores, scale = _scaled(path, rows, width, first_line)
    if scale != 1:
        raise InvalidInstance(f"{path.name} holds fractions where whole numbers are accepted")
    return scores


def _scaled(
    path: Path, rows: list[list[str]], width: int, first_line: int, *, first_column: int = 1
) -> tuple[IntArray, int]:
    """Return a table of text as whole numbers and the power of ten they were multiplied by."""
    for number, row in enumerate(rows, first_line):
        if len(row) != width:
            raise InvalidInstance(f"{path.name} row {number}: {len(row)} cells, {width} are accepted")
    try:
        whole = [[int(cell) for cell in row] for row in rows]
        scale = 1
    except ValueError:
        whole, scale = _scaled_decimals(path, rows, first_line, first_column)
    try:
        return np.array(whole, np.int64).reshape(len(rows), width), scale
    except OverflowError:
        raise InvalidInstance(f"{path.name}: scaled by {scale}, a score does not fit a 64-bit integer") from None


def _scaled_decimals(
    path: Path, rows: list[list[str]], first_line: int, first_column: int
) -> tuple[list[list[int]], int]:
    decimals: list[list[Decimal]] = []
    places = 0
    for number, row in enumerate(rows, first_line):
        decimals.append([])
        for column, cell in enumerate(row, first_column):
            try:
                value = Decimal(cell.strip())
            except InvalidOperation:
                value = Decimal("NaN")
            if not value.is_finite():
                raise InvalidInstance(
                    f"{path.name} row {number}, column {column}: {cell.strip()[:40]!r} is not a number"
                )
            if value and value.adjusted() >= MOST_DIGITS:  # before anything writes out its zeros
                raise InvalidInstance(
                    f"{path.name} row {number}, column {column}: {cell.strip()[:40]!r} does not fit a 64-bit integer"
                )
            decimals[-1].append(value)
            exponent = value.normalize(EXACTLY).as_tuple().exponent
            places = max(places, -exponent if isinstance(exponent, int) else 0)
    if places > MOST_DECIMALS:
        raise InvalidInstance(f"{path.name} has {places} decimals: up to {MOST_DECIMALS} are accepted without loss")
    return [[int(value.scaleb(places, EXACTLY)) for value in row] for row in decimals], 10**places
