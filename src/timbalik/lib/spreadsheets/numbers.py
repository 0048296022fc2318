"""Numbers with a decimal comma (Indonesian) or point."""

from __future__ import annotations

import re
from decimal import Decimal

_INDONESIAN = re.compile(r"[-+]?\d{1,3}(?:\.\d{3})+(?:,\d+)?|[-+]?\d+,\d+")
_ENGLISH = re.compile(r"[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|[-+]?\d+(?:\.\d+)?")
_MANGLED = re.compile(r"[-+]?\d(?:[.,]\d+)?e\+?\d{1,3}", re.IGNORECASE)


def parse_number(text: str) -> Decimal | None:
    """``1.234,5``, ``3,0`` and ``1,234.5`` as numbers; None for anything else.

    ``1.234`` is read as the Indonesian thousand and ``1,234`` as a decimal comma: files here are written that way.
    """
    text = text.strip().replace("\N{NO-BREAK SPACE}", "").replace(" ", "")
    if _INDONESIAN.fullmatch(text):
        return Decimal(text.replace(".", "").replace(",", "."))
    if _ENGLISH.fullmatch(text):
        return Decimal(text.replace(",", ""))
    return None


def is_mangled(text: str) -> bool:
    """Whether a long number was shortened to ``1,23E+05`` on its way: its digits are lost."""
    return _MANGLED.fullmatch(text.strip()) is not None
