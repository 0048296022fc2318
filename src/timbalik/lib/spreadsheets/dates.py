"""Dates as people write them in Indonesian offices, told apart from those with two meanings."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Order = Literal["day_first", "month_first"]

_MONTH_NAMES = (
    ("januari", "january", "jan"),
    ("februari", "february", "pebruari", "feb", "peb"),
    ("maret", "march", "mar"),
    ("april", "apr"),
    ("mei", "may"),
    ("juni", "june", "jun"),
    ("juli", "july", "jul"),
    ("agustus", "august", "agu", "ags", "agt", "aug"),
    ("september", "sept", "sep"),
    ("oktober", "october", "okt", "oct"),
    ("november", "nopember", "nov", "nop"),
    ("desember", "december", "des", "dec"),
)
_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names}
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[t ]\d{1,2}[:.]\d{2}.*)?")
_YEAR_LAST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})(?:[t ]\d{1,2}[:.]\d{2}.*)?")
_NAMED = re.compile(r"(?:[a-z']+,\s*)?(\d{1,2})[-\s.]+([a-z]+)\.?[-\s,]+(\d{4}|\d{2})")
_NAMED_MONTH_FIRST = re.compile(r"([a-z]+)\.?\s+(\d{1,2}),?\s+(\d{4})")
_SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
# Day 1 is 1 January 1900; Excel believes in 29 February 1900, which this start makes up for (true from March 1900 on).
_SERIAL_START = date(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = 14_000, 75_000


@dataclass(frozen=True, slots=True)
class DateRead:
    """``day`` is None when nothing on the calendar was meant; ``other`` is a second day the text could mean."""

    day: date | None
    other: date | None = None
    reason: Literal["", "not_a_date", "not_on_calendar"] = ""


def parse_date(text: str, *, order: Order = "day_first") -> DateRead:
    """Read ``24/11/2026``, ``2026/11/24``, ``2026-11-24``, an Excel serial, ``24 November 2026`` or ``24-Nov-26``.

    ``order`` decides where day and month could be swapped, and the other meaning is told. Two-digit years are of this
    century up to 49. ``20261124`` is read as well.
    """
    text = " ".join(text.split()).lower()
    if match := _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text):
        return _on_calendar(int(match[1]), int(match[2]), int(match[3]))
    if match := _YEAR_LAST.fullmatch(text):
        return _swappable(int(match[1]), int(match[2]), _full_year(match[3]), order)
    if (match := _NAMED.fullmatch(text)) and match[2] in _MONTHS:
        return _on_calendar(_full_year(match[3]), _MONTHS[match[2]], int(match[1]))
    if (match := _NAMED_MONTH_FIRST.fullmatch(text)) and match[1] in _MONTHS:
        return _on_calendar(int(match[3]), _MONTHS[match[1]], int(match[2]))
    if (match := _SERIAL.fullmatch(text)) and _FIRST_SERIAL <= (serial := int(match[1])) <= _LAST_SERIAL:
        return DateRead(_SERIAL_START + timedelta(days=serial))
    return DateRead(None, reason="not_a_date")


def order_of(texts: Iterable[str]) -> tuple[Order, bool]:
    """The order a column writes day and month in, and whether any of its values proves it.

    One value such as 24/11/2026 proves it for all; proofs of both orders, or none, leave the Indonesian order unproved.
    """
    day_first = month_first = False
    for text in texts:
        if match := _YEAR_LAST.fullmatch(text.strip()):
            day_first |= int(match[1]) > 12
            month_first |= int(match[2]) > 12
    if month_first and not day_first:
        return "month_first", True
    return "day_first", day_first and not month_first


def _swappable(first: int, second: int, year: int, order: Order) -> DateRead:
    month_first = order == "month_first"
    meant = _on_calendar(year, first, second) if month_first else _on_calendar(year, second, first)
    swapped = _on_calendar(year, second, first) if month_first else _on_calendar(year, first, second)
    if meant.day is None:
        return swapped if swapped.day else meant
    return DateRead(meant.day, other=swapped.day if swapped.day != meant.day else None)


def _on_calendar(year: int, month: int, day: int) -> DateRead:
    try:
        return DateRead(date(year, month, day))
    except ValueError:
        return DateRead(None, reason="not_on_calendar")


def _full_year(text: str) -> int:
    year = int(text)
    return year if len(text) == 4 else year + (2000 if year < 50 else 1900)
