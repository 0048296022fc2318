"""Very large rooms: the best assignment over *every* allowed pair, without ever storing the pairs.

Candidates alone lose silently: on a hundred thousand people the optimum over each person's best 30 lies up to one percent
under the true one. So the prices of a solution on candidates are held against every pair (*pricing*); pairs that beat
them become candidates, and the smaller problem is solved again, until no pair beats the prices. They are then a proof for
the complete room (column generation; Lee and Orlin 1993). Reach comes first, then the total; there is no tie-break.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from timbalik.engine.assignment import kernels_room
from timbalik.engine.assignment.face import Face, exact_sum
from timbalik.engine.assignment.stages import Level, pack, solve_stage
from timbalik.engine.assignment.whole import IntArray

Block = TypeVar("Block")
Found = TypeVar("Found")

BLOCK_ROWS: Final = 2_000


class MapBlocks(Protocol):
    """How blocks of rows are worked on: here by threads, on a cluster by its own means."""

    def __call__(self, work: Callable[[Block], Found], blocks: Sequence[Block]) -> Iterator[Found]:
        """Return ``work`` of every block, in order."""


def map_blocks(work: Callable[[Block], Found], blocks: Sequence[Block]) -> Iterator[Found]:
    """Work on two blocks at a time; the kernels let go of the interpreter's lock."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        yield from pool.map(work, blocks)


@dataclass(frozen=True, eq=False)
class People:
    """One side: features in compressed rows, a code that must differ, masks that must all meet.

    The score of a pair is the inner product of both people's features, a whole number.
    """

    ptr: NDArray[np.int32]
    feature: NDArray[np.int32]
    value: NDArray[np.int32]
    apart: NDArray[np.int32]
    masks: NDArray[np.uint32]
    capacity: IntArray

    def __len__(self) -> int:
        """Return how many people there are."""
        return len(self.ptr) - 1


@dataclass(frozen=True, eq=False)
class RoomAnswer:
    """Pairs, prices and the proof's two numbers; ``rounds`` counts the pricing passes."""

    mentor: IntArray
    mentee: IntArray
    total: int
    value: int
    bound: int
    mentor_price: IntArray
    mentee_price: IntArray
    rounds: int
    candidates: int


def solve_room(
    mentors: People, mentees: People, *, k: int = 30, slack: int = 400, blocks: MapBlocks = map_blocks
) -> RoomAnswer:
    """Return the best assignment over all allowed pairs.

    Parameters
    ----------
    k : int
        Candidates of each person, on both sides, to begin with.
    slack : int
        Pairs this near to beating the prices become candidates too, which saves rounds.
    """
    mentee, mentor, score = _candidates(mentors, mentees, k, blocks)
    most = int(min(mentors.capacity.sum(), mentees.capacity.sum()))
    reach = 10_000 * most + 1
    dirty = np.arange(len(mentees)), np.zeros(0, np.int64)
    rounds = 0
    before = full = np.zeros(0, np.int64), np.zeros(0, np.int64)
    while True:
        rounds += 1
        held, mentor_price, mentee_price, value, bound = _solve(mentor, mentee, score, mentors, mentees, reach)
        if rounds > 1:
            # a pair can only have become better than the prices where a price fell
            # and where more pairs beat them than one look brought back
            dirty = (
                np.union1d(np.flatnonzero(mentee_price < before[0]), full[0]),
                np.union1d(np.flatnonzero(mentor_price < before[1]), full[1]),
            )
        found = _beat(mentees, mentors, dirty[0], mentor_price - reach, mentee_price, slack, blocks)
        turned = _beat(mentors, mentees, dirty[1], mentee_price - reach, mentor_price, slack, blocks)
        person = np.concatenate([found[0], turned[1]])
        partner = np.concatenate([found[1], turned[0]])
        worth = np.concatenate([found[2], turned[2]])
        full = found[3], turned[3]
        key = mentee.astype(np.int64) * len(mentors) + mentor
        new_key = person * len(mentors) + partner
        fresh = np.flatnonzero(np.isin(new_key, key, invert=True))
        margin = worth[fresh] + reach - mentor_price[partner[fresh]] - mentee_price[person[fresh]]
        if not (margin > 0).any():
            break
        before = mentee_price, mentor_price
        mentee, mentor, score = _merged(key, score, new_key[fresh], worth[fresh], len(mentors))
    return RoomAnswer(
        mentor=mentor[held].astype(np.int64),
        mentee=mentee[held].astype(np.int64),
        total=exact_sum(score[held]),
        value=value,
        bound=bound,
        mentor_price=mentor_price,
        mentee_price=mentee_price,
        rounds=rounds,
        candidates=len(score),
    )


def audit_room(mentors: People, mentees: People, answer: RoomAnswer, *, blocks: MapBlocks = map_blocks) -> int:
    """Hold every allowed pair against the answer's prices, from the other side than the solver did; return how many beat them.

    Pairs held may earn more than their prices: the bound counts that, so they are left out here.
    """
    most = int(min(mentors.capacity.sum(), mentees.capacity.sum()))
    reach = 10_000 * most + 1
    rows = np.arange(len(mentors))
    extra = int(mentors.capacity.max(initial=0)) + 1
    person, other, score = _best(mentors, mentees, rows, answer.mentee_price - reach, extra, blocks)
    margin = score + reach - answer.mentor_price[person] - answer.mentee_price[other]
    held = np.isin(other * len(mentors) + person, answer.mentee * len(mentors) + answer.mentor)
    return int(((margin > 0) & ~held).sum())


