"""Constraints that cross the assignment structure, checked, and as rows over the pairs still open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from timbalik.engine.assignment.errors import InvalidInstance
from timbalik.engine.assignment.instance import Instance
from timbalik.engine.assignment.whole import IntArray


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
    """What a round must keep beyond capacities: quotas, mentees under one mentor, mentees never under one mentor."""

    quotas: tuple[Quota, ...] = ()
    keep_together: tuple[tuple[str, str], ...] = ()
    keep_apart: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, eq=False)
class Rows:
    """The constraints as ``low <= matrix @ held <= high`` over the open pairs, locked pairs already counted off.

    Quotas come first, then a row for each couple and mentor who could have one of the two; ``couples`` and ``mentors`` say
    which.
    """

    matrix: Any  # scipy csr, constraints by open pairs
    low: IntArray
    high: IntArray
    couples: IntArray
    mentors: IntArray


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
    leader: dict[str, str] = {}

    def lead(mentee: str) -> str:
        while leader.get(mentee, mentee) != mentee:
            mentee = leader[mentee]
        return mentee

    for what, couples in (("keep_together", side.keep_together), ("keep_apart", side.keep_apart)):
        for row, (one, other) in enumerate(couples):
            for name in (one, other):
                if name not in instance.mentee_index:
                    raise InvalidInstance(f"{what} row {row}: {name!r}, only mentees of this round are accepted")
            if one == other:
                raise InvalidInstance(f"{what} row {row}: {one!r} twice, two mentees are accepted")
            if what == "keep_together":
                if lead(one) == lead(other):
                    raise InvalidInstance(f"keep_together row {row}: {one!r} and {other!r} close a circle")
                leader[lead(one)] = lead(other)
            elif lead(one) == lead(other):
                raise InvalidInstance(
                    f"keep_apart row {row}: {one!r} and {other!r} are to be kept both together and apart"
                )


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
    starts = np.searchsorted(mentee, np.arange(instance.shape[1] + 1))
    couples_of, mentors_of = [], []
    for number, (one, other, sign) in enumerate(_couples(side)):
        columns = instance.mentee_index[one], instance.mentee_index[other]
        spans = [np.arange(starts[column], starts[column + 1]) for column in columns]
        who = np.unique(np.concatenate([mentor[span] for span in spans]))
        row_number = np.full(instance.shape[0], -1)
        row_number[who] = len(low) + np.arange(len(who))
        fixed = np.zeros(len(who), np.int64)
        for span, weight in zip(spans, (1, sign), strict=True):
            free = span[place[span] >= 0]
            row_of.append(row_number[mentor[free]])
            column_of.append(place[free])
            sign_of.append(np.full(len(free), weight))
            fixed[np.searchsorted(who, mentor[span[pairs.locked[span]]])] += weight
        low += (-fixed if sign < 0 else np.minimum(0, -fixed)).tolist()
        high += (-fixed if sign < 0 else 1 - fixed).tolist()
        couples_of.append(np.full(len(who), number))
        mentors_of.append(who)
    empty = np.zeros(0, np.int64)
    matrix = sparse.csr_matrix(
        (
            np.concatenate([empty, *sign_of]),
            (np.concatenate([empty, *row_of]), np.concatenate([empty, *column_of])),
        ),
        (len(low), len(open_pairs)),
    )
    return Rows(
        matrix=matrix,
        low=np.array(low, np.int64),
        high=np.array(high, np.int64),
        couples=np.concatenate([empty, *couples_of]),
        mentors=np.concatenate([empty, *mentors_of]),
    )


def _couples(side: SideConstraints) -> list[tuple[str, str, int]]:
    return [(*couple, -1) for couple in side.keep_together] + [(*couple, 1) for couple in side.keep_apart]
