"""Text that holds plain numbers and nothing else, read millions of numbers a second: exactly, or not at all.

Plain are digits, a minus before them, a point among them, a comma between two numbers and a line end behind the last; every
line holds as many numbers as the first. Whatever else stands in a file, this reader only says None: the careful reader of
``files.py`` then reads it again, line by line, and accepts it or names the line. What both read is the same, to the last digit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

import numpy as np
from numpy.typing import NDArray

from timbalik.engine.assignment.score_file import MOST_DECIMALS, IntArray, scale_floats

#: Bytes read at a time: a block and what is made of it stay in the processor's cache.
BLOCK: Final = 1 << 18

MARK: Final = b"\xef\xbb\xbf"

#: Whole numbers below this are read exactly; what passes 64 bits comes out of numpy's reader as the largest there is.
MOST_WHOLE: Final = 10**18
#: Fifteen digits survive a float, and so does a whole number up to this.
MOST_DIGITS: Final = 15
MOST_FLOAT: Final = 2**50

Block = NDArray[Any]


class NotPlainError(Exception):
    """A line that the careful reader has to see."""


@dataclass(frozen=True, eq=False)
class PlainList:
    """The columns of a list in the order of its lines, and the power of ten the scores were multiplied by."""

    mentor: NDArray[np.int32]
    mentee: NDArray[np.int32]
    score: IntArray
    scale: int


def first_cells(path: Path) -> list[str]:
    """Return the cells of the first line; none where it is no plain text."""
    with path.open("rb") as file:
        line = _after_mark(file).readline()
    try:
        return line.decode("ascii").rstrip("\r\n").split(",")
    except UnicodeDecodeError:
        return []


def plain_list(path: Path) -> PlainList | None:
    """Read ``mentor,mentee,score`` lines below that header, if all are plain."""
    rows = _count_rows(path) - 1
    if rows < 1:
        return None
    columns = np.empty(rows, np.int32), np.empty(rows, np.int32)
    score = np.empty(rows, np.int64)

    def keep(first: int, block: Block) -> None:
        end = first + len(block)
        for side, column in enumerate(columns):
            _fill(column[first:end], block[:, side])
        score.view(block.dtype)[first:end] = block[:, 2]

    scale = _read(path, 3, keep, score, skip=1, marks=b"\n")
    return None if scale is None else PlainList(*columns, score, scale)


def plain_table(path: Path, *, skip: int = 0) -> tuple[IntArray, int] | None:
    """Read a table below ``skip`` lines of header, if all of it is plain; return it with the power of ten."""
    width = len(first_cells(path))
    rows = _count_rows(path) - skip
    # every number takes two bytes: a first line much longer than the others must not ask for memory
    if rows < 1 or path.stat().st_size + 1 < 2 * rows * width:
        return None
    table = np.empty((rows, width), np.int64)

    def keep(first: int, block: Block) -> None:
        table.view(block.dtype)[first : first + len(block)] = block

    scale = _read(path, width, keep, table, skip=skip, marks=b",\n")
    return None if scale is None else (table, scale)


def plain_marks(path: Path) -> NDArray[np.uint8] | None:
    """Read a table of single digits, if it is one."""
    width = len(first_cells(path))
    found = []
    try:
        for block in _blocks(path, 0):
            rows = block.count(b"\n")
            if len(block) != 2 * rows * width:
                return None
            _check_shape(block, rows, width, b"0123456789")
            found.append(np.frombuffer(block.translate(None, b",\n"), np.uint8).reshape(rows, width))
    except (NotPlainError, ValueError):
        return None
    return np.concatenate(found) - np.uint8(ord("0")) if found else None


def _read(
    path: Path, width: int, keep: Callable[[int, Block], None], score: IntArray, *, skip: int, marks: bytes
) -> int | None:
    """Hand all blocks over as whole numbers; return the power of ten that ``score`` was multiplied by, in the end."""
    for way in (_whole_numbers, _same_places, _floats):
        places: set[int] = set()
        first = 0
        try:
            for block in _blocks(path, skip):
                found, more = way(block, width, marks)
                places.add(more)
                if len(places) > 1 or first + len(found) > len(score):
                    raise NotPlainError
                keep(first, found)
                first += len(found)
        except (NotPlainError, ValueError):
            continue
        if first != len(score):
            return None
        return scale_floats(score.view(np.float64), MOST_FLOAT) if way is _floats else _shortened(score, places.pop())
    return None


def _whole_numbers(block: bytes, width: int, marks: bytes) -> tuple[Block, int]:
    rows = block.count(b"\n")
    _check_shape(block, rows, width, b"0123456789-")
    if b"-" in block:
        # numpy's reader takes a minus alone for a nought
        before = block.count(b",-") + block.count(b"\n-") + block.startswith(b"-")
        if before != block.count(b"-") or b"-," in block or b"-\n" in block:
            raise NotPlainError
    found = np.fromstring(block.replace(b"\n", b","), np.int64, sep=",")
    if found.size and (int(found.max()) >= MOST_WHOLE or int(found.min()) <= -MOST_WHOLE):
        raise NotPlainError
    return found.reshape(rows, width), 0


def _same_places(block: bytes, width: int, marks: bytes) -> tuple[Block, int]:
    """Read numbers that all have the same decimals, those behind which one of ``marks`` stands, as if the point were not there."""
    text = np.frombuffer(block, np.uint8)
    ends = np.flatnonzero(text == ord("\n") if marks == b"\n" else text <= ord(","))
    points = np.flatnonzero(text == ord("."))
    if len(ends) != len(points) or not len(ends):
        raise NotPlainError
    places = int(ends[0] - points[0]) - 1
    if not 1 <= places <= MOST_DECIMALS or (ends - points != places + 1).any():
        raise NotPlainError
    if any((text[ends - behind] < ord("0")).any() for behind in range(1, places + 1)):
        raise NotPlainError  # another number's point
    return _whole_numbers(block.replace(b".", b""), width, marks)[0], places


def _floats(block: bytes, width: int, marks: bytes) -> tuple[Block, int]:
    rows = block.count(b"\n")
    _check_shape(block, rows, width, b"0123456789-.")
    ends = np.flatnonzero(np.frombuffer(block, np.uint8) <= ord(","))
    if int(np.diff(ends, prepend=-1).max(initial=0)) - 1 > MOST_DIGITS:
        raise NotPlainError
    return np.fromstring(block.replace(b"\n", b","), np.float64, sep=",").reshape(rows, width), 0


def _check_shape(block: bytes, rows: int, width: int, among: bytes) -> None:
    """Refuse anything beside ``among``, and a line that is wider or narrower."""
    if block.translate(None, among) != (b"," * (width - 1) + b"\n") * rows:
        raise NotPlainError


def _fill(column: NDArray[np.int32], found: Block) -> None:
    """Write positions; refuse what does not fit, and fractions."""
    if found.size and not -(2**31) <= found.min() <= found.max() < 2**31:
        raise NotPlainError
    column[:] = found
    if found.dtype != np.int64 and (column != found).any():
        raise NotPlainError


def _shortened(score: IntArray, places: int) -> int:
    """Take noughts away that end all numbers; return the power of ten that is left."""
    flat = score.reshape(-1)
    while places and not (flat % 10).any():
        flat //= 10
        places -= 1
    return int(10**places)


def _count_rows(path: Path) -> int:
    rows, last = 0, b"\n"
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            rows += block.count(b"\n")
            last = block[-1:]
    return rows + (last != b"\n")


def _blocks(path: Path, skip: int) -> Iterator[bytes]:
    """Yield whole lines that end as on any system, below some that are left out."""
    with path.open("rb") as opened:
        file = _after_mark(opened)
        for _ in range(skip):
            file.readline()
        while block := file.read(BLOCK):
            block += file.readline()
            if b"\r" in block:
                block = block.replace(b"\r\n", b"\n")
            yield block if block.endswith(b"\n") else block + b"\n"


def _after_mark(file: BinaryIO) -> BinaryIO:
    """Pass over the mark that some programs put before their text."""
    if file.read(len(MARK)) != MARK:
        file.seek(0)
    return file
