"""Two mentees with one mentor, or never with the same: decided with a reason, priced, and taken back like any override."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q

from timbalik.engine.assignment.errors import Infeasible
from timbalik.matching.arrangements import inputs_of
from timbalik.matching.errors import GroupImpossible, NotInThisRound, RoundNotOpen
from timbalik.matching.models import Override, Round
from timbalik.matching.operations.overrides import Decided, note_price, total_of, write_override
from timbalik.matching.operations.taking import HERE, How, take
from timbalik.matching.prices import GroupPrice
from timbalik.matching.states import GroupClash, RoundState
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Enrolment
from timbalik.programmes.states import EnrolmentRole

if TYPE_CHECKING:
    from timbalik.matching.arranging import Arrangement


def price_group(round_: Round, *, kind: str, one: Enrolment, other: Enrolment) -> GroupPrice:
    """What it would cost to keep two mentees together or apart, and who would move. Changes nothing.

    Raises ``NotInThisRound``.
    """
    return _price(round_, kind, one, other, HERE)


def group_mentees(
    round_: Round,
    *,
    kind: str,
    one: Enrolment,
    other: Enrolment,
    reason: str,
    by: Person,
    now: datetime,
    seen: int | None = None,
    how: How = HERE,
) -> Override:
    """Decide that two mentees share one mentor, or never have the same; everybody else is arranged anew around it.

    Hard rules win. The newest decision about the same two takes the place of an older one. Raises ``GroupImpossible``
    with what contradicts it, ``ReasonMissing``, ``NotInThisRound``, ``RoundNotOpen``, ``ArrangementChanged``.
    """
    if round_.state != RoundState.PROPOSED:
        raise RoundNotOpen(round_.state)
    how.on_step("reading")
    price = _price(round_, kind, one, other, how)
    if price.clash:
        raise GroupImpossible(kind, price.clash)
    same = Q(mentee=one, other_mentee=other) | Q(mentee=other, other_mentee=one)

    def write() -> Decided:
        before = total_of(round_)
        Override.objects.of(round_.organisation_id).filter(same, round=round_).delete()
        override = write_override(round_, kind=kind, mentee=one, other_mentee=other, reason=reason, by=by, now=now)
        return Decided(override, before)

    def finish(done: Decided, arrangement: Arrangement) -> None:
        note_price(done.override, done.before - total_of(round_))

    try:
        return take(round_, write, finish=finish, seen=seen, how=how).override
    except Infeasible as error:
        raise GroupImpossible(kind, GroupClash.NO_ARRANGEMENT) from error


def _price(round_: Round, kind: str, one: Enrolment, other: Enrolment, how: How) -> GroupPrice:
    question = inputs_of(round_), str(kind), couple_of(one, other)
    price: GroupPrice = how.run("group", question, lambda step: how.on_step("reading"))  # the arrangement follows
    return price


def couple_of(one: Enrolment, other: Enrolment) -> tuple[str, str]:
    """Both refs in order. The engine knows couples of mentees alone. Raises ``NotInThisRound``."""
    first, last = sorted([one.public_id.hex, other.public_id.hex])
    if first == last or not one.role == other.role == EnrolmentRole.MENTEE:
        raise NotInThisRound(f"{first} {last}")
    return first, last
