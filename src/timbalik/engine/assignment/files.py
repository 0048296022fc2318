"""Numbers of one's own from files: scores, capacities, forbidden pairs. Exact, or refused with the line."""

from __future__ import annotations

import csv
import zipfile
import zlib
from dataclasses import dataclass
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal, InvalidOperation
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from timbalik.engine.assignment.errors import InvalidInstance

IntArray = NDArray[np.int64]

#: Decimals beyond this are no measured scores any more.
MOST_DECIMALS: Final = 9

#: A 64-bit integer has no more.
MOST_DIGITS: Final = 19

#: Everybody gets a place in several arrays: a list that names a position beyond this holds a slip, not people.
MOST_PEOPLE: Final = 20_000_000

#: What numpy, scipy and zipfile raise at a file that is no table.
BROKEN: Final = (
    ValueError, AttributeError, LookupError, TypeError, RuntimeError, EOFError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip

#: Never rounds, however many digits somebody writes.
EXACTLY: Final = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)


@dataclass(frozen=True, eq=False)
class ScoreFile:
    """Listed pairs with whole scores: the file's numbers times ``scale``, exactly.

    ``listed`` says that the file lists pairs, so that it may leave out people at the end.
    """

    shape: tuple[int, int]
    mentor: IntArray
    mentee: IntArray
    score: IntArray
    scale: int
    listed: bool = False


def read_scores(path: Path) -> ScoreFile:
    """Read ``.npz`` (a dense table or a scipy sparse matrix) or ``.csv`` (a table, or ``mentor,mentee,score`` rows)."""
    return _read_npz(path) if path.suffix.lower() == ".npz" else _read_csv(path)


def read_counts(path: Path) -> IntArray:
    """Read one whole number a line."""
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
        read = _read_npz(path)
        on = read.score != 0
        if read.shape != shape:
            raise InvalidInstance(f"{path.name} has shape {read.shape}: {shape} is accepted")
        for at in np.flatnonzero(on & (read.score != read.scale))[:1]:
            raise InvalidInstance(
                f"{path.name} at ({read.mentor[at]}, {read.mentee[at]}): {read.score[at] / read.scale:g}, 0 or 1 is accepted"
            )
        return read.mentor[on], read.mentee[on]
    rows = _rows(path)
    if [cell.strip().lower() for cell in rows[0]] == ["mentor", "mentee"]:
        values = _whole_table(path, rows[1:], 2, 2)
        return values[:, 0], values[:, 1]
    if len(rows) != shape[0] or len(rows[0]) != shape[1]:
        if len(rows[0]) == 2:
            values = _whole_table(path, rows, 2, 1)
            return values[:, 0], values[:, 1]
        raise InvalidInstance(f"{path.name} has {len(rows)} rows of {len(rows[0])}: shape {shape} is accepted")
    table = _whole_table(path, rows, shape[1], 1)
    for row, column in np.argwhere((table != 0) & (table != 1))[:1]:
        raise InvalidInstance(
            f"{path.name} row {row + 1}, column {column + 1}: {table[row, column]}, 0 or 1 is accepted"
            " (rows mentor,mentee need that header where they could be a table)"
        )
    forbidden = np.nonzero(table)
    return forbidden[0], forbidden[1]


def _read_csv(path: Path) -> ScoreFile:
    rows = _rows(path)
    header = [cell.strip().lower() for cell in rows[0]]
    if header == ["mentor", "mentee", "score"]:
        for number, row in enumerate(rows[1:], 2):
            if len(row) != len(header):
                raise InvalidInstance(f"{path.name} row {number}: {len(row)} cells, {len(header)} are accepted")
        where = _whole_table(path, [row[:2] for row in rows[1:]], 2, 2)
        score, scale = _scaled(path, [row[2:] for row in rows[1:]], 1, 2, first_column=3)
        _check_list(path, where)
        shape = (int(where[:, 0].max(initial=-1)) + 1, int(where[:, 1].max(initial=-1)) + 1)
        return ScoreFile(shape, where[:, 0], where[:, 1], score[:, 0], scale, listed=True)
    score, scale = _scaled(path, rows, len(rows[0]), 1)
    return _listed(score, scale)


