"""What people change about a proposed arrangement: each change has a reason and a price, and can be undone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Sum

from timbalik.audit.operations import record
from timbalik.engine.assignment.errors import Infeasible
from timbalik.matching.arrangements import standing
from timbalik.matching.errors import NotInThisRound, PairImpossible, ReasonMissing
from timbalik.matching.models import Override, Proposal, Round
from timbalik.matching.operations.rounds import note_solved
from timbalik.matching.operations.taking import HERE, How, take
from timbalik.matching.prices import Price
from timbalik.matching.states import OverrideKind, ProposalState
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Enrolment

if TYPE_CHECKING:
    from timbalik.matching.arranging import Arrangement


def decide_unknown_lines(
    round_: Round, *, reason: str, by: Person, now: datetime, seen: int | None = None, how: How = HERE
) -> Override:
    """Allow pairs inside one unit although nobody knows who leads whom there. The other rules stay as they are.

    The reason is kept with the decision. Raises ``ReasonMissing``, ``RoundNotOpen``, ``ArrangementChanged``.
    """

    def write() -> Decided:
        before = total_of(round_)
        kind = OverrideKind.UNKNOWN_LINES
        return Decided(write_override(round_, kind=kind, reason=reason, by=by, now=now), before)

    def finish(done: Decided, arrangement: Arrangement) -> None:
        note_solved(round_, arrangement, by=by, now=now)
        note_price(done.override, done.before - total_of(round_))

    return take(round_, write, finish=finish, seen=seen, how=how).override


def price_pair(round_: Round, *, mentor: Enrolment, mentee: Enrolment) -> Price:
    """What it would cost to have this pair, exactly, and who would move. Changes nothing. Raises ``NotInThisRound``."""
    from timbalik.matching.arranging import price_of  # slow import

    problem, current = standing(round_)
    pair = (mentor.public_id.hex, mentee.public_id.hex)
    if not problem.is_here(pair):
        raise NotInThisRound(" ".join(pair))
    return price_of(problem, current, *pair)


def override_pair(
    round_: Round,
    *,
    mentor: Enrolment,
    mentee: Enrolment,
    kind: str,
    reason: str,
    by: Person,
    now: datetime,
    seen: int | None = None,
    how: How = HERE,
) -> Override:
    """Choose, keep or rule out a pair; everybody else is arranged anew around it, with as few moves as possible.

    The newest decision about a pair takes the place of an older one. Raises ``HardRuleForbids`` (no reason lifts a hard
    rule), ``PairImpossible`` when places or other chosen pairs leave no room, ``ReasonMissing``, ``NotInThisRound``,
    ``RoundNotOpen``, ``ArrangementChanged``.
    """
    pair = (mentor.public_id.hex, mentee.public_id.hex)

    def write() -> Decided:
        before = total_of(round_)
        Override.objects.of(round_.organisation_id).filter(round=round_, mentor=mentor, mentee=mentee).delete()
        override = write_override(round_, kind=kind, mentor=mentor, mentee=mentee, reason=reason, by=by, now=now)
        return Decided(override, before)

    def finish(done: Decided, arrangement: Arrangement) -> None:
        note_price(done.override, done.before - total_of(round_))

    chosen = kind != OverrideKind.FORBID
    try:
        return take(round_, write, finish=finish, seen=seen, how=how, wanted=pair, chosen=chosen).override
    except Infeasible as error:
        raise PairImpossible(" ".join(pair)) from error


def undo_override(override: Override, *, by: Person, now: datetime, seen: int | None = None, how: How = HERE) -> None:
    """Take a decision back and arrange anew; taken back already, nothing happens.

    Raises ``RoundNotOpen``, ``ArrangementChanged``.
    """
    round_ = override.round

    def write() -> bool:
        held = Override.objects.of(round_.organisation_id).filter(round=round_, pk=override.pk).first()
        if held is None:
            return False
        record(
            "matching.override_undone",
            organisation=round_.organisation,
            by=by,
            subject=held,
            now=now,
            facts={"kind": held.kind, "round": str(round_.public_id)},
        )
        held.delete()
        return True

    def finish(done: bool, arrangement: Arrangement) -> None:
        note_solved(round_, arrangement, by=by, now=now)

    take(round_, write, finish=finish, seen=seen, how=how)


@dataclass(frozen=True)
class Decided:
    """A decision, and the sum of the scores before it."""

    override: Override
    before: int


def write_override(
    round_: Round,
    *,
    kind: str,
    reason: str,
    by: Person,
    now: datetime,
    mentor: Enrolment | None = None,
    mentee: Enrolment | None = None,
    other_mentee: Enrolment | None = None,
) -> Override:
    """Keep a decision with its reason, and its trace. Raises ``ReasonMissing``."""
    if not reason.strip():
        raise ReasonMissing(kind)
    override = Override.objects.create(
        organisation=round_.organisation,
        round=round_,
        kind=kind,
        mentor=mentor,
        mentee=mentee,
        other_mentee=other_mentee,
        reason=reason.strip(),
        by=by,
        at=now,
    )
    record(
        "matching.overridden",
        organisation=round_.organisation,
        by=by,
        subject=override,
        now=now,
        facts={"kind": kind, "round": str(round_.public_id)},
    )
    return override


def note_price(override: Override, price: int) -> None:
    """Below zero: the decision let more people be paired, or better."""
    override.price_hundredths = price
    override.save(update_fields=["price_hundredths"])
    if override.kind == OverrideKind.FORCE:
        rows = Proposal.objects.of(override.organisation_id).filter(
            round=override.round, mentor=override.mentor, mentee=override.mentee
        )
        rows.exclude(state=ProposalState.REPLACED).update(price_hundredths=price)


def total_of(round_: Round) -> int:
    """Sum of the scores of the arrangement that stands."""
    rows = Proposal.objects.of(round_.organisation_id).filter(round=round_).exclude(state=ProposalState.REPLACED)
    return int(rows.aggregate(total=Sum("score_hundredths"))["total"] or 0)
