"""What differs between two versions of a text, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum


class Fate(StrEnum):
    KEPT = "kept"
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True)
class Piece:
    text: str
    fate: Fate


def word_differences(before: str, after: str) -> tuple[Piece, ...]:
    """The words of both texts in reading order; joined without the new ones they are ``before``, without the gone ``after``.

    >>> [(piece.fate.value, piece.text) for piece in word_differences("dua kali sebulan", "tiga kali sebulan")]
    [('gone', 'dua '), ('new', 'tiga '), ('kept', 'kali sebulan')]
    """
    return tuple(_joined(_pieces(_words(before), _words(after))))


def _words(text: str) -> list[str]:
    """Words with the blanks behind them, so that nothing is lost when they are joined."""
    return re.findall(r"\S+\s*|\s+", text)


def _pieces(before: list[str], after: list[str]) -> Iterator[Piece]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            yield Piece("".join(before[i1:i2]), Fate.KEPT)
            continue
        if i1 < i2:
            yield Piece("".join(before[i1:i2]), Fate.GONE)
        if j1 < j2:
            yield Piece("".join(after[j1:j2]), Fate.NEW)


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    return (piece for piece in pieces if piece.text)
