"""The cheapest thing that would give somebody a partner, and the proof that it does: the round solved again with it.

Adding one place and serving one person more is a shortest path among the pairs at the prices of the answer (Ahuja, Magnanti
and Orlin, ch. 9): from the person to a partner, whose mentee or mentor goes on to another, and so on to the one who takes one
more. One search prices the places of all partners at once; the best is then solved again, bound and all.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from timbalik.engine.assignment.errors import Infeasible, InvalidInstance
from timbalik.engine.assignment.explain import UnmatchedReason, explain_unmatched
from timbalik.engine.assignment.instance import Pair
from timbalik.engine.assignment.remedy_place import places_to_try
from timbalik.engine.assignment.solve import Assignment
from timbalik.engine.assignment.whatif import Change
from timbalik.engine.assignment.whatif_target import TargetRound, ready_round
from timbalik.engine.assignment.whole import IntArray

FAR: Final = 2**62

OTHER_SIDE: Final = {"mentor": "mentee", "mentee": "mentor"}


@dataclass(frozen=True)
class Remedy:
    """What would help a person, and everything it changes.

    Attributes
    ----------
    kind : str
        ``raise_own_capacity``, ``raise_partner_capacity``, ``lift_rule`` or ``force``; ``none`` where nothing was found.
    partner : str or None
        Who would take one more; the cheapest of all partners on that side.
    rule : str or None
        The rule without which a pair would be possible. Whether anybody may lift it is not for the engine to say.
    with_whom : str or None
        The partner that the person would get.
    loss : tuple of (level, amount)
        Against the answer, level by level; below 0 is a gain.
    leave, come : pairs that would part, and pairs that would come instead
    """

    person: str
    side: str
    kind: str
    partner: str | None = None
    rule: str | None = None
    with_whom: str | None = None
    loss: tuple[tuple[str, int], ...] = ()
    leave: tuple[Pair, ...] = ()
    come: tuple[Pair, ...] = ()


class Remedies:
    """Finds remedies for the people whom one answer leaves out; keeps what they share.

    ``liftable`` names rules that people can do something about (hours, unknown lines): where lifting one of them helps, no
    other rule is named.
    """

    def __init__(self, assignment: Assignment, *, liftable: Collection[str] = ()) -> None:
        self.assignment = assignment
        self._liftable = liftable
        self.warm = ready_round(assignment)
        if isinstance(self.warm, TargetRound):
            return
        mentor, mentee, cost, held = self.warm.open_costs()
        shape = assignment.instance.shape
        self._cost = np.full(shape, FAR, np.int64)
        self._cost[mentor[~held], mentee[~held]] = np.maximum(cost[~held], 0)
        self._leave = np.full(shape, FAR, np.int64)
        self._leave[mentor[held], mentee[held]] = np.maximum(-cost[held], 0)

    def cheapest(self, person: str, side: str) -> Remedy:
        """Return the remedy that leaves the round best, level by level, proved by solving again with it."""
        found = explain_unmatched(self.assignment, person, side)
        match found.remedy:
            case "raise_own_capacity":
                return self._tried(found, more_places={(side, person): 1})
            case "lift_rule":
                return self._lifted(found)
            case "raise_partner_capacity":
                return self._place_more(found)
        return self._tried(found)

    def _tried(
        self,
        found: UnmatchedReason,
        *,
        more_places: dict[tuple[str, str], int] | None = None,
        allow: tuple[Pair, ...] = (),
        partner: str | None = None,
        rule: str | None = None,
    ) -> Remedy:
        """Solve again with the change and the person served."""
        person, side = found.person, found.side
        try:
            change = self.warm.change(more_places=more_places, allow=allow, must=[(side, person)])
        except Infeasible:
            return Remedy(person, side, "none")
        return Remedy(
            person=person,
            side=side,
            kind=found.remedy,
            partner=partner,
            rule=rule,
            with_whom=_partner_in(change, person, side),
            loss=change.loss,
            leave=change.leave,
            come=change.come,
        )

    def _lifted(self, found: UnmatchedReason) -> Remedy:
        """Try each rule that stands between the person and somebody; the best outcome wins, then the rarer rule."""
        instance, person = self.assignment.instance, found.person
        mentors = found.side == "mentor"
        at = (instance.mentor_index if mentors else instance.mentee_index)[person]
        codes = (instance.rule if mentors else instance.rule.T)[at]
        partners = instance.mentee_ids if mentors else instance.mentor_ids
        tried = []
        for name, many in found.rules:
            if name == "forbidden":
                pairs = tuple(pair for pair in sorted(instance.forbidden) if pair[0 if mentors else 1] == person)
            else:
                others = [partners[int(other)] for other in np.flatnonzero(codes == instance.rules.index(name))]
                pairs = tuple((person, other) if mentors else (other, person) for other in others)
            remedy = self._tried(found, allow=pairs, rule=name)
            if remedy.kind != "none":
                tried.append((name not in self._liftable, [amount for _, amount in remedy.loss], many, name, remedy))
        return min(tried, key=lambda one: one[:4])[4] if tried else Remedy(person, found.side, "none")

    def _place_more(self, found: UnmatchedReason) -> Remedy:
        instance = self.assignment.instance
        if isinstance(self.warm, TargetRound):
            return self._place_more_to_target(found)
        names = instance.mentee_ids if found.side == "mentor" else instance.mentor_ids
        gains = self.place_gains(found.person, found.side)
        best = int(gains.max())
        if best <= -FAR // 2:
            return Remedy(found.person, found.side, "none")
        partner = min(names[int(row)] for row in np.flatnonzero(gains == best))
        return self._tried(found, more_places={(OTHER_SIDE[found.side], partner): 1}, partner=partner)

    def _place_more_to_target(self, found: UnmatchedReason) -> Remedy:
        """Solve again for each partner worth a try: with a target one person more may mean one pair less elsewhere."""
        other = OTHER_SIDE[found.side]
        tried = [
            self._tried(found, more_places={(other, partner): 1}, partner=partner)
            for partner in places_to_try(self.assignment, found.person, found.side)
        ]
        possible = [remedy for remedy in tried if remedy.kind != "none"]
        if not possible:
            return Remedy(found.person, found.side, "none")
        return min(possible, key=lambda one: ([amount for _, amount in one.loss], one.partner))

    def place_gains(self, person: str, side: str) -> IntArray:
        """Return what serving the person is worth with one place more at each partner, in units of the last level weighed."""
        if isinstance(self.warm, TargetRound):
            raise InvalidInstance("with a reach target no price tells what a place is worth: cheapest() tries partners")
        instance = self.assignment.instance
        at = (instance.mentor_index if side == "mentor" else instance.mentee_index)[person]
        mentor_price, mentee_price = self.warm.prices
        cost, leave = (self._cost, self._leave) if side == "mentor" else (self._cost.T, self._leave.T)
        near, far = (mentor_price, mentee_price) if side == "mentor" else (mentee_price, mentor_price)
        room = instance.mentee_capacity if side == "mentor" else instance.mentor_capacity
        dist = chain_costs(cost, leave, at)
        reached = (dist < FAR) & (room > 0)
        gains: IntArray = np.where(reached, far + near[at] - np.where(reached, dist, 0), -FAR)
        return gains


def chain_costs(cost: IntArray, leave: IntArray, at: int) -> IntArray:
    """Return the least cost of a chain from a person to each partner: Dijkstra over the partners.

    ``cost`` is what taking a pair costs, ``leave`` what giving up a held one costs; ``FAR`` where there is none.
    """
    dist: IntArray = cost[at].copy()
    waiting: NDArray[np.bool_] = np.ones(len(dist), bool)
    for _ in range(len(dist)):
        partner = int(np.argmin(np.where(waiting, dist, FAR)))
        if not waiting[partner] or dist[partner] >= FAR:
            break
        waiting[partner] = False
        for holder in np.flatnonzero(leave[:, partner] < FAR):
            step = dist[partner] + leave[holder, partner]
            np.minimum(dist, np.where(cost[holder] < FAR, cost[holder] + step, FAR), out=dist)
    return dist


def _partner_in(change: Change, person: str, side: str) -> str | None:
    mine, other = (0, 1) if side == "mentor" else (1, 0)
    return next((pair[other] for pair in change.come if pair[mine] == person), None)
