"""Constraints that cross the assignment structure, checked, and as rows over the pairs still open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from timbalik.engine.assignment.errors import InvalidInstance
from timbalik.engine.assignment.instance import Instance
from timbalik.engine.assignment.tiebreak import pair_numbers
from timbalik.engine.assignment.whole import IntArray

#: Bits of a lottery number beside quotas: sums over a thousand pairs stay exact in what an integer programme calls equal.
DRAW_BITS: Final = 20


@dataclass(frozen=True, eq=False)
class Quota:
    """At least and at most so many pairs among those a table marks, e.g. across two sites."""

    name: str
    pairs: NDArray[np.bool_]
    at_least: int = 0
    at_most: int | None = None


def quota_between(
    name: str, mentors: ArrayLike, mentees: ArrayLike, *, at_least: int = 0, at_most: int | None = None
) -> Quota:
    """A quota on pairs of some mentors with some mentees: by unit, site or wave, given as True and False for each person."""
    table = np.asarray(mentors, bool)[:, None] & np.asarray(mentees, bool)[None, :]
    return Quota(name, table, at_least, at_most)


@dataclass(frozen=True)
class SideConstraints:
    """What a round must keep beyond capacities. Couples are two ids of one side.

    Attributes
    ----------
    quotas : tuple of Quota
    keep_together, keep_apart : couples of mentees
        Exactly the same mentors for both (or none for either); no mentor for both.
    mentors_together, mentors_apart : couples of mentors
        The same with the sides exchanged: exactly the same mentees, which needs mentees who may have two mentors; no mentee
        for both.
    """

    quotas: tuple[Quota, ...] = ()
    keep_together: tuple[tuple[str, str], ...] = ()
    keep_apart: tuple[tuple[str, str], ...] = ()
    mentors_together: tuple[tuple[str, str], ...] = ()
    mentors_apart: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Couple:
    """Two people of one side, to be kept together or apart; ``what`` is the field and ``row`` the place that say so."""

    what: str
    row: int
    one: str
    other: str

    @property
    def side(self) -> str:
        """Return which side both are on."""
        return "mentor" if self.what.startswith("mentors") else "mentee"

    @property
    def together(self) -> bool:
        """Return whether they are to be kept together."""
        return self.what.endswith("together")

    def __str__(self) -> str:
        return f"{self.what} row {self.row} ({self.one!r} and {self.other!r})"


def couples_of(side: SideConstraints) -> list[Couple]:
    """Return all couples; of each side those kept together come first."""
    return [
        Couple(what, row, one, other)
        for what in ("keep_together", "keep_apart", "mentors_together", "mentors_apart")
        for row, (one, other) in enumerate(getattr(side, what))
    ]


@dataclass(frozen=True, eq=False)
class Rows:
    """The constraints as ``low <= matrix @ held <= high`` over the open pairs, locked pairs already counted off.

    Quotas come first, then a row for each couple and partner whom one of the two could have. ``owner`` says which constraint
    a row belongs to: the quotas, then ``couples_of``; ``partner`` whom it is about, -1 for quotas.
    """

    matrix: Any  # scipy csr, constraints by open pairs
    low: IntArray
    high: IntArray
    owner: IntArray
    partner: IntArray

    def only(self, owners: list[int]) -> Rows:
        """Return the rows of some constraints."""
        rows = np.flatnonzero(np.isin(self.owner, owners))
        return Rows(self.matrix[rows], self.low[rows], self.high[rows], self.owner[rows], self.partner[rows])


def check_side(instance: Instance, side: SideConstraints) -> None:
    """Raise ``InvalidInstance`` naming the first row that cannot be."""
    for row, quota in enumerate(side.quotas):
        if quota.pairs.shape != instance.shape:
            raise InvalidInstance(
                f"quota {row} {quota.name!r} has shape {quota.pairs.shape}: {instance.shape} is accepted"
            )
        if quota.at_least < 0 or (quota.at_most is not None and quota.at_most < quota.at_least):
            raise InvalidInstance(
                f"quota {row} {quota.name!r}: at least {quota.at_least} and at most {quota.at_most} contradict"
            )
    leader: dict[tuple[str, str], tuple[str, str]] = {}

    def lead(person: tuple[str, str]) -> tuple[str, str]:
        while leader.get(person, person) != person:
            person = leader[person]
        return person

    for couple in couples_of(side):
        known = instance.mentor_index if couple.side == "mentor" else instance.mentee_index
        where = f"{couple.what} row {couple.row}"
        for name in (couple.one, couple.other):
            if name not in known:
                raise InvalidInstance(f"{where}: {name!r}, only {couple.side}s of this round are accepted")
        if couple.one == couple.other:
            raise InvalidInstance(f"{where}: {couple.one!r} twice, two {couple.side}s are accepted")
        one, other = lead((couple.side, couple.one)), lead((couple.side, couple.other))
        if not couple.together and one == other:
            raise InvalidInstance(
                f"{where}: {couple.one!r} and {couple.other!r} are to be kept both together and apart"
            )
        if couple.together and one == other:
            raise InvalidInstance(f"{where}: {couple.one!r} and {couple.other!r} close a circle")
        if couple.together:
            leader[one] = other


def make_rows(instance: Instance, side: SideConstraints, open_pairs: IntArray) -> Rows:
    """Return the rows over the open pairs of the instance's pair list."""
    from scipy import sparse  # slow import

    pairs = instance.pair_list
    mentor, mentee, locked = pairs.mentor, pairs.mentee, np.flatnonzero(pairs.locked)
    place = np.full(len(mentor), -1, np.int64)
    place[open_pairs] = np.arange(len(open_pairs))
    row_of: list[IntArray] = []
    column_of: list[IntArray] = []
    sign_of: list[IntArray] = []
    low, high = [], []
    for row, quota in enumerate(side.quotas):
        marked = np.flatnonzero(quota.pairs[mentor[open_pairs], mentee[open_pairs]])
        row_of.append(np.full(len(marked), row))
        column_of.append(marked)
        sign_of.append(np.ones(len(marked), np.int64))
        held = int(quota.pairs[mentor[locked], mentee[locked]].sum())
        low.append(quota.at_least - held)
        high.append((len(mentor) if quota.at_most is None else quota.at_most) - held)
    owner, partners = list(range(len(side.quotas))), [-1] * len(side.quotas)
    couples = couples_of(side)
    index = {"mentor": instance.mentor_index, "mentee": instance.mentee_index}
    people = {"mentor": mentor, "mentee": mentee}
    pairs_of = {on: _pairs_of(people[on]) for on in {couple.side for couple in couples}}
    for number, couple in enumerate(couples, start=len(side.quotas)):
        partner, sign = people["mentee" if couple.side == "mentor" else "mentor"], -1 if couple.together else 1
        spans = [pairs_of[couple.side](index[couple.side][name]) for name in (couple.one, couple.other)]
        who = np.unique(np.concatenate([partner[span] for span in spans]))
        fixed = np.zeros(len(who), np.int64)
        for span, weight in zip(spans, (1, sign), strict=True):
            free = span[place[span] >= 0]
            row_of.append(len(low) + np.searchsorted(who, partner[free]))
            column_of.append(place[free])
            sign_of.append(np.full(len(free), weight))
            fixed[np.searchsorted(who, partner[span[pairs.locked[span]]])] += weight
        low += (-fixed if sign < 0 else np.minimum(0, -fixed)).tolist()
        high += (-fixed if sign < 0 else 1 - fixed).tolist()
        owner += [number] * len(who)
        partners += who.tolist()
    empty = np.zeros(0, np.int64)
    matrix = sparse.csr_matrix(
        (
            np.concatenate([empty, *sign_of]),
            (np.concatenate([empty, *row_of]), np.concatenate([empty, *column_of])),
        ),
        (len(low), len(open_pairs)),
    )
    return Rows(matrix, *(np.array(column, np.int64) for column in (low, high, owner, partners)))


