"""A question answered on the pairs near their prices, and held against all the others.

Of some hundred thousand open pairs, those far below the prices of the answer have no part in what a small change moves. So
the search sees the near ones, and whatever the question names; pairs that beat the prices it ends with join, until none
does. The prices are then a proof over all pairs, as in ``table.py``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from timbalik.engine.assignment import kernels
from timbalik.engine.assignment.face import Room
from timbalik.engine.assignment.kernels_table import beating
from timbalik.engine.assignment.stages import always
from timbalik.engine.assignment.whole import IntArray

#: How many pairs for each person, on both sides, a search begins with.
EACH: Final = 8
#: The limit comes from one pair in so many.
SAMPLE: Final = 16
#: So many mentees for each mentor whom they want mean that the mentors' prices are what lags behind.
FEW_WANTED: Final = 4


@dataclass(frozen=True, eq=False)
class Weighed:
    """Open pairs and what each is worth: those of the round, ordered by mentee, and those a question adds, in any order.

    Attributes
    ----------
    starts : where each mentee's pairs of the round begin
    mentor, mentee, worth : of the pairs of the round
    lift : what each of them is worth on top
    added_mentor, added_mentee, added_worth : of the others, numbered after them
    """

    starts: IntArray
    mentor: NDArray[np.int32]
    mentee: NDArray[np.int32]
    worth: IntArray
    lift: int
    added_mentor: NDArray[np.int32]
    added_mentee: NDArray[np.int32]
    added_worth: IntArray

    def some(self, places: IntArray) -> tuple[NDArray[np.int32], NDArray[np.int32], IntArray]:
        """Return mentors, mentees and worth of some pairs of the round, and of all that are added."""
        return (
            np.concatenate([self.mentor[places], self.added_mentor]),
            np.concatenate([self.mentee[places], self.added_mentee]),
            np.concatenate([self.worth[places] + self.lift, self.added_worth]),
        )


@dataclass(frozen=True, eq=False)
class Solved:
    """The pairs held, by place ascending, prices, and by how much pairs lie above them, of those that do.

    ``held`` are places, ``mentor``, ``mentee`` and ``worth`` the same pairs.
    """

    held: IntArray
    mentor: NDArray[np.int32]
    mentee: NDArray[np.int32]
    worth: IntArray
    mentor_price: IntArray
    mentee_price: IntArray
    margins: IntArray


def pick_near(cost: IntArray, held: NDArray[np.bool_], people: int) -> tuple[IntArray, int]:
    """Return the places of the pairs that lie least under their prices, about ``EACH`` for each person, and how far.

    Held ones are among them; of many that lie equally far, every so many-th.
    """
    size = EACH * people
    if len(cost) <= 2 * size:
        return np.arange(len(cost)), 0
    sample = cost[::SAMPLE]
    limit = np.partition(sample, size // SAMPLE)[size // SAMPLE]
    tied = np.flatnonzero(cost == limit)
    near = held | (cost < limit)
    near[tied[:: 1 + len(tied) // size]] = True
    return np.flatnonzero(near), int(limit)


def solve_near(
    pairs: Weighed,
    room: Room,
    gain: int,
    dear: int,
    prices: IntArray,
    near: IntArray,
    slack: int,
    held: IntArray,
    other: tuple[IntArray, IntArray],
) -> Solved:
    """Solve to optimality over all pairs, from prices of mentors and the places of the pairs held there.

    Parameters
    ----------
    gain : what a partner earns on top as long as somebody has fewer than the minimum
    dear : what nobody can afford: the price of who has no place
    near, slack : places of pairs to begin with, ascending, and how far they lie under their prices
    other : places of pairs, each once, and how much more they are worth in this question
    """
    size = len(pairs.worth)
    added = np.arange(size, size + len(pairs.added_mentor))
    mentor_gain, mentee_gain = (np.where(one > 0, gain, 0) for one in (room.mentor_minimum, room.mentee_minimum))
    seen = with_places(with_places(near, held), other[0][other[0] < size])
    while True:
        places = np.concatenate([seen, added])
        mentor, mentee, worth = pairs.some(seen)
        worth[np.searchsorted(places, other[0])] += other[1]
        flags = np.zeros(len(places), np.uint8)
        flags[np.searchsorted(places, held)] = 1
        # by mentee: added pairs come among the others
        order = np.argsort(mentee, kind="stable") if len(added) else slice(None)
        starts = np.zeros(len(room.mentee_room) + 1, np.int64)
        np.cumsum(np.bincount(mentee, minlength=len(room.mentee_room)), out=starts[1:])
        found, mentee_price, mentor_price = kernels.solve_transport(
            starts, mentor[order], worth[order], room.mentee_room, room.mentee_minimum, mentee_gain,
            room.mentor_room, room.mentor_minimum, mentor_gain,
            np.where(room.mentor_room > 0, np.maximum(prices, -mentor_gain), dear), np.zeros(0, np.int64), flags[order], always,
        )  # fmt: skip
        flags[order] = found
        held = places[flags.view(np.bool_)]
        prices = np.where(room.mentor_room > 0, mentor_price, np.maximum(mentor_price, dear))
        mentee_price = np.where(room.mentee_room > 0, mentee_price, np.maximum(mentee_price, dear))
        known = np.zeros(size, np.uint8)
        known[seen] = 1
        highest = np.empty_like(prices)
        above = beating(pairs.starts, pairs.mentor, pairs.worth, prices, mentee_price - pairs.lift, known, highest)
        if not len(above):
            margins = worth - prices[mentor] - mentee_price[mentee]
            chosen = flags.view(np.bool_)
            return Solved(held, mentor[chosen], mentee[chosen], worth[chosen], prices, mentee_price, margins)
        lagging = np.count_nonzero(highest > prices)
        if FEW_WANTED * lagging <= np.count_nonzero(np.bincount(pairs.mentee[above])):
            # they were mostly not reached by a search that changed all the others' prices: theirs go up to where nobody new
            # wants them, or everybody would give up what they hold; then only the nearest need join
            prices = highest
            asked = pairs.worth[above] + pairs.lift - mentee_price[pairs.mentee[above]]
            above = above[highest[pairs.mentor[above]] - asked <= slack]
        seen = with_places(seen, above)


def among(places: IntArray, others: IntArray) -> NDArray[np.bool_]:
    """Return which places are among some others, both ascending."""
    at = np.minimum(np.searchsorted(others, places), len(others) - 1)
    return others[at] == places if len(others) else np.zeros(len(places), bool)


def with_places(places: IntArray, more: IntArray) -> IntArray:
    """Return ascending places with some more, ascending too, among them, each once."""
    fresh = more[~among(more, places)]
    return np.insert(places, np.searchsorted(places, fresh), fresh)


def summed(*parts: tuple[IntArray, int | IntArray]) -> tuple[IntArray, IntArray]:
    """Return the places that some parts name, each once, and the sum of what each says of a place."""
    places = np.concatenate([part for part, _ in parts])
    amounts = np.concatenate([np.broadcast_to(np.asarray(amount, np.int64), part.shape) for part, amount in parts])
    each, at = np.unique(places, return_inverse=True)
    total = np.zeros(len(each), np.int64)
    np.add.at(total, at, amounts)
    return each, total
