"""Kernels that weigh every pair of a table in one pass each: compose levels, pick candidates, hold prices against all pairs."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from timbalik.engine.assignment.compiled import njit
from timbalik.engine.assignment.kernels_base import Flags, Ints, Shorts
from timbalik.engine.assignment.kernels_room import keep_best

#: What a forbidden pair is worth; prices, below 2**60, never lift it above 0.
NEVER: Final = -(2**62)
RUN: Final = 64
#: With more candidates for each than this, the best of groups say little and take long to rank.
FEW: Final = 32


@njit(nogil=True)
def extent(score: Any, one: Any, two: Any, allowed: Any, floor: int, by_mentor: Ints, by_mentee: Ints) -> Any:
    """Count allowed pairs of each person; return the largest and smallest score, and 1 where a pair lies under the floor."""
    n_mentees = score.shape[1]
    most, least = np.int64(NEVER), np.int64(-NEVER)
    weak = 0
    for i in range(score.shape[0]):
        count = 0
        high, low, under = np.int64(NEVER), np.int64(-NEVER), 0
        for j in range(n_mentees):
            if allowed[i, j]:
                count += 1
                by_mentee[j] += 1
                high = max(high, score[i, j])
                low = min(low, score[i, j])
                under |= min(one[i, j], two[i, j]) < floor
        by_mentor[i] = count
        most, least = max(most, high), min(least, low)
        weak |= under != 0
    return most, least, weak


@njit(nogil=True)
def compose(
    score: Any, one: Any, two: Any, allowed: Any, floor: int, always: int, times: int, under: int, worth: Ints
) -> None:
    """Write what each pair is worth on all levels at once: ``always + times * score - under`` below the floor."""
    for i in range(score.shape[0]):
        if under == 0:
            for j in range(score.shape[1]):
                worth[i, j] = always + times * score[i, j] if allowed[i, j] else NEVER
        else:
            for j in range(score.shape[1]):
                weak = under if min(one[i, j], two[i, j]) < floor else 0
                worth[i, j] = always + times * score[i, j] - weak if allowed[i, j] else NEVER


def pick(worth: Any, k: int, chosen: Flags) -> None:
    """Mark everybody's ``k`` best pairs, seen from both sides; ``chosen`` is mentees by mentors."""
    n_mentees = worth.shape[1]
    limit = np.full(n_mentees, NEVER, np.int64)
    if k <= FEW:
        tops = np.full((2 * k, n_mentees), NEVER, np.int64)
        best_of_groups(worth, k, tops, np.full((k, n_mentees), NEVER, np.int64), limit)
    marks = np.zeros((n_mentees + 7) // 8 * 8, np.uint8)
    sizes = np.zeros(n_mentees, np.int64)
    theirs = np.empty((n_mentees, k), np.int64), np.empty((n_mentees, k), np.int32)
    own = np.empty(k, np.int64), np.empty(k, np.int32)
    pick_rows(worth, k, chosen, limit, marks, marks.view(np.uint64), sizes, theirs, own)


@njit(nogil=True)
def pick_rows(
    worth: Any, k: int, chosen: Flags, limit: Ints, marks: Flags, eights: Any, size: Ints, theirs: Any, own: Any
) -> None:
    """Do the work of ``pick`` row by row; ``limit`` is a number below each mentee's ``k`` best."""
    keys, people = theirs
    own_keys, own_people = own
    n_mentors, n_mentees = worth.shape
    width = n_mentees // (2 * k) if k <= FEW else 0
    for i in range(n_mentors):
        row = worth[i]
        own_limit = np.int64(NEVER)
        own_size = 0
        if width > 0:
            for start in range(0, 2 * k * width, width):
                group = row[start : start + width]
                top = group[0]
                for j in range(width):
                    top = max(top, group[j])
                own_size = keep_best(own_keys, own_people, own_size, k, top, 0)
            own_limit = max(own_limit, own_keys[0] - 1)
            own_size = 0
        for j in range(n_mentees):
            marks[j] = row[j] > own_limit
        for word in range(eights.shape[0]):
            if eights[word] != 0:
                for j in range(8 * word, 8 * word + 8):
                    if marks[j] and row[j] > own_limit:
                        own_size = keep_best(own_keys, own_people, own_size, k, row[j], j)
                        if own_size == k:
                            own_limit = own_keys[0]
        for at in range(own_size):
            chosen[own_people[at], i] = 1
        for j in range(n_mentees):
            marks[j] = row[j] > limit[j]
        for word in range(eights.shape[0]):
            if eights[word] != 0:
                for j in range(8 * word, 8 * word + 8):
                    if marks[j]:
                        size[j] = keep_best(keys[j], people[j], size[j], k, row[j], i)
                        if size[j] == k:
                            limit[j] = keys[j, 0]
    for j in range(n_mentees):
        for at in range(size[j]):
            chosen[j, people[j, at]] = 1


@njit(nogil=True)
def best_of_groups(worth: Any, k: int, tops: Any, ranks: Any, limit: Ints) -> None:
    """Write for each mentee a number below the ``k`` best pairs: the ``k``-th best of the largest of twice as many groups.

    ``tops`` and ``ranks`` are scratch, twice ``k`` and ``k`` rows that hold nobody yet.
    """
    n_mentors, n_mentees = worth.shape
    for i in range(n_mentors):
        row = worth[i]
        top = tops[i % (2 * k)]
        for j in range(n_mentees):
            top[j] = max(top[j], row[j])
    for group in range(2 * k):
        carried = tops[group]
        for rank in range(k):
            here = ranks[rank]
            for j in range(n_mentees):
                lower = min(here[j], carried[j])
                here[j] = max(here[j], carried[j])
                carried[j] = lower
    for j in range(n_mentees):
        limit[j] = max(ranks[k - 1, j] - 1, NEVER)


def beat(worth: Any, mentor_price: Ints, mentee_price: Ints, slack: int, k: int, chosen: Flags) -> tuple[int, int, int]:
    """Mark each mentor's ``k`` best pairs that beat the prices, or lie less than ``slack`` under them.

    Returns how many pairs not yet chosen beat them, and the sum of by how much, in units of 2**31 and the rest.
    """
    marks = np.zeros((worth.shape[1] + 7) // 8 * 8, np.uint8)
    best = np.empty(k, np.int64), np.empty(k, np.int32)
    found: tuple[int, int, int] = beat_rows(
        worth, mentor_price, mentee_price, slack, k, chosen, marks, marks.view(np.uint64), best
    )
    return found


@njit(nogil=True)
def beat_rows(
    worth: Any, mentor_price: Ints, mentee_price: Ints, slack: int, k: int, chosen: Flags, marks: Flags, eights: Any,
    best: Any,
) -> tuple[int, int, int]:  # fmt: skip
    """Do the work of ``beat`` row by row."""
    keys, people = best
    n_mentors, n_mentees = worth.shape
    beating, high, low = 0, 0, 0
    for i in range(n_mentors):
        row = worth[i]
        limit = mentor_price[i] - slack
        size = 0
        for j in range(n_mentees):
            marks[j] = row[j] - mentee_price[j] > limit
        for word in range(eights.shape[0]):
            if eights[word] == 0:
                continue
            for j in range(8 * word, 8 * word + 8):
                if marks[j] == 0 or chosen[j, i]:
                    continue
                here = row[j] - mentee_price[j]
                margin = here - mentor_price[i]
                if margin > 0:
                    beating += 1
                    high += margin >> 31
                    low += margin & (2**31 - 1)
                if size < k or here > keys[0]:
                    size = keep_best(keys, people, size, k, here, j)
        for at in range(size):
            chosen[people[at], i] = 1
    return beating, high, low


def mark_tight(worth: Any, mentor_price: Ints, mentee_price: Ints, chosen: Flags) -> None:
    """Mark every pair that is worth its prices or more."""
    marks = np.zeros((worth.shape[1] + 7) // 8 * 8, np.uint8)
    mark_rows(worth, mentor_price, mentee_price, chosen, marks, marks.view(np.uint64))


@njit(nogil=True)
def mark_rows(worth: Any, mentor_price: Ints, mentee_price: Ints, chosen: Flags, marks: Flags, eights: Any) -> None:
    """Do the work of ``mark_tight`` row by row."""
    n_mentors, n_mentees = worth.shape
    for i in range(n_mentors):
        row = worth[i]
        limit = mentor_price[i] - 1
        for j in range(n_mentees):
            marks[j] = row[j] - mentee_price[j] > limit
        for word in range(eights.shape[0]):
            if eights[word] != 0:
                for j in range(8 * word, 8 * word + 8):
                    if marks[j]:
                        chosen[j, i] = 1


def list_chosen(chosen: Flags) -> tuple[Shorts, Shorts]:
    """Return mentors and mentees of the pairs marked, ordered by mentee and then mentor."""
    size = int(np.count_nonzero(chosen))
    # one place more: every mark of a word is written, and the next one over it where it was none
    mentors, mentees = np.empty(size + 1, np.int32), np.empty(size + 1, np.int32)
    list_words(chosen, chosen.view(np.uint64), mentors, mentees)
    return mentors[:size], mentees[:size]


@njit(nogil=True)
def list_words(chosen: Flags, eights: Any, mentors: Shorts, mentees: Shorts) -> None:
    """Do the work of ``list_chosen``; ``eights`` is the same memory in words of eight marks, most of them empty."""
    n_mentees, n_words = eights.shape
    at = 0
    for j in range(n_mentees):
        for word in range(n_words):
            if eights[j, word] != 0:
                for i in range(8 * word, 8 * word + 8):
                    mentors[at], mentees[at] = i, j
                    at += chosen[j, i]


def reduced_costs(starts: Ints, mentor: Shorts, worth: Ints, mentor_price: Ints, mentee_price: Ints) -> Ints:
    """Return for listed pairs, ordered by mentee, how far they lie under their prices; 0 where they do not."""
    cost = np.empty(len(worth), np.int64)
    find_costs(starts, mentor, worth, mentor_price, mentee_price, cost)
    return cost


@njit(nogil=True)
def find_costs(starts: Ints, mentor: Shorts, worth: Ints, mentor_price: Ints, mentee_price: Ints, cost: Ints) -> None:
    """Do the work of ``reduced_costs``."""
    for j in range(starts.shape[0] - 1):
        price = mentee_price[j]
        for at in range(starts[j], starts[j + 1]):
            cost[at] = max(0, mentor_price[mentor[at]] + price - worth[at])


def beating(
    starts: Ints, mentor: Shorts, worth: Ints, mentor_price: Ints, mentee_price: Ints, seen: Flags, highest: Ints
) -> Ints:
    """Return the places of listed pairs not ``seen``, ordered by mentee, that are worth more than their prices.

    ``highest`` is set to the price at which a mentor would be wanted by none of them.
    """
    longest = int(np.diff(starts).max(initial=0))
    marks = np.zeros((longest + 7) // 8 * 8, np.uint8)
    places = np.empty(len(worth), np.int64)
    highest[:] = mentor_price
    size = list_beating(
        starts, mentor, worth, mentor_price, mentee_price, seen, highest, marks, marks.view(np.uint64), places
    )
    return places[:size].copy()


@njit(nogil=True)
def list_beating(
    starts: Ints, mentor: Shorts, worth: Ints, mentor_price: Ints, mentee_price: Ints, seen: Flags, highest: Ints,
    marks: Flags, eights: Any, places: Ints,
) -> int:  # fmt: skip
    """Do the work of ``beating``: write the places, return how many."""
    size = 0
    for j in range(starts.shape[0] - 1):
        first = starts[j]
        mine, others = worth[first : starts[j + 1]], mentor[first : starts[j + 1]]
        price = mentee_price[j]
        for k in range(mine.shape[0]):
            marks[k] = mine[k] - mentor_price[others[k]] > price
        words = (mine.shape[0] + 7) // 8
        for k in range(mine.shape[0], 8 * words):
            marks[k] = 0
        for word in range(words):
            if eights[word] != 0:
                for k in range(8 * word, 8 * word + 8):
                    if marks[k] and seen[first + k] == 0:
                        places[size] = first + k
                        size += 1
                        highest[others[k]] = max(highest[others[k]], mine[k] - price)
    return size
