"""The proof of an answer with quotas, and its judge, which shares no code with the search.

At *any* prices of people, of side constraints and of the number of pairs, no assignment that keeps everything is worth more
than the bound (weak duality, as in ``verify.py``; the side prices are Lagrange multipliers). Where the bound reaches the value
nothing is left to show. Where a gap remains, a better assignment could only use pairs whose reduced cost lies within it; the
judge lets an integer programme (HiGHS) search those few for anything worth one unit more, and says that it did.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from timbalik.engine.assignment.errors import InvalidCertificate
from timbalik.engine.assignment.instance import Instance
from timbalik.engine.assignment.objective import Objective
from timbalik.engine.assignment.quota_rows import SideConstraints, draw_numbers, make_rows, never_held
from timbalik.engine.assignment.whole import IntArray


@dataclass(frozen=True, eq=False)
class QuotaStage:
    """Prices in parts of a unit, and the bound they support in the same parts."""

    count_price: int
    side_price: IntArray
    mentor_price: IntArray
    mentee_price: IntArray
    bound: int


@dataclass(frozen=True, eq=False)
class QuotaCertificate:
    """Pairs and two stages: that more pairs cannot be, and that so many cannot be worth more.

    ``value`` is the worth of the pairs besides the locked ones at the levels after reach, put together by ``factors``;
    ``bound`` equals it when the answer is proved. ``drawn`` claims that among all that are equal in this, the pairs have the
    largest sum of lottery numbers.
    """

    digest: str
    objective: Objective
    scale: int
    factors: tuple[int, ...]
    mentor: IntArray
    mentee: IntArray
    value: int
    bound: int
    reach: QuotaStage
    worth: QuotaStage
    drawn: bool = False


@dataclass(frozen=True)
class QuotaVerdict:
    """What the judge found.

    ``searched`` counts the pairs that an integer programme had to search for something better, 0 where none had to; ``drawn``
    says that one found no arrangement equally good with more luck.
    """

    pairs: int
    value: int
    bound: int
    searched: int
    drawn: bool = False

    @property
    def optimal(self) -> bool:
        """Return whether nothing better exists."""
        return self.value == self.bound


def verify_quotas(instance: Instance, side: SideConstraints, certificate: QuotaCertificate) -> QuotaVerdict:
    """Recheck feasibility and optimality over every allowed pair.

    Raises
    ------
    InvalidCertificate
        Naming the first claim that fails.
    """
    if certificate.digest != instance.digest:
        raise InvalidCertificate("the certificate is about other numbers: instance digests differ")
    if certificate.scale < 1:
        raise InvalidCertificate(f"scale {certificate.scale}: 1 or more is accepted")
    held = _check_pairs(instance, side, certificate)
    judge = _Judge(instance, side, held)
    ones = np.ones(len(judge.open), np.int64)
    worth = _worth(instance, certificate, judge)
    count = int(held[judge.open].sum())
    value = sum(worth[held[judge.open]].tolist())
    if certificate.value != value:
        raise InvalidCertificate(f"value {certificate.value} is stated, {value} is true")
    searched = 0
    more, margin = judge.bound(certificate.scale * ones, certificate.reach, None)
    claimed = certificate.bound == value
    if claimed and more // certificate.scale > count:
        searched += judge.search(margin, more - certificate.scale * (count + 1), ones, count, None)
    most, margin = judge.bound(certificate.scale * worth, certificate.worth, count)
    if claimed and most // certificate.scale > value:
        searched += judge.search(margin, most - certificate.scale * (value + 1), worth, value, count)
    drawn = False
    if certificate.drawn:
        if not claimed:
            raise InvalidCertificate("pairs are said to be drawn among the best, and not to be the best")
        numbers = draw_numbers(instance, judge.mentor, judge.mentee)
        luck = sum(numbers[held[judge.open]].tolist())
        luckiest = judge.most_luck(margin, most - certificate.scale * value, worth, value, count, numbers)
        if luckiest is not None and luckiest > luck:
            raise InvalidCertificate(f"most luck is stated with {luck}, as good an assignment has {luckiest}")
        drawn = luckiest is not None
    if claimed:
        return QuotaVerdict(len(certificate.mentor), value, value, searched, drawn)
    # one above the value at least: what is not proved must not look so
    bound = max(value + 1, most // certificate.scale)
    if certificate.bound != bound:
        raise InvalidCertificate(f"bound {certificate.bound} is stated, {bound} is true")
    return QuotaVerdict(len(certificate.mentor), value, bound, 0)


def _check_pairs(instance: Instance, side: SideConstraints, certificate: QuotaCertificate) -> NDArray[np.bool_]:
    """Return which allowed pairs are held; raise when they break any constraint, each read from its own definition."""
    mentor, mentee = certificate.mentor, certificate.mentee
    table = np.zeros(instance.shape, np.int64)
    for row, column in zip(mentor.tolist(), mentee.tolist(), strict=True):
        if not (0 <= row < instance.shape[0] and 0 <= column < instance.shape[1]):
            raise InvalidCertificate(f"pair ({row}, {column}) lies outside the instance")
        table[row, column] += 1
    if (table > 1).any():
        raise InvalidCertificate("a pair appears twice")
    for row, column in np.argwhere((table > 0) & ~instance.allowed)[:1]:
        raise InvalidCertificate(f"pair ({row}, {column}) is forbidden")
    for row, column in instance.positions(instance.locked):
        if not table[row, column]:
            raise InvalidCertificate(f"locked pair ({row}, {column}) is missing")
    for who, load, least, most in (
        ("mentor", table.sum(1), instance.mentor_minimum, instance.mentor_capacity),
        ("mentee", table.sum(0), instance.mentee_minimum, instance.mentee_capacity),
    ):
        for person in np.flatnonzero((load < least) | (load > most))[:1]:
            raise InvalidCertificate(
                f"{who} {person} has {load[person]} pairs: {least[person]} to {most[person]} are accepted"
            )
    for number, quota in enumerate(side.quotas):
        found = int(table[quota.pairs].sum())
        if found < quota.at_least or (quota.at_most is not None and found > quota.at_most):
            raise InvalidCertificate(f"quota {number} {quota.name!r} holds {found} pairs")
    for together, apart, partners, index in (
        (side.keep_together, side.keep_apart, table.T, instance.mentee_index),
        (side.mentors_together, side.mentors_apart, table, instance.mentor_index),
    ):
        for one, other in together:
            if (partners[index[one]] != partners[index[other]]).any():
                raise InvalidCertificate(f"{one!r} and {other!r} are not kept together")
        for one, other in apart:
            if (partners[index[one]] & partners[index[other]]).any():
                raise InvalidCertificate(f"{one!r} and {other!r} are not kept apart")
    pairs = instance.pair_list
    held: NDArray[np.bool_] = table[pairs.mentor, pairs.mentee] > 0
    return held


def _worth(instance: Instance, certificate: QuotaCertificate, judge: _Judge) -> IntArray:
    """Return each open pair's worth at the levels after reach; refuse factors that let a later level outweigh an earlier."""
    pairs, objective = instance.pair_list, certificate.objective
    if objective.levels[:1] != ("reach",):
        raise InvalidCertificate(f"levels {objective.levels!r}: reach first is accepted")
    values = []
    for name in objective.levels[1:]:
        if name == "floor":
            values.append(-(pairs.weaker[judge.open] < objective.floor_hundredths).astype(np.int64))
        elif name == "total":
            bonus = objective.keep_bonus_hundredths * pairs.previous[judge.open]
            values.append(pairs.score[judge.open] + bonus)
        elif name == "changes":
            if pairs.previous.any():
                values.append(pairs.previous[judge.open].astype(np.int64))
        else:
            raise InvalidCertificate(f"level {name!r} beside quotas")
    if len(values) != len(certificate.factors):
        raise InvalidCertificate(f"{len(certificate.factors)} factors for {len(values)} levels")
    reach, worth = 0, np.zeros(len(judge.open), np.int64)
    for level, factor in zip(reversed(values), reversed(certificate.factors), strict=True):
        if factor <= reach:
            raise InvalidCertificate(f"factor {factor} is too small, more than {reach} is accepted")
        spread = max(int(level.max(initial=0)), 0) - min(int(level.min(initial=0)), 0)
        reach += factor * spread * max(1, judge.most_pairs)
        worth += factor * level
    if reach * certificate.scale >= 2**62:
        raise InvalidCertificate("factors overflow 64-bit numbers")
    return worth


