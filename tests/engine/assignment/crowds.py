"""Invented small rooms whose pairs can also be listed in a table."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from timbalik.engine.assignment.instance import Instance, make_instance
from timbalik.engine.assignment.people import Floor, People

Numbers = NDArray[np.int64]


def draw_side(
    rng: np.random.Generator, size: int, features: int, *, highest: int, places: int, least: bool = False
) -> tuple[People, Numbers]:
    """Return one side of a room, and its features as a table."""
    table = rng.integers(0, highest + 1, (size, features)) * (
        rng.random((size, features)) < rng.choice([0.1, 0.4, 0.9])
    )
    rows = sparse.csr_matrix(table.astype(np.int32))
    capacity = rng.integers(0, places + 1, size)
    people = People(
        ptr=rows.indptr,
        feature=rows.indices,
        value=rows.data,
        apart=rng.integers(0, 5, size).astype(np.int32),
        masks=rng.integers(1, 8, (2, size)).astype(np.uint32),
        capacity=capacity,
        minimum=np.minimum(capacity, (rng.random(size) < 0.1).astype(np.int64)) if least else None,
    )
    return people, table


def draw_floor(seed: int, mentors: People, mentees: People, table: Instance) -> tuple[Floor, Instance]:
    """Return a floor under which some of the pairs lie, and the table that marks them."""
    rng = np.random.default_rng([7, seed])
    one, two = _dense(mentors), _dense(mentees)
    first = int(rng.integers(0, one.shape[1] + 1))
    gains = one[:, :first] @ two[:, :first].T, one[:, first:] @ two[:, first:].T
    floors = [int(np.quantile(gain, rng.choice([0.1, 0.5, 0.8]))) + int(rng.integers(0, 2)) for gain in gains]
    reached = [(gain >= floor).astype(np.int64) for gain, floor in zip(gains, floors, strict=True)]
    return Floor(first, *floors), replace(table, benefit_mentor=reached[0], benefit_mentee=reached[1])


def _dense(people: People) -> Numbers:
    table = np.zeros((len(people), 14), np.int64)
    table[np.repeat(np.arange(len(people)), np.diff(people.ptr)), people.feature] = people.value
    return table


def draw_room(seed: int, *, most_people: int = 40, least: bool = False) -> tuple[People, People, Instance]:
    """Return two sides, and the table of all their pairs."""
    rng = np.random.default_rng(seed)
    features, highest, places = int(rng.integers(1, 14)), int(rng.choice([1, 5, 40, 1_000])), int(rng.integers(1, 4))
    n, m = (int(size) for size in rng.integers(1, most_people + 1, 2))
    mentors, one = draw_side(rng, n, features, highest=highest, places=places, least=least)
    mentees, two = draw_side(rng, m, features, highest=highest, places=places, least=least)
    apart = mentors.apart[:, None] == mentees.apart
    meet = ((mentors.masks[:, :, None] & mentees.masks[:, None, :]) != 0).all(axis=0)
    table = make_instance(
        score=one @ two.T,
        any_score=True,
        rule=(apart | ~meet).astype(int),
        mentor_capacity=mentors.capacity,
        mentee_capacity=mentees.capacity,
        mentor_minimum=mentors.least,
        mentee_minimum=mentees.least,
    )
    return mentors, mentees, table