def _check_list(path: Path, where: IntArray) -> None:
    """Refuse a position that is none and a pair that stands there twice, by their rows."""
    for place, side in np.argwhere((where < 0) | (where >= MOST_PEOPLE))[:1]:
        name, met = ("mentor", "mentee")[side], where[place, side]
        accepted = "0 or more" if met < 0 else f"at most {MOST_PEOPLE - 1}"
        raise InvalidInstance(f"{path.name} row {place + 2}, {name}: {met}, {accepted} is accepted")
    key = where[:, 0] * (int(where[:, 1].max(initial=0)) + 1) + where[:, 1]
    _, first, place = np.unique(key, return_index=True, return_inverse=True)
    for row in np.flatnonzero(first[place] != np.arange(len(key)))[:1]:
        mentor, mentee = where[row].tolist()
        raise InvalidInstance(
            f"{path.name} row {row + 2}: pair ({mentor}, {mentee}) appears twice, first in row {first[place][row] + 2}"
        )


def _listed(score: IntArray, scale: int) -> ScoreFile:
    mentee, mentor = (place.ravel() for place in np.meshgrid(*map(np.arange, score.T.shape), indexing="ij"))
    return ScoreFile((score.shape[0], score.shape[1]), mentor, mentee, score.T.ravel(), scale)


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


def _read_npz(path: Path) -> ScoreFile:
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as loaded:
            return _table_of(path, loaded)
    except BROKEN as error:
        raise InvalidInstance(f"{path.name} is no .npz file of numbers: {error}") from None


def _table_of(path: Path, loaded: np.lib.npyio.NpzFile) -> ScoreFile:
    names = set(loaded.files)
    if "format" in names and "shape" in names:
        from scipy import sparse  # slow import: only for this format

        matrix = sparse.load_npz(path).tocoo()
        score, scale = _scaled_array(path, matrix.data)
        rows, columns = matrix.row.astype(np.int64), matrix.col.astype(np.int64)
        return ScoreFile((matrix.shape[0], matrix.shape[1]), rows, columns, score, scale)
    if len(names) != 1 and "scores" not in names:
        raise InvalidInstance(f"{path.name} holds {sorted(names)}: one table, or one named 'scores', is accepted")
    table = loaded["scores" if "scores" in names else next(iter(names))]
    if table.ndim != 2:
        raise InvalidInstance(f"{path.name} has {table.ndim} dimensions: a table of mentors by mentees is accepted")
    score, scale = _scaled_array(path, table)
    return _listed(score, scale)


def _scaled_array(path: Path, values: NDArray[np.generic]) -> tuple[IntArray, int]:
    """Return numbers as whole ones; a float counts as the shortest decimal that is the same float."""
    if values.dtype.kind in "iub" and values.dtype != np.uint64:
        return values.astype(np.int64), 1
    if values.dtype.kind == "u":
        if values.size and int(values.astype(object).max()) > np.iinfo(np.int64).max:
            raise InvalidInstance(f"{path.name}: a score does not fit a 64-bit integer")
        return values.astype(np.int64), 1
    if values.dtype.kind != "f":
        raise InvalidInstance(f"{path.name} holds {values.dtype} values: numbers are accepted")
    floats = values.astype(np.float64)
    if (floats.astype(values.dtype) != values).any() and np.isfinite(floats).all():
        raise InvalidInstance(f"{path.name}: {values.dtype} values do not fit 64-bit floats without loss")
    wrong = np.argwhere(~np.isfinite(floats))
    if len(wrong):
        place = tuple(int(position) for position in wrong[0])
        raise InvalidInstance(f"{path.name} at {place}: {floats[place]} is not a number")
    for places in range(MOST_DECIMALS + 1):
        scaled = np.rint(floats * 10**places)
        if np.abs(scaled).max(initial=0) > 2**53:
            break
        if ((scaled / 10**places).astype(values.dtype) == values).all():
            return scaled.astype(np.int64), 10**places
    raise InvalidInstance(
        f"{path.name}: decimals would lose precision; up to {MOST_DECIMALS} that fit 53 bits are accepted"
    )
