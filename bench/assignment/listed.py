"""Lists of allowed pairs for the measurements, seeded: invented people's candidates, and families that are hard.

``one``, ``cap``, ``both``  candidates of the people of ``people.py``: everybody's best k, from both sides; all capacities 1,
                            mentors 1 to 3, or both sides 1 to 3
``ring``                    the same people in rooms of at most 10,000: everybody's best k/2 of their own room, and each
                            mentee's best k/5 of the next; mentors 1 to 3: one connected round of any size
``scarce``                  the same with each mentee's best k/2 of both rooms alone, 1 to 3 on both sides: every seventh
                            place stays empty, and as many mentees want one
``uniform``                 k random mentors each, scores 0 to 10,000 at random
``tied``                    the same pairs, every score 5,000
``common``                  everybody agrees which mentors are good, up to a tenth
``zipf``                    everybody wants the same mentors: not all can be reached
``crowded``                 a mentor for every fourth mentee
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from people import make_room
from room import as_people

from timbalik.engine.assignment.blocks import Threads
from timbalik.engine.assignment.facing import lay_out
from timbalik.engine.assignment.people import People
from timbalik.engine.assignment.room import best_candidates
from timbalik.engine.assignment.stages import always
from timbalik.engine.assignment.weighing import weigh_best

ROOM = 10_000


@dataclass(frozen=True, eq=False)
class Listed:
    """Pairs ordered by mentee and mentor, and how many partners each may have."""

    mentor: NDArray[np.int32]
    mentee: NDArray[np.int32]
    score: NDArray[np.int64]
    mentor_capacity: NDArray[np.int64]
    mentee_capacity: NDArray[np.int64]


def capacities(n: int, kind: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return mentors' and mentees' capacities: ``one``, ``cap`` (mentors 1 to 3) or ``both``."""
    rng = np.random.default_rng(5)
    ones = np.ones(n, np.int64)
    return (ones if kind == "one" else rng.integers(1, 4, n)), (rng.integers(1, 4, n) if kind == "both" else ones)


def family(name: str, n: int, k: int) -> Listed:
    """Return the pairs of a family."""
    if name in ("ring", "scarce"):
        return _ring(n, k, name)
    if name in ("one", "cap", "both"):
        mentor_capacity, mentee_capacity = capacities(n, name)
        mentors, mentees = make_room(1, n)
        mentee, mentor, score = best_candidates(
            as_people(mentors, mentor_capacity, mentee=False), as_people(mentees, mentee_capacity, mentee=True), k
        )
        return _listed(mentor, mentee, score, mentor_capacity, mentee_capacity)
    rng = np.random.default_rng(11)
    n_mentors = n // 4 if name == "crowded" else n
    popularity = 1 / np.arange(1, n_mentors + 1)
    draw = (
        rng.choice(n_mentors, (n, k), p=popularity / popularity.sum())
        if name == "zipf"
        else rng.integers(0, n_mentors, (n, k))
    )
    mentee, mentor = np.divmod(np.unique((np.arange(n)[:, None] * n_mentors + draw).ravel()), n_mentors)
    score = rng.integers(0, 10_001, len(mentor))
    if name == "tied":
        score[:] = 5_000
    if name == "common":
        score = rng.integers(0, 9_000, n_mentors)[mentor] + rng.integers(0, 1_000, len(mentor))
    return _listed(mentor, mentee, score, np.ones(n_mentors, np.int64), np.ones(n, np.int64))


def _listed(
    mentor: NDArray[np.int64],
    mentee: NDArray[np.int64],
    score: NDArray[np.int64],
    mentor_capacity: NDArray[np.int64],
    mentee_capacity: NDArray[np.int64],
) -> Listed:
    return Listed(
        mentor.astype(np.int32), mentee.astype(np.int32), score.astype(np.int64), mentor_capacity, mentee_capacity
    )


def _best(seeking: People, own: People, k: int) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return mentees, mentors and scores of each mentee's best."""
    found = weigh_best(lay_out(seeking, own), k, Threads(2), always)
    assert found is not None
    return found.row, found.other, found.score


def _ring(n: int, k: int, name: str) -> Listed:
    """Return rooms in a ring; every room is drawn by itself, so that no size needs all people at once."""
    rooms = max(1, n // ROOM)
    size = n // rooms
    mentor_capacity, mentee_capacity = capacities(rooms * size, "cap" if name == "ring" else "both")
    parts = []
    before, _ = make_room(100, size)
    for number in reversed(range(rooms)):
        # ``before`` are the mentors of the room after this one
        mentors, mentees = make_room(100 + number, size)
        here, there = number * size, (number + 1) % rooms * size
        seeking = as_people(mentees, mentee_capacity[here : here + size], mentee=True)
        own = as_people(mentors, mentor_capacity[here : here + size], mentee=False)
        next_own = as_people(before, mentor_capacity[there : there + size], mentee=False)
        if name == "ring":
            mentee, mentor, score = best_candidates(own, seeking, k // 2)
        else:
            mentee, mentor, score = _best(seeking, own, k // 2)
        found = [((mentee + here) * (rooms * size) + mentor + here, score)]
        if rooms > 1:
            some = k // 5 if name == "ring" else k // 2
            mentee, mentor, score = _best(seeking, next_own, some)
            found.append(((mentee + here) * (rooms * size) + mentor + there, score))
        key, score = (np.concatenate(column) for column in zip(*found, strict=True))
        order = np.argsort(key)
        parts.append((key[order], score[order].astype(np.int32)))
        before = mentors
    key = np.concatenate([part[0] for part in reversed(parts)])
    score = np.concatenate([part[1] for part in reversed(parts)])
    mentee, mentor = np.divmod(key, rooms * size)
    return _listed(mentor, mentee, score, mentor_capacity, mentee_capacity)
