"""What if: solve a round again after a change, from the prices of the answer instead of from nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from timbalik.engine.assignment import kernels, kernels_base
from timbalik.engine.assignment.errors import Infeasible, InvalidInstance
from timbalik.engine.assignment.face import dual_bound, exact_sum
from timbalik.engine.assignment.instance import Instance, Pair
from timbalik.engine.assignment.levels import Bands, Lottery
from timbalik.engine.assignment.solve import Assignment, list_levels, open_face
from timbalik.engine.assignment.stages import MOST_COMPOSITE, Level, always, pack, solve_stage, sum_levels
from timbalik.engine.assignment.whole import IntArray


@dataclass(frozen=True)
class Change:
    """What a change costs, level by level, and who moves.

    Attributes
    ----------
    loss : tuple of (level, amount)
        In the order of the objective, as far as the levels were proved together (the tie-break never counts): how much
        less the best assignment with the change reaches. The first that is not 0 decides.
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
        self.assignment = assignment
        instance = assignment.instance
        self._instance: Instance = instance
        self._face = open_face(instance)
        stage = assignment.certificate.stages[0]
        ready: list[Level] = []
        for level in list_levels(instance, assignment.objective):
            if isinstance(level, Bands | Lottery):
                break
            everything = len(level.values) == len(self._face.pairs)
            ready.append(level if everything else replace(level, values=level.values[self._face.pairs]))
        if not ready:
            raise InvalidInstance("what-if needs a level besides leximin and the tie-break first")
        count, factors = pack(ready, self._face)
        self._levels, self._factors = ready[:count], factors
        self._weight = sum_levels(self._levels, factors)
        if stage.names != tuple(level.name for level in self._levels) or stage.factors != tuple(factors):
            # the certificate proves these levels together with the tie-break, or apart: prices of their own are needed
            _, stage, _ = solve_stage(self._levels, self._factors, self._face)
        self._prices, self._mentee_prices = stage.mentor_price, stage.mentee_price
        held = np.zeros(instance.shape, bool)
        held[assignment.certificate.mentor, assignment.certificate.mentee] = True
        self._held = held[self._face.mentor, self._face.mentee]
        self._turned = kernels_base.transpose(self._face.mentee_starts, self._face.mentor, instance.shape[0])
        self._spread = int(self._weight.max(initial=0) - min(0, self._weight.min(initial=0)))

    @property
    def reduced_cost(self) -> IntArray:
        """Return for every open pair the least that forcing it costs, in units of the last level weighed.

        In the order of ``instance.pair_list`` without the locked pairs; 0 where the pair is held or equally good. The exact
        cost is :meth:`change`; it is never below this bound.
        """
        cost = self._mentee_prices[self._face.mentee]
        cost += self._prices[self._face.mentor]
        cost -= self._weight
        return np.maximum(cost, 0, out=cost)

    def change(
        self,
        *,
        force: Iterable[Pair] = (),
        forbid: Iterable[Pair] = (),
        mentors_leave: Iterable[str] = (),
        mentees_leave: Iterable[str] = (),
    ) -> Change:
        """Return the exact cost of a change and who would move.

        Raises
        ------
        Infeasible
            If the change leaves no assignment.
        """
        instance, face = self._instance, self._face
        capacity = [face.mentor_room.copy(), face.mentee_room.copy()]
        minimum = [face.mentor_minimum.copy(), face.mentee_minimum.copy()]
        for side, rows in enumerate(
            (
                [instance.mentor_index[one] for one in mentors_leave],
                [instance.mentee_index[one] for one in mentees_leave],
            )
        ):
            capacity[side][rows] = 0
            minimum[side][rows] = 0
        most = max(1, int(min(capacity[0].sum(), capacity[1].sum())))
        outweigh = self._spread * most + 1
        forced, forbidden = self._places(force), self._places(forbid)
        weight = self._weight.copy()
        weight[forced] += 2 * outweigh
        weight[forbidden] = -2 * outweigh
        gain = 4 * outweigh * most
        if gain > MOST_COMPOSITE * 8:
            raise InvalidInstance("the levels are too large for what-if in 64-bit arithmetic")
        gains = [np.where(least > 0, gain, 0) for least in minimum]
        prices = np.where(capacity[0] > 0, np.maximum(self._prices, -gains[0]), 4 * gain)
        flags, mentee_price, mentor_price = kernels.solve_transport(
            face.mentee_starts, face.mentor, weight, capacity[1], minimum[1], gains[1], capacity[0], minimum[0], gains[0],
            prices, np.zeros(0, np.int64), self._held.astype(np.uint8), always, self._turned,
        )  # fmt: skip
        chosen = flags.astype(bool)
        after = np.flatnonzero(chosen)
        loads = [np.bincount(people[after], minlength=len(capacity[side])) for side, people in enumerate(self._people)]
        if (
            any((load < least).any() for load, least in zip(loads, minimum, strict=True))
            or not chosen[forced].all()
            or chosen[forbidden].any()
        ):
            raise Infeasible("no assignment keeps every hard constraint with this change")
        changed = replace(
            face,
            mentor_capacity=capacity[0],
            mentee_capacity=capacity[1],
            mentor_minimum=minimum[0],
            mentee_minimum=minimum[1],
        )
        margin = weight - mentor_price[face.mentor] - mentee_price[face.mentee]
        if dual_bound(margin, changed, mentor_price, mentee_price) != exact_sum(weight[after]):
            raise AssertionError("the bound was not reached")
        before = np.flatnonzero(self._held)
        return Change(
            loss=tuple(
                (level.name, int(level.values[before].sum() - level.values[after].sum())) for level in self._levels
            ),
            leave=self._named(np.setdiff1d(before, after)),
            come=self._named(np.setdiff1d(after, before)),
        )

    @property
    def _people(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        return self._face.mentor, self._face.mentee

    def _places(self, pairs: Iterable[Pair]) -> IntArray:
        """Return the positions of pairs among the open ones."""
        places = []
        for row, column in self._instance.positions(pairs):
            first, last = self._face.mentee_starts[column], self._face.mentee_starts[column + 1]
            place = first + np.searchsorted(self._face.mentor[first:last], row)
            if place == last or self._face.mentor[place] != row:
                names = self._instance.mentor_ids[row], self._instance.mentee_ids[column]
                raise InvalidInstance(f"pair {names} is locked or forbidden: an open pair is accepted")
            places.append(int(place))
        return np.array(places, np.int64)

    def _named(self, places: IntArray) -> tuple[Pair, ...]:
        instance = self._instance
        rows, columns = self._face.mentor[places].tolist(), self._face.mentee[places].tolist()
        return tuple(
            sorted(
                (instance.mentor_ids[row], instance.mentee_ids[column])
                for row, column in zip(rows, columns, strict=True)
            )
        )