class _Judge:
    """The open pairs, the room left, and the side constraints over them."""

    def __init__(self, instance: Instance, side: SideConstraints, held: NDArray[np.bool_]) -> None:
        pairs = instance.pair_list
        self.open = np.flatnonzero(~pairs.locked & ~never_held(instance, side))
        self.mentor, self.mentee = pairs.mentor[self.open], pairs.mentee[self.open]
        self.rows = make_rows(instance, side, self.open)
        self.least, self.most = [], []
        for people, open_people, least, most in (
            (pairs.mentor, self.mentor, instance.mentor_minimum, instance.mentor_capacity),
            (pairs.mentee, self.mentee, instance.mentee_minimum, instance.mentee_capacity),
        ):
            taken = np.bincount(people[pairs.locked], minlength=len(most))
            self.least.append(np.maximum(least - taken, 0))
            self.most.append(np.minimum(most - taken, np.bincount(open_people, minlength=len(most))))
        self.most_pairs = int(min(self.most[0].sum(), self.most[1].sum()))

    def bound(self, worth: IntArray, stage: QuotaStage, count: int | None) -> tuple[int, IntArray]:
        """Weak duality in exact arithmetic; return the bound and every open pair's margin."""
        prices = (stage.mentor_price, stage.mentee_price, stage.side_price)
        sizes = (len(self.least[0]), len(self.least[1]), len(self.rows.low))
        if any(price.shape != (size,) for price, size in zip(prices, sizes, strict=True)):
            raise InvalidCertificate("one price for every person and side constraint is accepted")
        # a pair may lie in all side constraints; the smallest 64-bit number has no absolute value of its own
        largest = [max((abs(one) for one in price.tolist()), default=0) for price in prices[:2]]
        largest += [sum(abs(one) for one in stage.side_price.tolist()), abs(stage.count_price)]
        if max(largest) >= 2**60:
            raise InvalidCertificate("a price does not fit exact 64-bit sums")
        if count is None and stage.count_price:
            raise InvalidCertificate("a price for the number of pairs where none is fixed")
        margin = worth - stage.mentor_price[self.mentor] - stage.mentee_price[self.mentee] - stage.count_price
        if len(stage.side_price):
            margin = margin - np.asarray(self.rows.matrix.T @ stage.side_price, np.int64).ravel()
        bound: int = sum(margin[margin > 0].tolist()) + stage.count_price * (count or 0)
        limits = (
            *zip(prices[:2], self.most, self.least, strict=True),
            (stage.side_price, self.rows.high, self.rows.low),
        )
        for price, most, least in limits:
            times = np.where(price > 0, most, least)
            bound += sum(int(one) * int(many) for one, many in zip(price, times, strict=True) if one)
        # a proof from before pairs were set aside that couples rule out states no less
        if bound > stage.bound:
            raise InvalidCertificate(f"bound {stage.bound} is stated, {bound} is true")
        return stage.bound, margin

    def search(self, margin: IntArray, gap: int, worth: IntArray, value: int, count: int | None) -> int:
        """Refuse the certificate if the pairs within the gap hold anything worth more; return how many they are."""
        # by the objective: a row that asks for more than the value costs the programme ten times the time
        core, found = self._within(margin, gap, worth, None, count, worth)
        if found is not None and sum(worth[found].tolist()) > value:
            raise InvalidCertificate(f"an assignment worth more than {value} exists")
        return len(core)

    def most_luck(
        self, margin: IntArray, gap: int, worth: IntArray, value: int, count: int, numbers: IntArray
    ) -> int | None:
        """Return the largest sum of numbers of all assignments within the gap that are worth as much; None if not found."""
        _, found = self._within(margin, gap, worth, value, count, numbers)
        # what floating point took for equal must be so
        if found is None or len(found) != count or sum(worth[found].tolist()) != value:
            return None
        return int(numbers[found].sum())

    def _within(
        self, margin: IntArray, gap: int, worth: IntArray, least: int | None, count: int | None, goal: IntArray
    ) -> tuple[IntArray, IntArray | None]:
        """Return the pairs within the gap, and those of an assignment worth so much (or anything), the best for the goal.

        Such an assignment leaves out no pair whose margin is above the gap, and holds none whose margin is below its negative.
        """
        core, sure = np.flatnonzero(margin >= -gap), np.flatnonzero(margin > gap)
        from scipy import sparse  # slow import
        from scipy.optimize import Bounds, LinearConstraint, milp  # slow import

        size = len(core)
        if not size:
            return core, core if (least or 0) <= 0 and not count else None
        place, one = np.arange(size), np.ones(size)
        matrix = sparse.vstack(
            [
                sparse.csr_matrix((one, (self.mentor[core], place)), (len(self.least[0]), size)),
                sparse.csr_matrix((one, (self.mentee[core], place)), (len(self.least[1]), size)),
                self.rows.matrix[:, core],
                sparse.csr_matrix(np.ones((1, size))),
            ]
        )
        numbers = (0, np.inf) if count is None else (count, count)
        low = np.concatenate([self.least[0], self.least[1], self.rows.low, [numbers[0]]]).astype(float)
        high = np.concatenate([self.most[0], self.most[1], self.rows.high, [numbers[1]]]).astype(float)
        if least is not None:
            matrix = sparse.vstack([matrix, sparse.csr_matrix(worth[core].astype(float))])
            low, high = np.append(low, least), np.append(high, np.inf)
        answer = milp(
            -goal[core].astype(float),
            constraints=LinearConstraint(matrix, low, high),
            bounds=Bounds(np.isin(core, sure).astype(float), 1),
            integrality=np.ones(size),
            options={"mip_rel_gap": 0.0},
        )
        if answer.status not in (0, 2):
            raise InvalidCertificate("the pairs within the gap could not be searched to the end")
        return core, None if answer.x is None else core[np.rint(answer.x).astype(bool)]
