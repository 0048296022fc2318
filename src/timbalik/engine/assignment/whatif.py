"""What if: solve a round again after a change, from the prices of the answer instead of from nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from timbalik.engine.assignment import kernels, kernels_base
from timbalik.engine.assignment.errors import Infeasible, InvalidInstance
from timbalik.engine.assignment.face import dual_bound, exact_sum
from timbalik.engine.assignment.instance import Instance, Pair
from timbalik.engine.assignment.joining import (
    Roll,
    Turned,
    join_people,
    joined_face,
    joined_level,
    joined_turn,
    rescaled,
)
from timbalik.engine.assignment.kernels_table import positive_margins, reduced_costs
from timbalik.engine.assignment.levels import Bands, Lottery
from timbalik.engine.assignment.newcomers import Newcomer, with_allowed, with_newcomers, with_scores
from timbalik.engine.assignment.objective import Objective
from timbalik.engine.assignment.opening import list_levels, open_face
from timbalik.engine.assignment.solve import Assignment
from timbalik.engine.assignment.stages import Level, Stage, always, pack, solve_stage, sum_levels
from timbalik.engine.assignment.whole import IntArray

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

    Weighs the levels of the first stage, which are all but the tie-break unless numbers are very large or leximin is asked.
    """

    def __init__(self, assignment: Assignment) -> None:
        if assignment.objective.reach_target is not None:
            raise InvalidInstance("what-if from prices knows no reach target: why_not solves such a round again")
        self._take(assignment.instance, assignment.objective)
        stage = assignment.certificate.stages[0]
        if stage.names != tuple(level.name for level in self._levels) or stage.factors != tuple(self._factors):
            # the certificate proves these levels together with the tie-break, or apart: prices of their own are needed
            stage = self._solved()
        self._prices, self._mentee_prices = stage.mentor_price, stage.mentee_price
        self._hold(assignment.certificate.mentor, assignment.certificate.mentee)

    def _take(self, instance: Instance, objective: Objective) -> None:
        """Weigh the levels of an instance."""
        self._instance, self._objective = instance, objective
        self._roll: Instance | Roll = instance
        self._face = open_face(instance)
        ready: list[Level] = []
        for level in list_levels(instance, objective):
            if isinstance(level, Bands | Lottery):
                break
            everything = len(level.values) == len(self._face.mentor)
            ready.append(level if everything else replace(level, values=level.values[self._face.pairs]))
        if not ready:
            raise InvalidInstance("what-if needs a level besides leximin and the tie-break first")
        self._weigh(ready)

    def _weigh(self, ready: list[Level]) -> None:
        """Sum as many levels as fit into one number for each open pair."""
        count, self._factors = pack(ready, self._face)
        self._levels = ready[:count]
        self._weight = sum_levels(self._levels, self._factors)
        self._spread = int(self._weight.max(initial=0) - min(0, self._weight.min(initial=0)))

    def _solved(self) -> Stage:
        _, stage, _ = solve_stage(self._levels, self._factors, self._face)
        return stage

    def _hold(self, mentors: IntArray, mentees: IntArray) -> None:
        held = np.zeros(self._instance.shape, bool)
        held[mentors, mentees] = True
        self._held = held[self._face.mentor, self._face.mentee]

    @cached_property
    def _turned(self) -> Turned:
        return kernels_base.transpose(self._face.mentee_starts, self._face.mentor, self._roll.shape[0])

    @property
    def shape(self) -> tuple[int, int]:
        """Return (mentors, mentees)."""
        return self._roll.shape

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
        joining, lifted, given = (list(mentors_join), list(mentees_join)), list(allow), dict(scores or {})
        here: WarmRound = self
        other = self._new_scores(given) if given and not any(joining) and not lifted else None
        if any(joining) and not lifted and not given:
            here = self._joined(*joining)
        elif any(joining) or lifted or (given and other is None):
            changed = with_scores(with_newcomers(with_allowed(self._instance, lifted), *joining), given)
            here = self._moved_to(changed)
        return here._change(self._before, other, force, forbid, mentors_leave, mentees_leave, more_places or {}, must)

    def _new_scores(self, scores: Mapping[Pair, int]) -> tuple[IntArray, IntArray] | None:
        """Return places among the open pairs and what their total gains; None where the round has to be weighed anew."""
        level = next((one for one in self._levels if one.name == "total"), None)
        pairs = sorted(scores)
        known = all(
            mentor in self._instance.mentor_index and mentee in self._instance.mentee_index for mentor, mentee in pairs
        )
        if level is None or not known or not level.values.size:
            return None
        try:
            places = np.array([int(self._places([pair])[0]) for pair in pairs], np.int64)
        except InvalidInstance:  # locked or forbidden: the score counts in the instance alone
            return None
        gains = (
            np.array([scores[pair] for pair in pairs], np.int64)
            - self._instance.score[
                tuple(
                    np.array(
                        [[self._instance.mentor_index[one], self._instance.mentee_index[two]] for one, two in pairs]
                    ).T
                )
            ]
        )
        fresh = level.values[places] + gains
        # within the spread of the scores there were, the factors of the levels still keep them apart
        if fresh.max() > max(0, int(level.values.max())) or fresh.min() < min(0, int(level.values.min())):
            return None
        return places, gains

    def _change(
        self,
        start: tuple[dict[str, int], frozenset[Pair]],
        other: tuple[IntArray, IntArray] | None,
        force: Iterable[Pair],
        forbid: Iterable[Pair],
        mentors_leave: Iterable[str],
        mentees_leave: Iterable[str],
        more_places: Mapping[tuple[str, str], int],
        must: Iterable[tuple[str, str]],
    ) -> Change:
        face, index = self._face, {"mentor": self._roll.mentor_index, "mentee": self._roll.mentee_index}
        capacity = {"mentor": face.mentor_capacity.copy(), "mentee": face.mentee_capacity.copy()}
        least = {"mentor": face.mentor_minimum.copy(), "mentee": face.mentee_minimum.copy()}
        for side, leave in (("mentor", mentors_leave), ("mentee", mentees_leave)):
            rows = [index[side][one] for one in leave]
            capacity[side][rows], least[side][rows] = 0, 0
        for (side, name), more in more_places.items():
            capacity[side][index[side][name]] += more
        for side, name in must:
            least[side][index[side][name]] = max(1, least[side][index[side][name]])
        changed = face.with_places(capacity, least)
        if (changed.mentor_room < least["mentor"]).any() or (changed.mentee_room < least["mentee"]).any():
            raise Infeasible("no assignment keeps every hard constraint with this change")
        forced, forbidden = self._places(force), self._places(forbid)
        outweigh = self._spread * max(1, changed.most_pairs) + 1
        weight = self._weight.copy()
        if other is not None:
            weight[other[0]] += other[1] * self._factors[[level.name for level in self._levels].index("total")]
        weight[forced] += 2 * outweigh
        weight[forbidden] = -2 * outweigh
        gain = 8 * outweigh * (1 + len(forced) + len(forbidden))
        if gain > MOST_SUM:
            raise InvalidInstance("the levels are too large for what-if in 64-bit arithmetic")
        gains = [np.where(one > 0, gain, 0) for one in (least["mentor"], least["mentee"])]
        prices = np.where(changed.mentor_room > 0, np.maximum(self._prices, -gains[0]), 4 * outweigh)
        flags, mentee_price, mentor_price = kernels.solve_transport(
            face.mentee_starts, face.mentor, weight, changed.mentee_room, least["mentee"], gains[1],
            changed.mentor_room, least["mentor"], gains[0],
            prices, np.zeros(0, np.int64), self._held.astype(np.uint8), always, self._turned,
        )  # fmt: skip
        chosen = flags.astype(bool)
        after = np.flatnonzero(chosen)
        loads = {
            "mentor": np.bincount(face.mentor[after], minlength=len(prices)),
            "mentee": np.bincount(face.mentee[after], minlength=len(mentee_price)),
        }
        if (
            any((loads[side] < least[side]).any() for side in loads)
            or not chosen[forced].all()
            or chosen[forbidden].any()
        ):
            raise Infeasible("no assignment keeps every hard constraint with this change")
        margin = positive_margins(face.mentee_starts, face.mentor, weight, mentor_price, mentee_price)
        if dual_bound(margin, changed, mentor_price, mentee_price) != exact_sum(weight[after]):
            raise AssertionError("the bound was not reached")
        reached, pairs = self._reached(after), frozenset(self._named(after))
        if other is not None:
            reached["total"] += int(other[1][chosen[other[0]]].sum())
        return Change(
            loss=tuple((name, value - reached[name]) for name, value in start[0].items() if name in reached),
            leave=tuple(sorted(start[1] - pairs)),
            come=tuple(sorted(pairs - start[1])),
        )

    @cached_property
    def _before(self) -> tuple[dict[str, int], frozenset[Pair]]:
        """Return what the answer reaches on each level, and its pairs besides the locked ones."""
        held = np.flatnonzero(self._held)
        return self._reached(held), frozenset(self._named(held))

    def _reached(self, places: IntArray) -> dict[str, int]:
        return {level.name: int(level.values[places].sum()) for level in self._levels}

    def _joined(self, mentors: list[Newcomer], mentees: list[Newcomer]) -> WarmRound:
        """Return the same answer among more people, as a start: newcomers have no price and no pair yet."""
        joined = join_people(self._instance, self._face, mentors, mentees)
        other = WarmRound.__new__(WarmRound)
        other._instance, other._objective, other._roll = self._instance, self._objective, joined.roll
        other._face = joined_face(self._face, joined, mentors, mentees)
        other._weigh([joined_level(level, joined) for level in self._levels])
        other._prices = self._started(other)
        self._ask_prices(other, [one.places for one in mentors])
        other._held = joined.held(self._held)
        other._turned = joined_turn(self._turned, self._face, other._face, joined)
        return other

    def _moved_to(self, changed: Instance) -> WarmRound:
        """Return the same answer in a changed instance, as a start."""
        other = WarmRound.__new__(WarmRound)
        other._take(changed, self._objective)
        other._prices = self._started(other)
        held = np.flatnonzero(self._held)
        other._hold(self._face.mentor[held].astype(np.int64), self._face.mentee[held].astype(np.int64))
        return other

    def _ask_prices(self, other: WarmRound, places: list[int]) -> None:
        """Let each new mentor's price start where only as many mentees as there are places would come."""
        values = rescaled(self._mentee_prices, self._factors, other._factors) if self._same_levels(other) else None
        for row, free in enumerate(places, start=self._instance.shape[0]):
            mine = np.flatnonzero(other._face.mentor == row)
            mine = mine[other._face.mentee[mine] < self._instance.shape[1]]
            if values is not None and len(mine) > free:
                gains = np.sort(other._weight[mine] - values[other._face.mentee[mine]])
                other._prices[row] = max(0, gains[-1 - free])

    def _same_levels(self, other: WarmRound) -> bool:
        return len(other._factors) == len(self._factors)

    def _started(self, other: WarmRound) -> IntArray:
        """Return mentors' prices for another round to start from: its levels may be summed with other factors."""
        fresh = np.zeros(other._roll.shape[0] - self._instance.shape[0], np.int64)
        prices = self._prices
        if self._same_levels(other):
            prices = rescaled(prices, self._factors, other._factors)
        return np.concatenate([prices, fresh])

    def _places(self, pairs: Iterable[Pair]) -> IntArray:
        """Return the positions of pairs among the open ones."""
        places = []
        for row, column in self._roll.positions(pairs):
            first, last = self._face.mentee_starts[column], self._face.mentee_starts[column + 1]
            place = first + np.searchsorted(self._face.mentor[first:last], row)
            if place == last or self._face.mentor[place] != row:
                names = self._roll.mentor_ids[row], self._roll.mentee_ids[column]
                raise InvalidInstance(f"pair {names} is locked or forbidden: an open pair is accepted")
            places.append(int(place))
        return np.array(places, np.int64)

    def _named(self, places: IntArray) -> list[Pair]:
        roll = self._roll
        rows, columns = self._face.mentor[places].tolist(), self._face.mentee[places].tolist()
        return [(roll.mentor_ids[row], roll.mentee_ids[column]) for row, column in zip(rows, columns, strict=True)]

    def open_costs(self) -> tuple[NDArray[np.int32], NDArray[np.int32], IntArray, NDArray[np.bool_]]:
        """Return mentor, mentee, price minus weight and whether held, of every open pair: what a search for chains reads."""
        cost = self._mentee_prices[self._face.mentee] + self._prices[self._face.mentor] - self._weight
        return self._face.mentor, self._face.mentee, cost, self._held

    @property
    def prices(self) -> tuple[IntArray, IntArray]:
        """Return what one place more of each mentor and mentee could be worth at most, in units of the last level."""
        return self._prices, self._mentee_prices
