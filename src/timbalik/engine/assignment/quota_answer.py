"""What comes out beside quotas; and the order of people that everything before it is done in.

People stand by their lottery numbers while they are paired: where the lottery among equals does not come to its end, the order in which
they were given has no part in the answer all the same.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from timbalik.engine.assignment.instance import Instance
from timbalik.engine.assignment.opening import open_face
from timbalik.engine.assignment.quota_proof import QuotaCertificate, QuotaStage
from timbalik.engine.assignment.quota_rows import Rows, SideConstraints, couples_of, make_rows
from timbalik.engine.assignment.whole import IntArray

Orders = tuple[IntArray, IntArray]


@dataclass(frozen=True, eq=False)
class QuotaAnswer:
    """Pairs found, and what no other assignment with as many pairs can exceed.

    Attributes
    ----------
    total, bound : int
        Of the scores; equal when proved. The bound holds for assignments that are as good on the levels before the total.
    price : int
        The total lost against the round without side constraints, where that round pairs as many.
    proved : bool
        Nothing better exists on any level from the first to the last.
    drawn : bool
        Of all that are equally good, this has the largest sum of lottery numbers: there is no other answer. False where that
        could not be settled; the order of quotas and couples may then decide among equals, that of people never.
    certificate : QuotaCertificate
        The proof; ``quota_proof.verify_quotas`` rechecks it.
    """

    pairs: tuple[tuple[int, int], ...]
    total: int
    bound: int
    price: int
    proved: bool
    drawn: bool
    certificate: QuotaCertificate


def by_lottery(instance: Instance, side: SideConstraints) -> tuple[Instance, SideConstraints, Orders]:
    """Return the same round with people in the order of their lottery numbers, and that order."""
    rows, columns = (np.argsort(numbers, kind="stable") for numbers in instance.lottery)
    place = np.ix_(rows, columns)
    score = instance.score[place]
    benefits = (
        score if one is instance.score else one[place] for one in (instance.benefit_mentor, instance.benefit_mentee)
    )
    ordered = replace(
        instance,
        mentor_ids=tuple(instance.mentor_ids[row] for row in rows.tolist()),
        mentee_ids=tuple(instance.mentee_ids[column] for column in columns.tolist()),
        score=score,
        benefit_mentor=next(benefits),
        benefit_mentee=next(benefits),
        rule=instance.rule[place],
        mentor_capacity=instance.mentor_capacity[rows],
        mentee_capacity=instance.mentee_capacity[columns],
        mentor_minimum=instance.mentor_minimum[rows],
        mentee_minimum=instance.mentee_minimum[columns],
    )
    quotas = tuple(replace(quota, pairs=quota.pairs[place]) for quota in side.quotas)
    return ordered, replace(side, quotas=quotas), (rows, columns)


def put_back(
    answer: QuotaAnswer, instance: Instance, side: SideConstraints, ordered: Rows, orders: Orders
) -> QuotaAnswer:
    """Return the answer for people in the order in which they were given; ``ordered`` are the constraints' rows by lottery."""
    found = answer.certificate
    mentor, mentee = orders[0][found.mentor], orders[1][found.mentee]
    by_mentor = np.lexsort((mentee, mentor))
    mentor, mentee = mentor[by_mentor], mentee[by_mentor]
    side_order = np.arange(len(ordered.low))
    couples = couples_of(side)
    if couples:
        rows = make_rows(instance, side, open_face(instance).pairs)
        partners = [orders[1 if couple.side == "mentor" else 0] for couple in couples]
        partner = np.array(
            [
                -1 if who < 0 else int(partners[owner - len(side.quotas)][who])
                for owner, who in zip(ordered.owner.tolist(), ordered.partner.tolist(), strict=True)
            ],
            np.int64,
        )
        # the same rows in both orders: by constraint and partner
        side_order[np.lexsort((partner, ordered.owner))] = np.lexsort((rows.partner, rows.owner))

    def stage(one: QuotaStage) -> QuotaStage:
        return replace(
            one,
            side_price=_back(one.side_price, side_order),
            mentor_price=_back(one.mentor_price, orders[0]),
            mentee_price=_back(one.mentee_price, orders[1]),
        )

    certificate = replace(
        found,
        digest=instance.digest,
        mentor=mentor,
        mentee=mentee,
        reach=stage(found.reach),
        worth=stage(found.worth),
    )
    return replace(answer, pairs=tuple(zip(mentor.tolist(), mentee.tolist(), strict=True)), certificate=certificate)


def _back(price: IntArray, order: IntArray) -> IntArray:
    back = np.empty_like(price)
    back[order] = price
    return back