def draw_numbers(instance: Instance, mentor: NDArray[np.int32], mentee: NDArray[np.int32]) -> IntArray:
    """Return the lottery numbers of some pairs: the highest bits of those that rounds without quotas draw by."""
    mentors, mentees = instance.lottery
    return pair_numbers(mentors[mentor], mentees[mentee], DRAW_BITS)


def never_held(instance: Instance, side: SideConstraints) -> NDArray[np.bool_]:
    """Return which pairs of the instance's pair list people kept together rule out, whatever their worth.

    Who are together share a partner all or none: not one whom a rule keeps from any of them, nor one with fewer places than
    they are. A linear programme would give them half of such a place each.
    """
    pairs = instance.pair_list
    never = np.zeros(len(pairs.mentor), bool)
    for couples, people, index, partners, room in (
        (side.keep_together, pairs.mentee, instance.mentee_index, pairs.mentor, instance.mentor_capacity),
        (side.mentors_together, pairs.mentor, instance.mentor_index, pairs.mentee, instance.mentee_capacity),
    ):
        if not couples:
            continue
        pairs_of = _pairs_of(people)
        for group in _groups(couples):
            theirs = np.concatenate([pairs_of(index[name]) for name in group])
            common = np.bincount(partners[theirs], minlength=len(room))
            never[theirs] |= ((common < len(group)) | (room < len(group)))[partners[theirs]]
    return never


def _groups(couples: tuple[tuple[str, str], ...]) -> list[set[str]]:
    """Return who is kept together with whom, directly or by way of others."""
    groups: list[set[str]] = []
    for couple in couples:
        joined = [group for group in groups if group & set(couple)]
        groups = [group for group in groups if not group & set(couple)] + [set(couple).union(*joined)]
    return groups


def _pairs_of(people: NDArray[np.int32]) -> Callable[[int], IntArray]:
    """Return a look-up of the pairs that a person occurs in."""
    order = np.argsort(people, kind="stable")
    ordered = people[order]

    def pairs_of(person: int) -> IntArray:
        first, last = np.searchsorted(ordered, [person, person + 1])
        return order[first:last]

    return pairs_of
