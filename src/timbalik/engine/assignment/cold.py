"""Solve a stage from nothing: prices by auctions, then what auctions leave by shortest paths, exact to the last unit.

The side with fewer places bids. Going without a partner is first taken to be only a few times the spread of the pairs'
worth; where that is not yet the truth (the level of reach weighs far more), all who go without search together once for
partners that chains of changes could free, instead of bidding prices up to it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from timbalik.engine.assignment.face import Face, IntArray
from timbalik.engine.assignment.kernels_base import look_up, pack, turn, turn_back, turned_places
from timbalik.engine.assignment.kernels_bids import auction_space, hold_auction, settle_bids
from timbalik.engine.assignment.kernels_lists import empty_lists
from timbalik.engine.assignment.kernels_search import search_space, serve
from timbalik.engine.assignment.stages import Worth

#: How many spreads of the pairs' worth going without counts for at first.
SPREADS = 4

#: Searches between two looks at the clock.
SEARCHES = 200

#: An auction for prices alone ends when one bidder in so many still waits: the last few cost more bids than they teach.
TAIL = 1_000

#: Leaves a partner as it is.
ALL = np.uint64(2**32 - 1)


@dataclass(frozen=True, eq=False)
class Rows:
    """The bidders' pairs: partners are what ``mask`` leaves of ``idx``, worths what ``values`` holds above the lowest ``bits``.

    Where a partner and a worth fit 32 bits together both are one array, half as much to read: at a hundred thousand people an
    auction mostly waits for memory.
    """

    idx: NDArray[np.uint32]
    values: NDArray[Any]
    mask: np.uint64
    bits: int
    kind: type

    @classmethod
    def empty(cls, pairs: int, others: int, spread: int) -> Rows:
        """Return rows for so many pairs with so many partners, worth up to ``spread``."""
        bits = max(1, others).bit_length()
        idx = np.empty(pairs, np.uint32)
        # prices of an auction stay below ten spreads, since going without counts for a few: 32 bits hold them up to 2**26
        kind = np.int32 if spread < 2**26 else np.int64
        if kind == np.int32 and spread < 2 ** max(0, 32 - bits):
            return cls(idx, idx, np.uint64(2**bits - 1), bits, kind)
        return cls(idx, np.empty(pairs, kind), ALL, 0, kind)


@dataclass(frozen=True, eq=False)
class Side:
    """One side's people: their pairs in compressed rows, bounds, and what they hold."""

    ptr: IntArray
    idx: NDArray[np.uint32]
    mask: np.uint64
    edge_of: NDArray[np.int32]
    forward: bool
    cap: NDArray[np.int32]
    low: NDArray[np.int32]
    load: NDArray[np.int32]
    slots: NDArray[np.int32]
    people: NDArray[np.int32]
    start: IntArray
    price: IntArray

    def waiting(self, levels: IntArray) -> bool:
        """Return whether somebody has room and a price above what room is worth."""
        up = np.where(self.load < self.low, levels[1], levels[0])
        return bool(((self.load < self.cap) & (self.price > up)).any())

    def arrays(self, levels: IntArray) -> tuple[Any, ...]:
        """Return what a search reads."""
        return (
            self.ptr, self.idx, self.mask, self.edge_of, self.forward, self.cap, self.low, levels, self.load, self.slots,
            self.people, self.start, self.price,
        )  # fmt: skip


