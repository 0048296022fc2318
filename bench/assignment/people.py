"""Invented people for the measurements: what they offer, want, and may not do. Seeded; nobody is real.

Mentors (juniors) offer 3 to 6 of 64 skills and want 2 to 4; mentees (seniors) want 2 to 5 and offer 3 to 8; popularity by
Zipf. Wants are weights that sum to 1,000, offers are levels 1 to 5, so each side's benefit is one inner product between 0
and 5,000 and the score their sum. A pair is forbidden inside one reporting unit of about 60 people, between regions two
apart, and without a common hour; about 60 % of the pairs remain.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SKILLS = 64
REGIONS = 3
SLOTS = 12


@dataclass(frozen=True, eq=False)
class Side:
    """One side of the room: dense skill tables, unit, region, hours as bits."""

    want: NDArray[np.int16]
    offer: NDArray[np.int16]
    unit: NDArray[np.int32]
    region: NDArray[np.int32]
    hours: NDArray[np.uint32]


def make_side(
    rng: np.random.Generator, size: int, people: int, wants: tuple[int, int], offers: tuple[int, int]
) -> Side:
    """Draw one side."""
    popularity = 1.0 / np.arange(1, SKILLS + 1) ** 0.8
    want = np.zeros((size, SKILLS), np.int16)
    offer = np.zeros((size, SKILLS), np.int16)
    keys = np.log(popularity) + rng.gumbel(size=(size, SKILLS))
    order = np.argsort(-keys, axis=1)
    n_want = rng.integers(wants[0], wants[1] + 1, size)
    share = rng.integers(1, 6, (size, wants[1]))
    for count in range(wants[0], wants[1] + 1):
        rows = np.flatnonzero(n_want == count)
        part = share[rows, :count]
        weight = part * 1000 // part.sum(1, keepdims=True)
        weight[:, 0] += 1000 - weight.sum(1)
        want[rows[:, None], order[rows, :count]] = weight
    keys = np.log(popularity) + rng.gumbel(size=(size, SKILLS))
    order = np.argsort(-keys, axis=1)
    n_offer = rng.integers(offers[0], offers[1] + 1, size)
    level = rng.integers(1, 6, (size, offers[1]))
    for count in range(offers[0], offers[1] + 1):
        rows = np.flatnonzero(n_offer == count)
        offer[rows[:, None], order[rows, :count]] = level[rows, :count]
    hours = np.zeros(size, np.uint32)
    for _ in range(5):
        hours |= np.uint32(1) << rng.integers(0, SLOTS, size).astype(np.uint32)
    return Side(
        want=want,
        offer=offer,
        unit=rng.integers(0, max(1, people // 60), size).astype(np.int32),
        region=rng.integers(0, REGIONS, size).astype(np.int32),
        hours=hours,
    )


def make_room(seed: int, n_mentors: int, n_mentees: int | None = None) -> tuple[Side, Side]:
    """Draw mentors and mentees."""
    rng = np.random.default_rng(seed)
    n_mentees = n_mentors if n_mentees is None else n_mentees
    people = n_mentors + n_mentees
    return make_side(rng, n_mentors, people, (2, 4), (3, 6)), make_side(rng, n_mentees, people, (2, 5), (3, 8))


def score_tables(mentors: Side, mentees: Side) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.uint8]]:
    """Return each side's benefit (0 to 5,000) and the rule codes, dense."""
    to_mentee = mentors.offer.astype(np.float32) @ mentees.want.astype(np.float32).T
    to_mentor = mentors.want.astype(np.float32) @ mentees.offer.astype(np.float32).T
    return to_mentor.astype(np.int64), to_mentee.astype(np.int64), rule_table(mentors, mentees)


def rule_table(mentors: Side, mentees: Side) -> NDArray[np.uint8]:
    """Return 1 for one unit, 6 without a common hour, 9 for regions two or more apart."""
    apart = np.abs(mentors.region[:, None] - mentees.region[None, :])
    rule = np.where(apart >= 2, 9, 0).astype(np.uint8)
    rule[(mentors.hours[:, None] & mentees.hours[None, :]) == 0] = 6
    rule[mentors.unit[:, None] == mentees.unit[None, :]] = 1
    return rule
