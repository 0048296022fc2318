"""What people change about a proposed arrangement: each change has a reason and a price, and can be undone."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Sum

from timbalik.audit.operations import record
from timbalik.engine.assignment.errors import Infeasible
from timbalik.matching.arrangements import problem_of, rearrange, standing, store
from timbalik.matching.errors import HardRuleForbids, NotInThisRound, PairImpossible, ReasonMissing
from timbalik.matching.models import Override, Proposal, Round
from timbalik.matching.operations.rounds import lock_round, solve_round
from timbalik.matching.prices import Price
from timbalik.matching.states import OverrideKind, ProposalState, RoundState
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Enrolment


@transaction.atomic
def decide_unknown_lines(round_: Round, *, reason: str, by: Person, now: datetime) -> Override:
    """Allow pairs inside one unit although nobody knows who leads whom there. The other rules stay as they are.

    The reason is kept with the decision. Raises ``ReasonMissing``, ``RoundNotOpen``.
    """
    lock_round(round_, RoundState.PROPOSED)
    before = total_of(round_)
    override = write_override(round_, kind=OverrideKind.UNKNOWN_LINES, reason=reason, by=by, now=now)
    solve_round(round_, by=by, now=now)
    note_price(override, before - total_of(round_))
    return override


def price_pair(round_: Round, *, mentor: Enrolment, mentee: Enrolment) -> Price:
    """What it would cost to have this pair, exactly, and who would move. Changes nothing. Raises ``NotInThisRound``."""
    from timbalik.matching.arranging import price_of  # slow import

    problem, current = standing(round_)
    pair = (mentor.public_id.hex, mentee.public_id.hex)
    if not problem.is_here(pair):
        raise NotInThisRound(" ".join(pair))
    return price_of(problem, current, *pair)


@transaction.atomic
def override_pair(
    round_: Round, *, mentor: Enrolment, mentee: Enrolment, kind: str, reason: str, by: Person, now: datetime
) -> Override:
    """Choose, keep or rule out a pair; everybody else is arranged anew around it, with as few moves as possible.

    The newest decision about a pair takes the place of an older one. Raises ``HardRuleForbids`` (no reason lifts a hard
    rule), ``PairImpossible`` when places or other chosen pairs leave no room, ``ReasonMissing``, ``NotInThisRound``,
    ``RoundNotOpen``.
    """
    lock_round(round_, RoundState.PROPOSED)
    problem = problem_of(round_)
    pair = (mentor.public_id.hex, mentee.public_id.hex)
    if not problem.is_here(pair):
        raise NotInThisRound(" ".join(pair))
    if kind != OverrideKind.FORBID and (rule := problem.rule_of(*pair)):
        raise HardRuleForbids(rule)
    before = total_of(round_)
    Override.objects.of(round_.organisation_id).filter(round=round_, mentor=mentor, mentee=mentee).delete()
    override = write_override(round_, kind=kind, mentor=mentor, mentee=mentee, reason=reason, by=by, now=now)
    try:
        store(round_, rearrange(round_, problem))
    except Infeasible as error:
        raise PairImpossible(" ".join(pair)) from error
    note_price(override, before - total_of(round_))
    return override


@transaction.atomic
def undo_override(override: Override, *, by: Person, now: datetime) -> None:
    """Take a decision back and arrange anew. Raises ``RoundNotOpen``."""
    round_ = override.round
    lock_round(round_, RoundState.PROPOSED)
    record(
        "matching.override_undone",
        organisation=round_.organisation,
        by=by,
        subject=override,
        now=now,
        facts={"kind": override.kind, "round": str(round_.public_id)},
    )
    override.delete()
    solve_round(round_, by=by, now=now)


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
