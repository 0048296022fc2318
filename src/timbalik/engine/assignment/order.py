"""Pairs in the order of solver and judge: by mentee, then by mentor."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from timbalik.engine.assignment.score_file import IntArray, chunks

Column = NDArray[np.int32]


def is_ordered(mentor: NDArray[Any], mentee: NDArray[Any]) -> bool:
    """Return whether pairs stand in their order already, equal ones beside each other."""
    for part in chunks(max(0, len(mentor) - 1)):
        behind = slice(part.start + 1, part.stop + 1)
        here, there = mentee[:-1][part], mentee[behind]
        if not ((here < there) | ((here == there) & (mentor[:-1][part] <= mentor[behind]))).all():
            return False
    return True


def order_pairs(mentor: Column, mentee: Column, score: IntArray) -> None:
    """Order pairs, whose positions are 0 or more, in their own memory; of equal pairs the lower score comes first.

    Where a pair and its score fit 64 bits together, they are sorted as one number: many times faster than looking for the
    order and following it, and with half the memory.
    """
    if is_ordered(mentor, mentee):
        return
    least = int(score.min())
    mentor_bits, score_bits = int(mentor.max()).bit_length(), (int(score.max()) - least).bit_length()
    if int(mentee.max()).bit_length() + mentor_bits + score_bits > 64:
        order = np.lexsort((score, mentor, mentee))
        for column in (mentor, mentee, score):
            column[:] = column[order]
        return
    shift, mentor_shift = np.uint64(mentor_bits + score_bits), np.uint64(score_bits)
    key = np.empty(len(score), np.uint64)
    for part in chunks(len(key)):
        key[part] = mentee[part].astype(np.uint64) << shift
        key[part] |= mentor[part].astype(np.uint64) << mentor_shift
        key[part] |= (score[part] - least).astype(np.uint64)
    key.sort()
    one_mentor, one_score = np.uint64((1 << mentor_bits) - 1), np.uint64((1 << score_bits) - 1)
    for part in chunks(len(key)):
        mentee[part] = key[part] >> shift
        mentor[part] = (key[part] >> mentor_shift) & one_mentor
        score[part] = (key[part] & one_score).astype(np.int64) + least


def first_twice(mentor: Column, mentee: Column) -> int | None:
    """Return where ordered pairs hold one that stands behind it again."""
    for part in chunks(max(0, len(mentor) - 1)):
        behind = slice(part.start + 1, part.stop + 1)
        for row in np.flatnonzero((mentor[:-1][part] == mentor[behind]) & (mentee[:-1][part] == mentee[behind]))[:1]:
            found: int = int(row) + part.start
            return found
    return None


def pair_keys(mentor: NDArray[Any], mentee: NDArray[Any], n_mentors: int) -> IntArray:
    """Return one number for each pair, ascending where pairs are in their order."""
    keys: IntArray = mentee.astype(np.int64)
    keys *= n_mentors
    keys += mentor
    return keys