def solve_cold(
    face: Face, worth: Worth, gain: int, finest: int, go_on: Callable[[], bool]
) -> tuple[NDArray[np.uint8], IntArray, IntArray]:
    """Return the held flag of each pair, the mentees' prices and the mentors'; optimal unless ``go_on()`` said no.

    ``worth`` says what each pair is worth, ``gain`` is the worth of a place below somebody's minimum, ``finest`` the
    spread of the last level.
    """
    mentor_room, mentee_room = face.mentor_room.astype(np.int32), face.mentee_room.astype(np.int32)
    mentor_low, mentee_low = face.mentor_minimum.astype(np.int32), face.mentee_minimum.astype(np.int32)
    if not worth.varied.size:
        return np.zeros(0, np.uint8), np.zeros(len(mentee_room), np.int64), np.zeros(len(mentor_room), np.int64)
    base = worth.least
    spread = worth.most - base
    less = base - worth.always
    mentor_starts = np.concatenate([[0], np.cumsum(face.mentor_pairs)])
    mentee_starts = face.mentee_starts
    forward = int(mentee_room.sum()) <= int(mentor_room.sum())
    rows = Rows.empty(len(face.mentor), len(mentor_room) if forward else len(mentee_room), spread)
    if forward:
        if rows.bits:
            pack(face.mentor, worth.varied, less, rows.bits, rows.idx)
        else:
            rows = replace(rows, idx=face.mentor.view(np.uint32))
            np.subtract(worth.varied, less, out=rows.values, casting="unsafe")
        flags, mentee_price, mentor_price = _solve(
            mentee_starts, rows, (mentee_room, mentor_room), (mentee_low, mentor_low), base, spread, gain, finest, go_on,
            lambda: (
                mentor_starts,
                face.mentee[by_mentor := turned_places(mentor_starts, rows.idx, rows.mask)].view(np.uint32),
                by_mentor,
            ),
        )  # fmt: skip
        return flags, mentee_price + base, mentor_price
    turn(
        mentee_starts, face.mentor, worth.varied, less, rows.bits, mentor_starts[:-1].copy(), rows.idx, rows.values
    )  # fmt: skip
    known: list[NDArray[np.int32]] = []

    def other_rows() -> tuple[IntArray, NDArray[np.uint32], NDArray[np.int32]]:
        known.append(turned_places(mentee_starts, rows.idx, rows.mask))
        return mentee_starts, face.mentor.view(np.uint32), known[0]

    turned, mentor_price, mentee_price = _solve(
        mentor_starts, rows, (mentor_room, mentee_room), (mentor_low, mentee_low), base, spread, gain, finest, go_on,
        other_rows,
    )  # fmt: skip
    flags = np.empty_like(turned)
    if known:
        look_up(turned, known[0], flags)
    else:
        turn_back(rows.idx, rows.mask, turned, mentee_starts[:-1].copy(), flags)
    return flags, mentee_price, mentor_price + base


def raise_steps(spread: int, finest: int) -> list[int]:
    """Return the least raises of the auctions: coarse first, never finer than useful."""
    finish = max(1, finest >> 13)
    steps = []
    step = spread >> 3
    while step > 2 * finish:
        steps.append(step)
        step //= 10 if step <= finest else 16
    return [*steps, finish] if steps else []


def _solve(
    ptr: IntArray,
    rows: Rows,
    caps: tuple[NDArray[np.int32], NDArray[np.int32]],
    lows: tuple[NDArray[np.int32], NDArray[np.int32]],
    base: int,
    spread: int,
    gain: int,
    finest: int,
    go_on: Callable[[], bool],
    other_rows: Callable[[], tuple[IntArray, NDArray[np.uint32], NDArray[np.int32]]],
) -> tuple[NDArray[np.uint8], IntArray, IntArray]:
    """Solve with the near side bidding; its prices come back less ``base``. ``other_rows`` makes the far side's rows."""
    gains = [gain if low.any() else 0 for low in lows]
    softly = SPREADS * spread + 1
    true = [np.array([-base, -base - gains[0]]), np.array([0, -gains[1]])]
    near_open = max(-base, -softly)
    soft = [np.array([near_open, near_open - min(gains[0], softly)]), np.array([0, -min(gains[1], softly)])]
    held = np.zeros(len(rows.idx), np.uint8)
    none = np.zeros(0, np.int32)
    near = _side(ptr, rows.idx, rows.mask, none, True, caps[0], lows[0])
    far = _side(np.zeros(1, np.int64), none.view(np.uint32), ALL, none, False, caps[1], lows[1])
    closed = np.flatnonzero(far.cap == 0)
    _auctions(near, far, rows, soft[0], held, raise_steps(spread, finest), closed, spread + abs(base) + gain + 1, go_on)
    settle_bids(
        ptr, rows.idx, rows.values, rows.mask, rows.bits, near.low, soft[0], near.load, near.slots, near.people, near.start,
        near.price, far.price, far.load, far.slots, far.people, far.start, held,
    )  # fmt: skip
    near.price[np.flatnonzero(ptr[1:] == ptr[:-1])] = -base
    depth = max(1, finest >> 7)
    for levels, together in ((soft, False), (true, True)):
        _search(near, far, levels, rows, held, depth, together, go_on)
        if far.waiting(levels[1]):
            if not far.idx.size:
                far_ptr, far_idx, far_edge = other_rows()
                far = replace(far, ptr=far_ptr, idx=far_idx, edge_of=far_edge)
            _search(far, near, levels[::-1], rows, held, depth, together, go_on)
    return held, near.price, far.price


