"""Two mentees with one mentor, or never with the same: decided with a reason, priced, and taken back like any override."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q

from timbalik.engine.assignment.errors import Infeasible
from timbalik.matching.arrangements import standing, wishes_of
from timbalik.matching.errors import GroupImpossible, NotInThisRound, RoundNotOpen
from timbalik.matching.models import Override, Round
from timbalik.matching.operations.overrides import Decided, note_price, total_of, write_override
from timbalik.matching.operations.taking import HERE, How, take
from timbalik.matching.prices import GroupPrice
from timbalik.matching.states import GroupClash, OverrideKind, RoundState
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Enrolment
from timbalik.programmes.states import EnrolmentRole

if TYPE_CHECKING:
    from timbalik.matching.arranging import Arrangement


def price_group(round_: Round, *, kind: str, one: Enrolment, other: Enrolment) -> GroupPrice:
    """What it would cost to keep two mentees together or apart, and who would move. Changes nothing.

    Raises ``NotInThisRound``.
    """
    from timbalik.matching.grouping import clash_of, side_of, with_couple  # slow import
    from timbalik.matching.solution import with_group  # slow import

    problem, current = standing(round_)
    couple = _couple(problem.instance.mentee_index, one, other)
    wishes = wishes_of(round_)
    if couple in (wishes.together if kind == OverrideKind.TOGETHER else wishes.apart):
        return GroupPrice(known=True)
    wishes = replace(wishes, together=wishes.together - {couple}, apart=wishes.apart - {couple})
    locked = problem.instance.changed(
        locked=frozenset(pair for pair in wishes.locked if problem.is_open(pair)),
        forbidden=frozenset(pair for pair in wishes.forbidden if problem.is_here(pair)),
    )
    side = side_of(locked, wishes.together, wishes.apart)
    if clash := clash_of(locked, side, kind, couple):
        return GroupPrice(clash=clash)
    if with_couple(side, kind, couple) == side:
        return GroupPrice(known=True)
    try:
        then = problem.solve(with_group(wishes, kind, couple), previous=current.id_pairs)
    except Infeasible:
        return GroupPrice(clash=GroupClash.NO_ARRANGEMENT)
    before, after = set(current.id_pairs), set(then.id_pairs)
    return GroupPrice(
        loss_pairs=len(before) - len(after),
        loss_floor=len(then.under_floor) - len(current.under_floor),
        loss_hundredths=current.total - then.total,
        leave=tuple(sorted(before - after)),
        come=tuple(sorted(after - before)),
    )


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
    price = price_group(round_, kind=kind, one=one, other=other)
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


def _couple(here: Container[str], one: Enrolment, other: Enrolment) -> tuple[str, str]:
    """Both refs in order. The engine knows this for mentees alone."""
    first, last = sorted([one.public_id.hex, other.public_id.hex])
    mentees = one.role == other.role == EnrolmentRole.MENTEE
    if first == last or not mentees or first not in here or last not in here:
        raise NotInThisRound(f"{first} {last}")
    return first, last