def _solve(
    mentor: NDArray[np.int32],
    mentee: NDArray[np.int32],
    score: IntArray,
    mentors: People,
    mentees: People,
    reach: int,
) -> tuple[NDArray[np.bool_], IntArray, IntArray, int, int]:
    face = Face(
        mentor=mentor,
        mentee=mentee,
        pairs=np.arange(len(score)),
        fixed=np.zeros(0, np.int64),
        mentor_capacity=mentors.capacity,
        mentor_minimum=np.zeros(len(mentors), np.int64),
        mentee_capacity=mentees.capacity,
        mentee_minimum=np.zeros(len(mentees), np.int64),
    )
    level = Level("reach and total", score + reach)
    pack([level], face)
    held, stage, _ = solve_stage([level], [1], face, finest=10_000)
    return held, stage.mentor_price, stage.mentee_price, stage.value, stage.bound


def _candidates(
    mentors: People, mentees: People, k: int, blocks: MapBlocks
) -> tuple[NDArray[np.int32], NDArray[np.int32], IntArray]:
    """Return everybody's best ``k`` partners, from both sides, each pair once."""
    one = _best(mentees, mentors, np.arange(len(mentees)), np.zeros(len(mentors), np.int64), k, blocks)
    two = _best(mentors, mentees, np.arange(len(mentors)), np.zeros(len(mentees), np.int64), k, blocks)
    none = np.zeros(0, np.int64)
    size = len(mentors)
    key, score = np.unique(one[0] * size + one[1], return_index=True)
    score = one[2][score]
    other_key, first = np.unique(two[1] * size + two[0], return_index=True)
    fresh = np.isin(other_key, key, invert=True)
    return _merged(key, score, other_key[fresh], two[2][first][fresh], size) if size else (none, none, none)  # type: ignore[return-value]


def _merged(
    key: IntArray, score: IntArray, new_key: IntArray, new_score: IntArray, n_mentors: int
) -> tuple[NDArray[np.int32], NDArray[np.int32], IntArray]:
    """Return mentees, mentors and scores of old and new pairs, in order."""
    new_key, first = np.unique(new_key, return_index=True)
    keys = np.concatenate([key, new_key])
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    scores = np.concatenate([score, new_score[first]])[order]
    return (keys // n_mentors).astype(np.int32), (keys % n_mentors).astype(np.int32), scores


def _beat(
    people: People, others: People, rows: IntArray, price: IntArray, value: IntArray, slack: int, blocks: MapBlocks
) -> tuple[IntArray, IntArray, IntArray, IntArray]:
    """Return pairs whose score beats the prices, or nearly does, and the rows that may have more of them."""
    extra = int(people.capacity.max(initial=0)) + 12
    person, other, score = _best(people, others, rows, price, extra, blocks)
    near = score - price[other] > value[person] - slack
    count = np.bincount(person[near], minlength=len(people))
    return person[near], other[near], score[near], np.flatnonzero(count >= extra)


def _best(
    people: People, others: People, rows: IntArray, price: IntArray, k: int, blocks: MapBlocks
) -> tuple[IntArray, IntArray, IntArray]:
    """Return each row's best ``k`` allowed partners by ``score - price``: rows, partners, scores."""
    inverse_ptr, inverse_person, inverse_value = _inverse(others)
    small = price.size == 0 or max(int(price.max()), -int(price.min())) < 2**30
    prices = price.astype(np.int32 if small else np.int64)

    def work(block: IntArray) -> tuple[IntArray, IntArray, IntArray]:
        partner = np.full((len(block), k), -1, np.int32)
        net = np.zeros((len(block), k), prices.dtype)
        kernels_room.best_partners(
            block, people.ptr, people.feature, people.value, inverse_ptr, inverse_person, inverse_value, prices,
            people.apart, others.apart, people.masks, others.masks, k, partner, net,
        )  # fmt: skip
        row, at = np.nonzero(partner >= 0)
        other = partner[row, at].astype(np.int64)
        return block[row], other, net[row, at].astype(np.int64) + price[other]

    parts = list(blocks(work, [rows[at : at + BLOCK_ROWS] for at in range(0, len(rows), BLOCK_ROWS)]))
    if not parts:
        return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int64)
    return tuple(np.concatenate(column) for column in zip(*parts, strict=True))  # type: ignore[return-value]


def _inverse(people: People) -> tuple[IntArray, NDArray[np.int32], NDArray[np.int32]]:
    """Return, for each feature, who has it and how much."""
    n_features = int(people.feature.max(initial=-1)) + 1
    owner = np.repeat(np.arange(len(people), dtype=np.int32), np.diff(people.ptr))
    order = np.argsort(people.feature, kind="stable")
    ptr = np.zeros(max(n_features, 512) + 1, np.int64)
    ptr[1:] = np.cumsum(np.bincount(people.feature, minlength=max(n_features, 512)))
    return ptr, owner[order], people.value[order]
