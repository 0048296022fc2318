"""Very large rooms: the best assignment over *every* allowed pair, without ever storing the pairs.

Candidates alone lose silently: on a hundred thousand people the optimum over each person's best 30 lies up to one percent
under the true one. So the prices of a solution on candidates are held against every pair (*pricing*); pairs that beat
them become candidates, and the smaller problem is solved again, until no pair beats the prices. They are then a proof for
the complete room (column generation; Lee and Orlin 1993). Reach comes first, then the total; there is no tie-break.
``audit.py`` rechecks the answer with other means.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from timbalik.engine.assignment.blocks import MapBlocks, Threads
from timbalik.engine.assignment.errors import Infeasible
from timbalik.engine.assignment.face import Face, exact_sum
from timbalik.engine.assignment.facing import Facing, Weighing, lay_out
from timbalik.engine.assignment.people import People, check_people
from timbalik.engine.assignment.room_answer import RoomAnswer
from timbalik.engine.assignment.stages import Level, Stage, pack, solve_stage
from timbalik.engine.assignment.whole import IntArray

#: A solution goes on from the one before where at most one pair for this many mentees beat its prices; else it starts anew.
FEW: Final = 50
#: Threads do: the kernels let go of the interpreter's lock.
TWO_THREADS = Threads(2)


@dataclass(frozen=True, eq=False)
class Candidates:
    """The pairs of the smaller problem, ordered by mentee and then mentor; ``key`` is mentee times mentors plus mentor."""

    key: IntArray
    score: IntArray


def solve_room(
    mentors: People, mentees: People, *, k: int = 30, slack: int = 400, blocks: MapBlocks = TWO_THREADS
) -> RoomAnswer:
    """Return the best assignment over all allowed pairs.

    Parameters
    ----------
    k : int
        Candidates of each person, on both sides, to begin with.
    slack : int
        Pairs this near to beating the prices become candidates too, which saves rounds.

    Raises
    ------
    InvalidInstance
        If features, codes or capacities cannot be, naming the first person.
    Infeasible
        If minimums cannot be met.
    """
    check_people(mentors, "mentor")
    check_people(mentees, "mentee")
    near = lay_out(mentees, mentors, slack=slack)
    far = lay_out(mentors, mentees, slack=slack)
    reach = near.top * int(min(mentors.capacity.sum(), mentees.capacity.sum())) + 1
    most = max(int(side.capacity.max(initial=0)) for side in (mentors, mentees))
    # as many as somebody has places, so that who has fewer candidates than places has all allowed partners among them
    candidates, held, stage = _first_solution(mentors, mentees, near, far, reach, max(k, most), blocks)
    dirty = np.arange(len(mentees)), np.zeros(0, np.int64)
    rounds = 0
    while True:
        rounds += 1
        one = Weighing(near, stage.mentor_price, stage.mentee_price, reach, slack, most + 12).over(dirty[0], blocks)
        two = Weighing(far, stage.mentee_price, stage.mentor_price, reach, slack, most + 12).over(dirty[1], blocks)
        fresh = _missing(
            candidates.key,
            np.concatenate([one[0] * len(mentors) + one[1], two[1] * len(mentors) + two[0]]),
            np.concatenate([one[2], two[2]]),
        )
        column, row = np.divmod(fresh.key, max(1, len(mentors)))
        beating = int((fresh.score + reach > stage.mentor_price[row] + stage.mentee_price[column]).sum())
        if not beating:
            break
        before = stage
        start = None
        if beating * FEW <= len(mentees):
            start = np.insert(held, np.searchsorted(candidates.key, fresh.key), False), stage.mentor_price
        candidates = _merged(candidates, fresh)
        held, stage = _solve(candidates, mentors, mentees, reach, start)
        # a pair can only have become better than the prices where a price fell
        # and where more pairs beat them than one look brought back
        dirty = (
            np.union1d(np.flatnonzero(stage.mentee_price < before.mentee_price), one[3]),
            np.union1d(np.flatnonzero(stage.mentor_price < before.mentor_price), two[3]),
        )
    mentee, mentor = np.divmod(candidates.key, max(1, len(mentors)))
    return RoomAnswer(
        mentor=mentor[held],
        mentee=mentee[held],
        total=exact_sum(candidates.score[held]),
        value=stage.value,
        bound=stage.bound,
        reach=reach,
        mentor_price=_of_the_scarce(stage.mentor_price, mentor, mentors),
        mentee_price=_of_the_scarce(stage.mentee_price, mentee, mentees),
        rounds=rounds,
        candidates=len(candidates.key),
    )


def best_candidates(
    mentors: People, mentees: People, k: int, *, blocks: MapBlocks = TWO_THREADS
) -> tuple[IntArray, IntArray, IntArray]:
    """Return mentees, mentors and scores of everybody's best ``k`` allowed partners, from both sides, each pair once."""
    found = _first_candidates(lay_out(mentees, mentors), lay_out(mentors, mentees), k, blocks)
    mentee, mentor = np.divmod(found.key, max(1, len(mentors)))
    return mentee, mentor, found.score


