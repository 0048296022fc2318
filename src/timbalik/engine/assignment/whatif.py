"""What if: solve a round again after a change, from the prices of the answer instead of from nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from timbalik.engine.assignment.errors import Infeasible, InvalidInstance
from timbalik.engine.assignment.face import Room, dual_bound, exact_sum
from timbalik.engine.assignment.instance import Instance, Pair
from timbalik.engine.assignment.joining import IMPOSSIBLE, Added, Roll, add_pairs, rescaled, room_after
from timbalik.engine.assignment.kernels_table import reduced_costs
from timbalik.engine.assignment.levels import Bands, Lottery
from timbalik.engine.assignment.nearby import Solved, Weighed, pick_near, solve_near, summed
from timbalik.engine.assignment.newcomers import Newcomer
from timbalik.engine.assignment.objective import Objective
from timbalik.engine.assignment.opening import list_levels, open_face
from timbalik.engine.assignment.solve import Assignment
from timbalik.engine.assignment.stages import Level, Stage, pack_spreads, solve_stage, sum_levels
from timbalik.engine.assignment.whole import IntArray, whole_numbers

#: Most that a change may make the sums of a search; beyond, 64 bits are not enough.
MOST_SUM = 2**61


@dataclass(frozen=True)
class Change:
    """What a change costs, level by level, and who moves.

    Attributes
    ----------
    loss : tuple of (level, amount)
        In the order of the objective, as far as the levels were proved together (the tie-break never counts): how much
        less the best assignment with the change reaches; below 0 is a gain. The first that is not 0 decides.
    leave, come : tuple of (mentor id, mentee id)
        Pairs that would part and pairs that would come instead; one way among equally good ones.
    """

    loss: tuple[tuple[str, int], ...]
    leave: tuple[Pair, ...]
    come: tuple[Pair, ...]


class WarmRound:
    """A solved round kept ready for questions. Exact: every answer ends with a bound equal to its value.

    Weighs the levels of the first stage, which are all but the tie-break unless numbers are very large or leximin is asked:
    then the answer is exact on these levels only, and ``whatif_target.ready_round`` solves a round with leximin anew.
    """

    def __init__(self, assignment: Assignment) -> None:
        if assignment.objective.reach_target is not None:
            raise InvalidInstance("what-if from prices knows no reach target: whatif_target.ready_round is accepted")
        self._take(assignment.instance, assignment.objective)
        stage = assignment.certificate.stages[0]
        if stage.names != tuple(level.name for level in self._levels) or stage.factors != tuple(self._factors):
            # the certificate proves these levels together with the tie-break, or apart: prices of their own are needed
            stage = self._solved()
        self._prices, self._mentee_prices = stage.mentor_price, stage.mentee_price
        held = np.zeros(self.shape, bool)
        held[assignment.certificate.mentor, assignment.certificate.mentee] = True
        self._held = held[self._face.mentor, self._face.mentee]

    def _take(self, instance: Instance, objective: Objective) -> None:
        """Weigh the levels of an instance: as many as fit into one number for each open pair."""
        self._instance, self._objective = instance, objective
        self._face = open_face(instance)
        ready: list[Level] = []
        for level in list_levels(instance, objective):
            if isinstance(level, Bands | Lottery):
                break
            everything = len(level.values) == len(self._face.mentor)
            ready.append(level if everything else replace(level, values=level.values[self._face.pairs]))
        if not ready:
            raise InvalidInstance("what-if needs a level besides leximin and the tie-break first")
        self._extents = [_extent(level.values) for level in ready]
        count, self._factors = pack_spreads(
            [high - low for low, high in self._extents], self._face.most_pairs, ready[0].name
        )
        self._levels, self._extents = ready[:count], self._extents[:count]
        self._weight = sum_levels(self._levels, self._factors)

    def _solved(self) -> Stage:
        _, stage, _ = solve_stage(self._levels, self._factors, self._face)
        return stage

    @property
    def shape(self) -> tuple[int, int]:
        """Return (mentors, mentees)."""
        return self._instance.shape

    @property
    def reduced_cost(self) -> IntArray:
        """Return for every open pair the least that forcing it costs, in units of the last level weighed.

        In the order of ``instance.pair_list`` without the locked pairs; 0 where the pair is held or equally good. The exact
        cost is :meth:`change`; it is never below this bound.
        """
        face = self._face
        return reduced_costs(face.mentee_starts, face.mentor, self._weight, self._prices, self._mentee_prices)

    def change(
        self,
        *,
        force: Iterable[Pair] = (),
        forbid: Iterable[Pair] = (),
        mentors_leave: Iterable[str] = (),
        mentees_leave: Iterable[str] = (),
        mentors_join: Iterable[Newcomer] = (),
        mentees_join: Iterable[Newcomer] = (),
        scores: Mapping[Pair, int] | None = None,
        allow: Iterable[Pair] = (),
        more_places: Mapping[tuple[str, str], int] | None = None,
        must: Iterable[tuple[str, str]] = (),
    ) -> Change:
        """Return the exact cost of a change and who would move. All parts may be mixed in one call.

        Parameters
        ----------
        force, forbid : (mentor id, mentee id) pairs
        mentors_leave, mentees_leave : ids
        mentors_join, mentees_join : newcomers, with what they are worth to everybody on the other side
        scores : new scores of pairs, in hundredths of a point; benefits, and with them the floor, stay
        allow : pairs that a rule or a person forbids, as if it did not: for understanding only
        more_places : places more (or, below 0, fewer) of (side, id)
        must : (side, id) of people who have to get a partner

        Raises
        ------
        Infeasible
            If the change leaves no assignment.
        """
        joining = list(mentors_join), list(mentees_join)
        added = add_pairs(self._instance, allow, *joining)
        room = room_after(self._face, added, joining, (mentors_leave, mentees_leave), more_places or {}, must)
        forced, forbidden = self._places(added, force), self._places(added, forbid)
        rescored = self._new_scores(added, scores or {})
        values = [added.values(level, self._objective.keep_bonus_hundredths) for level in self._levels]
        factors, spread = self._factors_for(room, values, *rescored)
        pairs, prices = self._weighed(added, values, factors, [one.places for one in joining[0]])
        outweigh = spread * max(1, room.most_pairs) + 1
        gain = 8 * outweigh * (1 + len(forced) + len(forbidden))
        if gain > MOST_SUM:
            raise InvalidInstance("the levels are too large for what-if in 64-bit arithmetic")
        total = dict(zip(self._names, factors, strict=False)).get("total", 0)
        solved = solve_near(
            pairs,
            room,
            gain,
            4 * outweigh,
            prices,
            *self._near,
            np.flatnonzero(self._held),
            summed((forced, 2 * outweigh), (forbidden, -4 * outweigh), (rescored[0], rescored[1] * total)),
        )
        self._check(solved, room, forced, forbidden)
        start, pairs_before = self._before
        reached = self._reached(solved.held, values)
        if "total" in reached:
            reached["total"] += int(rescored[1][np.isin(rescored[0], solved.held)].sum())
        pairs_after = frozenset(_named(added.roll, solved.mentor, solved.mentee))
        return Change(
            loss=tuple((name, start[name] - reached[name]) for name in self._names[: len(factors)]),
            leave=tuple(sorted(pairs_before - pairs_after)),
            come=tuple(sorted(pairs_after - pairs_before)),
        )

    def _new_scores(self, added: Added, scores: Mapping[Pair, int]) -> tuple[IntArray, IntArray]:
        """Return places of pairs with other scores, ascending, and how much more they count; locked and forbidden ones do not."""
        roll = added.roll
        places, gains = [], []
        for pair, score in sorted(scores.items()):
            if pair[0] not in roll.mentor_index or pair[1] not in roll.mentee_index:
                raise InvalidInstance(f"score of ({pair[0]!r}, {pair[1]!r}): only ids of this round are accepted")
            fresh = int(whole_numbers(score, "score"))
            place = self._place(added, *roll.positions([pair])[0])
            if place is not None:
                before = (
                    added.score[place - len(self._weight)]
                    if place >= len(self._weight)
                    else self._instance.score[self._face.mentor[place], self._face.mentee[place]]
                )
                places.append(place)
                gains.append(fresh - int(before))
        order = np.argsort(places)
        return np.array(places, np.int64)[order], np.array(gains, np.int64)[order]

    def _factors_for(
        self, room: Room, values: Sequence[IntArray], rescored: IntArray, gains: IntArray
    ) -> tuple[list[int], int]:
        """Return the levels' factors, those of the answer where they still keep levels apart, and what one pair can make at most."""
        extents = []
        for level, extent, fresh in zip(self._levels, self._extents, values, strict=True):
            if level.name == "total":
                fresh = np.concatenate([fresh, _taken(level.values, fresh, rescored) + gains])
            low, high = _extent(fresh)
            extents.append((min(low, extent[0]), max(high, extent[1])))
        factors = self._factors
        if extents != self._extents or room.most_pairs > self._face.most_pairs:
            _, factors = pack_spreads([high - low for low, high in extents], room.most_pairs, self._names[0])
        return factors, sum(
            factor * (high - low) for factor, (low, high) in zip(factors, extents[: len(factors)], strict=True)
        )

    def _weighed(
        self, added: Added, values: Sequence[IntArray], factors: list[int], places: list[int]
    ) -> tuple[Weighed, IntArray]:
        """Return all open pairs with what they are worth, and prices of mentors to start from.

        A new mentor's price starts where only as many mentees as there are ``places`` would come.
        """
        worth, lift, mentor, mentee = self._weight, 0, self._prices, self._mentee_prices
        if len(factors) != len(self._factors):
            worth = sum_levels(self._levels[: len(factors)], factors)
        elif factors != self._factors:
            mentor, mentee = (rescaled(prices, self._factors, factors) for prices in (mentor, mentee))
            for level, extent, before, after in zip(self._levels, self._extents, self._factors, factors, strict=True):
                if level.name == "reach":
                    lift += after - before
                elif after != before and any(extent):
                    worth = worth + (after - before) * level.values
        fresh = sum(
            (factor * one for factor, one in zip(factors, values, strict=False)), np.zeros(len(added.mentor), np.int64)
        )
        asked = np.zeros(len(places), np.int64)
        for new, free in enumerate(places):
            mine = (added.mentor == self.shape[0] + new) & (added.mentee < self.shape[1])
            gains = np.sort(fresh[mine] - mentee[added.mentee[mine]])
            asked[new] = max(0, gains[-1 - free]) if len(gains) > free else 0
        face = self._face
        pairs = Weighed(face.mentee_starts, face.mentor, face.mentee, worth, lift, added.mentor, added.mentee, fresh)
        return pairs, np.concatenate([mentor, asked])

    def _check(self, solved: Solved, room: Room, forced: IntArray, forbidden: IntArray) -> None:
        """Raise ``Infeasible`` where somebody has fewer partners than they must, or a pair is not as asked.

        Or more than they may: who has no place is dearer than any other way, and bought only where there is none.
        """
        for people, least, most in (
            (solved.mentor, room.mentor_minimum, room.mentor_room),
            (solved.mentee, room.mentee_minimum, room.mentee_room),
        ):
            load = np.bincount(people, minlength=len(least))
            if (load < least).any() or (load > most).any():
                raise Infeasible(IMPOSSIBLE)
        if not np.isin(forced, solved.held).all() or np.isin(forbidden, solved.held).any():
            raise Infeasible(IMPOSSIBLE)
        if dual_bound(solved.margins, room, solved.mentor_price, solved.mentee_price) != exact_sum(solved.worth):
            raise AssertionError("the bound was not reached")

    @cached_property
    def _near(self) -> tuple[IntArray, int]:
        return pick_near(self.reduced_cost, self._held, sum(self.shape))

    @cached_property
    def _names(self) -> list[str]:
        return [level.name for level in self._levels]

    @cached_property
    def _before(self) -> tuple[dict[str, int], frozenset[Pair]]:
        """Return what the answer reaches on each level, and its pairs besides the locked ones."""
        held = np.flatnonzero(self._held)
        nothing = [np.zeros(0, np.int64)] * len(self._levels)
        return self._reached(held, nothing), frozenset(
            _named(self._instance, self._face.mentor[held], self._face.mentee[held])
        )

    def _reached(self, held: IntArray, added: Sequence[IntArray]) -> dict[str, int]:
        return {
            level.name: int(_taken(level.values, values, held).sum())
            for level, values in zip(self._levels, added, strict=True)
        }

    def _place(self, added: Added, row: int, column: int) -> int | None:
        """Return the position of a pair among the open ones, those added counted after the others; None where it is not."""
        face, (n_mentors, n_mentees) = self._face, self.shape
        if row < n_mentors and column < n_mentees:
            first, last = face.mentee_starts[column], face.mentee_starts[column + 1]
            place = int(first + np.searchsorted(face.mentor[first:last], row))
            if place < last and face.mentor[place] == row:
                return place
        found = np.flatnonzero((added.mentor == row) & (added.mentee == column))
        return len(self._weight) + int(found[0]) if len(found) else None

    def _places(self, added: Added, pairs: Iterable[Pair]) -> IntArray:
        """Return the positions of pairs among the open ones, each once."""
        places = set()
        for row, column in added.roll.positions(pairs):
            place = self._place(added, row, column)
            if place is None:
                names = added.roll.mentor_ids[row], added.roll.mentee_ids[column]
                raise InvalidInstance(f"pair {names} is locked or forbidden: an open pair is accepted")
            places.add(place)
        return np.array(sorted(places), np.int64)

    def open_costs(self) -> tuple[NDArray[np.int32], NDArray[np.int32], IntArray, NDArray[np.bool_]]:
        """Return mentor, mentee, price minus weight and whether held, of every open pair: what a search for chains reads."""
        cost = self._mentee_prices[self._face.mentee] + self._prices[self._face.mentor] - self._weight
        return self._face.mentor, self._face.mentee, cost, self._held

    @property
    def prices(self) -> tuple[IntArray, IntArray]:
        """Return what one place more of each mentor and mentee could be worth at most, in units of the last level."""
        return self._prices, self._mentee_prices


def _extent(values: IntArray) -> tuple[int, int]:
    """Return the smallest and largest of some numbers and 0."""
    return min(0, int(values.min(initial=0))), max(0, int(values.max(initial=0)))


def _taken(values: IntArray, added: IntArray, places: IntArray) -> IntArray:
    """Return what pairs at ascending places make of a level, those added counted after the others."""
    old = places < len(values)
    return np.concatenate([values[places[old]], added[places[~old] - len(values)]])


def _named(roll: Instance | Roll, mentors: NDArray[np.int32], mentees: NDArray[np.int32]) -> list[Pair]:
    names, others = roll.mentor_ids, roll.mentee_ids
    return [(names[row], others[column]) for row, column in zip(mentors.tolist(), mentees.tolist(), strict=True)]
