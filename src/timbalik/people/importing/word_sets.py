"""Lists of words, written as text so that one more is one more word."""

from __future__ import annotations


def word_set(text: str) -> frozenset[str]:
    return frozenset(text.split())