def _first_solution(
    mentors: People, mentees: People, near: Facing, far: Facing, reach: int, k: int, blocks: MapBlocks
) -> tuple[Candidates, NDArray[np.bool_], Stage]:
    """Solve everybody's best ``k`` pairs, or more where minimums need partners further down."""
    candidates = _first_candidates(near, far, k, blocks)
    try:
        return (candidates, *_solve(candidates, mentors, mentees, reach))
    except Infeasible:
        if k >= max(len(mentors), len(mentees)):
            raise
        return _first_solution(mentors, mentees, near, far, reach, 4 * k, blocks)


def _solve(
    candidates: Candidates,
    mentors: People,
    mentees: People,
    reach: int,
    start: tuple[NDArray[np.bool_], IntArray] | None = None,
) -> tuple[NDArray[np.bool_], Stage]:
    """Solve the smaller problem, going on from a solution of nearly the same one where ``start`` has its pairs and prices.

    People without a place come out too dear for anybody.
    """
    mentee, mentor = np.divmod(candidates.key, max(1, len(mentors)))
    face = Face(
        mentor=mentor.astype(np.int32),
        mentee=mentee.astype(np.int32),
        listed=None,
        fixed=np.zeros(0, np.int64),
        mentor_capacity=mentors.capacity,
        mentor_minimum=mentors.least,
        mentee_capacity=mentees.capacity,
        mentee_minimum=mentees.least,
    )
    level = Level("reach and total", candidates.score + reach)
    pack([level], face)
    held, stage, _ = solve_stage([level], [1], face, finest=10_000, start=start)
    dear = int(level.values.max(initial=0)) + int(np.abs(stage.mentor_price).max(initial=0))
    return held, replace(stage, mentee_price=np.where(mentees.capacity > 0, stage.mentee_price, dear))


def _of_the_scarce(price: IntArray, person: IntArray, people: People) -> IntArray:
    """Return 0 for people who hold all allowed partners and still have room: their places are not what is scarce.

    What their price said is then said by the margins of the pairs they hold, so the bound stays as it is.
    """
    few = np.bincount(person, minlength=len(people)) < people.capacity
    return np.where(few & (price > 0), 0, price)


def _first_candidates(near: Facing, far: Facing, k: int, blocks: MapBlocks) -> Candidates:
    """Return everybody's best ``k`` partners by score, from both sides, each pair once."""
    person, other, score = near.weigh_best(k, blocks)
    candidates = _missing(np.zeros(0, np.int64), person * near.n_others + other, score)
    person, other, score = far.weigh_best(k, blocks)
    return _merged(candidates, _missing(candidates.key, other * near.n_others + person, score))


def _missing(known: IntArray, key: IntArray, score: IntArray) -> Candidates:
    """Return pairs that are not known yet, in order, each once."""
    key, first = np.unique(key, return_index=True)
    place = np.searchsorted(known, key)
    fresh = np.ones(len(key), bool)
    inside = place < len(known)
    fresh[inside] = known[place[inside]] != key[inside]
    return Candidates(key[fresh], score[first[fresh]])


def _merged(old: Candidates, new: Candidates) -> Candidates:
    """Return old and new pairs in order."""
    place = np.searchsorted(old.key, new.key)
    return Candidates(np.insert(old.key, place, new.key), np.insert(old.score, place, new.score))
