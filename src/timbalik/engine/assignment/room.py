"""Very large rooms: the best assignment over *every* allowed pair, without ever storing the pairs.

Candidates alone lose silently: on a hundred thousand people the optimum over each person's best 30 lies up to one percent
under the true one. So the prices of a solution on candidates are held against every pair (*pricing*); pairs that beat
them become candidates, and the smaller problem is solved again, until no pair beats the prices. They are then a proof for
the complete room (column generation; Lee and Orlin 1993). Reach comes first, then fewest weak pairs where a floor is given,
then the total. ``audit.py`` rechecks the answer with other means.

**Among equals.** Every person has a lottery number (``tiebreak.person_numbers``: salt, side and id). People are put in the order
of these numbers before anything else is done, and each step after that is determined: the same people give the same pairs, in
whatever order they come and however many workers there are. A lottery over all best answers, as smaller rounds draw it, would need
every pair that is worth exactly its prices, and where scores tie that is every pair of the room.

**Levels in one number.** A pair counts ``reach``, a weak one ``less`` less, and each is larger than all that the levels after it can
sum to. Only the numbers themselves have to fit 64 bits, for values are summed without a limit: a change along one chain of people
adds at most one pair, so nothing that the search compares passes a few times ``reach``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from timbalik.engine.assignment.blocks import MapBlocks, Threads
from timbalik.engine.assignment.errors import Infeasible, InvalidInstance, TimeLimitReached
from timbalik.engine.assignment.face import Face, exact_sum
from timbalik.engine.assignment.facing import lay_out
from timbalik.engine.assignment.people import Floor, People, check_people
from timbalik.engine.assignment.room_answer import RoomAnswer, Weights
from timbalik.engine.assignment.room_candidates import Candidates, first_candidates, no_candidates
from timbalik.engine.assignment.stages import Level, Stage, always, solve_stage
from timbalik.engine.assignment.weighing import Weighed, Weighing
from timbalik.engine.assignment.whole import IntArray

#: A solution goes on from the one before where at most one pair for this many mentees beat its prices; else it starts anew.
FEW: Final = 50
#: What one pair may count: the search adds a few such numbers up, in 63 bits.
MOST_REACH: Final = 2**56
#: Threads do: the kernels let go of the interpreter's lock.
TWO_THREADS = Threads(2)


def solve_room(
    mentors: People,
    mentees: People,
    *,
    floor: Floor | None = None,
    k: int = 30,
    slack: int = 400,
    blocks: MapBlocks = TWO_THREADS,
    go_on: Callable[[], bool] = always,
) -> RoomAnswer:
    """Return the best assignment over all allowed pairs: reach, then fewest weak pairs where there is a floor, then total.

    Parameters
    ----------
    floor : Floor, optional
        When a pair is weak.
    k : int
        Candidates of each person, on both sides, to begin with.
    slack : int
        Pairs this near to beating the prices become candidates too, which saves rounds.
    go_on : callable, optional
        Asked now and then; when it says False, the best answer so far comes back with a bound over all pairs above its value.

    Raises
    ------
    InvalidInstance
        If features, codes or capacities cannot be, naming the first person.
    Infeasible
        If minimums cannot be met.
    TimeLimitReached
        If the time was over before all minimums were met.
    """
    check_people(mentors, "mentor")
    check_people(mentees, "mentee")
    orders = mentors.order, mentees.order
    search = _Search(mentors.taken(orders[0]), mentees.taken(orders[1]), floor, slack, blocks, go_on)
    search.run(k)
    return search.answer().put_back(*orders)


def best_candidates(
    mentors: People, mentees: People, k: int, *, blocks: MapBlocks = TWO_THREADS
) -> tuple[IntArray, IntArray, IntArray]:
    """Return mentees, mentors and scores of everybody's best ``k`` allowed partners, from both sides, each pair once."""
    found = first_candidates(lay_out(mentees, mentors), lay_out(mentors, mentees), k, blocks, always)
    assert found is not None
    mentee, mentor = np.divmod(found.key, max(1, len(mentors)))
    return mentee, mentor, found.score