def _side(
    ptr: IntArray,
    idx: NDArray[np.uint32],
    mask: np.uint64,
    edge_of: NDArray[np.int32],
    forward: bool,
    cap: NDArray[np.int32],
    low: NDArray[np.int32],
) -> Side:
    """Return a side that holds nothing, with one place more each than it may hold: paths add before they drop."""
    start = np.zeros(len(cap) + 1, np.int64)
    np.cumsum(cap + 1, out=start[1:])
    return Side(
        ptr, idx, mask, edge_of, forward, cap, low, load=np.zeros(len(cap), np.int32),
        slots=np.empty(start[-1], np.int32), people=np.empty(start[-1], np.int32), start=start,
        price=np.zeros(len(cap), np.int64),
    )  # fmt: skip


def _search(
    mine: Side,
    theirs: Side,
    levels: list[IntArray],
    rows: Rows,
    held: NDArray[np.uint8],
    depth: int,
    together: bool,
    go_on: Callable[[], bool],
) -> None:
    """Search from everybody who waits: one after the other, or all at once as often as somebody waits."""
    if not mine.waiting(levels[0]):
        return
    lists = empty_lists(len(mine.cap), rows.kind, depth)
    space = search_space(len(mine.cap), len(theirs.cap), int(np.diff(mine.ptr).max(initial=0)))
    arrays = mine.arrays(levels[0]), theirs.arrays(levels[1])
    person = -1 if together else 0
    while person < len(mine.cap) and mine.waiting(levels[0]) and go_on():
        found = serve(*arrays, rows.values, rows.bits, held, lists, space, person, SEARCHES)
        person = person if together else found


def _auctions(
    near: Side,
    far: Side,
    rows: Rows,
    levels: IntArray,
    held: NDArray[np.uint8],
    steps: list[int],
    closed: IntArray,
    dear: int,
    go_on: Callable[[], bool],
) -> None:
    """Run the auctions; the last has no least raise and leaves an exact part of the answer in loads and slots."""
    demand, supply = int(near.cap.sum()), int(far.cap.sum())
    space = auction_space(near.ptr, near.cap, far.cap, rows.kind)

    def run(step: int, budget: int, *, enough: int = 0, floating: bool = False, going_on: bool = False) -> int:
        far.price[closed] = dear
        return int(
            hold_auction(
                space, near.ptr, rows.idx, rows.values, rows.mask, rows.bits, near.cap, near.low, levels, near.load,
                far.cap, far.load, far.price, far.start, far.slots, far.people, held, step, budget * demand, enough, floating, going_on,
            )
        )  # fmt: skip

    spare = 4 * supply >= 5 * demand
    if spare or not steps:
        run(0, 4)
        free = demand - int(near.load.sum())
        if 64 * free <= demand + 512 or not steps:
            return
    floating = not spare and supply > demand
    for step in steps:
        if not go_on():
            break
        last = step == steps[-1]
        lowest = run(
            step, 64, enough=0 if last else len(near.cap) // TAIL, floating=floating, going_on=step != steps[0]
        )  # fmt: skip
        if lowest:
            np.maximum(far.price - lowest, 0, out=far.price)
        if supply > demand and not floating:
            far.price[far.load < far.cap] = 0
    run(0, 16, going_on=True)
    far.price[closed] = dear
