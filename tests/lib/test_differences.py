from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from timbalik.lib.differences import Fate, word_differences

words = st.lists(st.sampled_from(["satu", "dua", "tiga", "\n", "  "]), max_size=12).map(" ".join)


@given(before=words, after=words)
def test_pieces_hold_both_texts_whole(before: str, after: str) -> None:
    pieces = word_differences(before, after)
    assert "".join(piece.text for piece in pieces if piece.fate != Fate.NEW) == before
    assert "".join(piece.text for piece in pieces if piece.fate != Fate.GONE) == after


def test_equal_texts_are_one_piece() -> None:
    assert [piece.fate for piece in word_differences("satu dua", "satu dua")] == [Fate.KEPT]
