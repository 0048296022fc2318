"""Where the headers stand: below a title, in one row or two, under merged groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from timbalik.lib.spreadsheets.reading import Row
from timbalik.people.importing import dictionary

LOOK_AT = 15


@dataclass(frozen=True, slots=True)
class Headers:
    """``texts``: per column the header as each header row writes it; ``rows``: how many rows to pass over."""

    texts: list[list[str]]
    rows: int
    recognised: int


def find_headers(first_rows: Sequence[Row]) -> Headers:
    """The row with most known headers among the first fifteen, and its neighbour when that is made of headers too.

    SuccessFactors writes keys above labels. Without any known header the first row with two cells is taken.
    """
    rows = [[cell.strip() for cell in row.cells] for row in first_rows[:LOOK_AT]]
    scores = [_known(cells) for cells in rows]
    best = max(range(len(rows)), key=lambda position: (scores[position], -position))
    if not scores[best]:
        best = next((position for position, cells in enumerate(rows) if sum(map(bool, cells)) >= 2), 0)
        return Headers([[cell] for cell in rows[best]], best + 1, 0)
    near = [
        one for one in (best - 1, best + 1) if 0 <= one < len(rows) and _is_second(rows[one], scores[one], scores[best])
    ]
    chosen = sorted([best, *near[:1]])
    width = max(len(rows[position]) for position in chosen)
    texts = [
        [rows[position][column] if column < len(rows[position]) else "" for position in chosen]
        for column in range(width)
    ]
    return Headers(texts, chosen[-1] + 1, scores[best])


def _known(cells: Sequence[str]) -> int:
    return sum(
        bool(dictionary.candidates(cell)) or dictionary.is_private(cell) for cell in cells if cell and len(cell) < 60
    )


def _is_second(cells: Sequence[str], score: int, best: int) -> bool:
    """Headers again: half as many known ones, and most of its cells known (a row of people holds few such words)."""
    filled = sum(map(bool, cells))
    return score * 2 >= best and score * 2 > filled and score >= 2