class _Search:
    """One room: the pairs looked at, the best pairs held so far, and the prices that bound all others best."""

    def __init__(
        self,
        mentors: People,
        mentees: People,
        floor: Floor | None,
        slack: int,
        blocks: MapBlocks,
        go_on: Callable[[], bool],
    ) -> None:
        self.mentors, self.mentees, self.floor, self.slack = mentors, mentees, floor, slack
        self.blocks, self.go_on = blocks, go_on
        self.near = lay_out(mentees, mentors, slack=slack, floor=floor)
        self.far = lay_out(mentors, mentees, slack=slack, floor=floor)
        self.top, most = self.near.top, int(min(mentors.capacity.sum(), mentees.capacity.sum()))
        less = 0 if floor is None else self.top * most + 1
        self.weights = Weights((self.top + less) * most + 1, less)
        if self.weights.reach >= MOST_REACH:
            raise InvalidInstance(f"{most} pairs with scores of up to {self.top} do not fit exact 64-bit arithmetic")
        self.most = max(int(side.capacity.max(initial=0)) for side in (mentors, mentees))
        self.known, self.held, self.rounds = no_candidates(), no_candidates(), 0
        self.value: int | None = None if mentors.least.any() or mentees.least.any() else 0
        # all places of the mentees filled with pairs as good as none can be
        self.prices = np.zeros(len(mentors), np.int64), np.full(len(mentees), self.weights.reach + self.top)
        self.bound = self._price_sum(*self.prices)

    def run(self, k: int) -> None:
        """Solve, price, solve again, until nothing beats the prices or the time is over."""
        # as many as somebody has places, so that who has fewer candidates than places has all allowed partners among them
        solved = self._first_solution(max(k, self.most))
        dirty = np.arange(len(self.mentees)), np.zeros(0, np.int64)
        while solved is not None and solved[1].value == solved[1].bound:
            held, stage = solved
            found = self._beating(stage, dirty)
            if found is None:
                return
            self.rounds += 1
            self._bound_by(*self._raised(stage, *found))
            one, two = found
            fresh = Candidates(
                np.concatenate([one.row * len(self.mentors) + one.other, two.other * len(self.mentors) + two.row]),
                np.concatenate([one.score, two.score]),
                np.concatenate([one.weak, two.weak]),
            ).unknown_to(self.known)
            beating = int((self._margins(fresh, stage.mentor_price, stage.mentee_price) > 0).sum())
            if not beating:
                return
            start = None
            if beating * FEW <= len(self.mentees):
                start = np.insert(held, np.searchsorted(self.known.key, fresh.key), False), stage.mentor_price
            self.known = self.known.merged(fresh)
            solved = self._solve(start)
            if solved is None:
                return
            # a pair can only have become better than the prices where a price fell
            # and where more pairs beat them than one look brought back
            dirty = (
                np.union1d(np.flatnonzero(solved[1].mentee_price < stage.mentee_price), one.full),
                np.union1d(np.flatnonzero(solved[1].mentor_price < stage.mentor_price), two.full),
            )

    def answer(self) -> RoomAnswer:
        """Return the best pairs held so far, and the bound over all pairs."""
        if self.value is None:
            raise TimeLimitReached("the time limit came before the minimums of all people were met")
        mentee, mentor = np.divmod(self.held.key, max(1, len(self.mentors)))
        return RoomAnswer(
            mentor=mentor,
            mentee=mentee,
            total=exact_sum(self.held.score),
            weak=int(self.held.weak.sum()),
            value=self.value,
            bound=self.bound,
            floor=self.floor,
            weights=self.weights,
            mentor_price=self.prices[0],
            mentee_price=self.prices[1],
            rounds=self.rounds,
            candidates=len(self.known.key),
        )

    def _first_solution(self, k: int) -> tuple[NDArray[np.bool_], Stage] | None:
        """Solve everybody's best ``k`` pairs, or more where minimums need partners further down."""
        while True:
            found = first_candidates(self.near, self.far, k, self.blocks, self.go_on)
            if found is None:
                return None
            self.known = found
            self._bound_by_the_best()
            try:
                return self._solve(None)
            except Infeasible:
                if k >= max(len(self.mentors), len(self.mentees)):
                    raise
                k *= 4

    def _solve(self, start: tuple[NDArray[np.bool_], IntArray] | None) -> tuple[NDArray[np.bool_], Stage] | None:
        """Solve the pairs known, going on from a solution of nearly the same ones where ``start`` has its pairs and prices.

        People without a place come out too dear for anybody. None where the time was over before all minimums were met.
        """
        mentee, mentor = np.divmod(self.known.key, max(1, len(self.mentors)))
        face = Face(
            mentor=mentor.astype(np.int32),
            mentee=mentee.astype(np.int32),
            listed=None,
            fixed=np.zeros(0, np.int64),
            mentor_capacity=self.mentors.capacity,
            mentor_minimum=self.mentors.least,
            mentee_capacity=self.mentees.capacity,
            mentee_minimum=self.mentees.least,
        )
        level = Level("reach, floor and total", self.known.worth(self.weights))
        # a place below a minimum is worth more than any chain of changes that fills it can cost
        gain = 2 * self.weights.reach + self.top
        try:
            held, stage, _ = solve_stage([level], [1], face, self.go_on, finest=10_000, start=start, gain=gain)
        except TimeLimitReached:
            return None
        if self.value is None or stage.value > self.value:
            self.value, self.held = stage.value, self.known.only(held)
        dear = int(level.values.max(initial=0)) + int(np.abs(stage.mentor_price).max(initial=0))
        return held, replace(stage, mentee_price=np.where(self.mentees.capacity > 0, stage.mentee_price, dear))

    def _beating(self, stage: Stage, dirty: tuple[IntArray, IntArray]) -> tuple[Weighed, Weighed] | None:
        """Return pairs that beat the prices or nearly do, by mentee and by mentor; None when the time was over first."""
        found = []
        for facing, price, value, rows in (
            (self.near, stage.mentor_price, stage.mentee_price, dirty[0]),
            (self.far, stage.mentee_price, stage.mentor_price, dirty[1]),
        ):
            weighing = Weighing(facing, price, value, self.weights.reach, self.weights.less, self.slack, self.most + 12)
            weighed = weighing.over(rows, self.blocks, self.go_on)
            if weighed is None:
                return None
            found.append(weighed)
        return found[0], found[1]

    def _raised(self, stage: Stage, one: Weighed, two: Weighed) -> tuple[IntArray, IntArray]:
        """Return prices that no pair beats which is not known: each row's own goes up by what its best pair lies above it."""
        raised = []
        for price, other_price, weighed, key in (
            (stage.mentor_price, stage.mentee_price, two, two.other * len(self.mentors) + two.row),
            (stage.mentee_price, stage.mentor_price, one, one.row * len(self.mentors) + one.other),
        ):
            worth = weighed.score + self.weights.reach - self.weights.less * weighed.weak
            margin = worth - price[weighed.row] - other_price[weighed.other]
            more = np.zeros(len(price), np.int64)
            np.maximum.at(more, weighed.row, np.where(self.known.hold(key), 0, margin))
            raised.append(price + more)
        return raised[0], raised[1]

    def _margins(self, pairs: Candidates, mentor_price: IntArray, mentee_price: IntArray) -> IntArray:
        """Return by how much pairs lie above their prices."""
        mentee, mentor = np.divmod(pairs.key, max(1, len(self.mentors)))
        return pairs.worth(self.weights) - mentor_price[mentor] - mentee_price[mentee]

    def _bound_by_the_best(self) -> None:
        """Bound by filling all places of one side with each person's best pair, which is known."""
        mentee, mentor = np.divmod(self.known.key, max(1, len(self.mentors)))
        worth = self.known.worth(self.weights)
        prices = np.zeros(len(self.mentors), np.int64), np.zeros(len(self.mentees), np.int64)
        best = np.zeros_like(prices[0]), np.zeros_like(prices[1])
        np.maximum.at(best[0], mentor, worth)
        np.maximum.at(best[1], mentee, worth)
        self._bound_by(best[0], prices[1])
        self._bound_by(prices[0], best[1])

    def _bound_by(self, mentor_price: IntArray, mentee_price: IntArray) -> None:
        """Keep prices that no unknown pair beats if their bound over all pairs is lower than that of those kept."""
        mentee, mentor = np.divmod(self.known.key, max(1, len(self.mentors)))
        mentor_price = _of_the_scarce(mentor_price, mentor, self.mentors)
        mentee_price = _of_the_scarce(mentee_price, mentee, self.mentees)
        margin = self._margins(self.known, mentor_price, mentee_price)
        bound = exact_sum(margin[margin > 0]) + self._price_sum(mentor_price, mentee_price)
        if bound < self.bound:
            self.bound, self.prices = bound, (mentor_price, mentee_price)

    def _price_sum(self, mentor_price: IntArray, mentee_price: IntArray) -> int:
        """Return the prices' part of the bound: a positive one for all places, a negative one for the minimum."""
        return sum(
            exact_sum(price, np.where(price > 0, people.capacity, people.least))
            for people, price in ((self.mentors, mentor_price), (self.mentees, mentee_price))
        )


def _of_the_scarce(price: IntArray, person: IntArray, people: People) -> IntArray:
    """Return 0 for people who hold all allowed partners and still have room: their places are not what is scarce.

    What their price said is then said by the margins of the pairs they hold, so the bound stays as it is.
    """
    few = np.bincount(person, minlength=len(people)) < people.capacity
    return np.where(few & (price > 0), 0, price)
