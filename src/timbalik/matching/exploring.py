"""“Why not X?”: one person's other partners, what each would cost, and what forbids the rest."""

from __future__ import annotations

from typing import Final

from timbalik.matching.alternatives import Choice, Exploration, Move, explore_from
from timbalik.matching.arrangements import standing
from timbalik.matching.models import Round
from timbalik.matching.prices import Price
from timbalik.programmes.models import Enrolment
from timbalik.programmes.states import EnrolmentRole

MOST_PRICED: Final = 600  # people; above, only the one asked about is priced


def explore(round_: Round, enrolment: Enrolment, *, partner: Enrolment | None = None) -> Exploration:
    """What else there is for one person, priced exactly by solving again. Changes nothing.

    Pages ask ``warm.asking.explore``, which answers the same. Raises ``NotInThisRound``.
    """
    from timbalik.matching.arranging import price_of  # slow import

    problem, current = standing(round_)
    few = len(problem.pool.mentors) + len(problem.pool.mentees) <= MOST_PRICED

    def price(mentor: str, mentee: str) -> Price:
        return price_of(problem, current, mentor, mentee)

    return explore_from(
        problem,
        current,
        enrolment.public_id.hex,
        is_mentor=enrolment.role == EnrolmentRole.MENTOR,
        partner=partner.public_id.hex if partner else "",
        price=price if few else None,
        exactly=price,
    )


__all__ = ["Choice", "Exploration", "Move", "explore"]
