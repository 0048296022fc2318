"""Compute an arrangement from the rows of a round, and write it back as rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final

from timbalik.lib.planner import refresh_statistics
from timbalik.lib.tenancy import check_relations
from timbalik.matching.inputs import Inputs, Pair, Proof, Wishes
from timbalik.matching.models import Objection, Override, Proposal, Round, Unmatched
from timbalik.matching.reading import read_pool
from timbalik.matching.settings import RoundSettings
from timbalik.matching.states import ObjectionState, OverrideKind, ProposalOrigin, ProposalState, RoundState
from timbalik.programmes.models import Enrolment
from timbalik.programmes.states import EnrolmentRole

if TYPE_CHECKING:
    from timbalik.matching.arranging import ArrangedPair, Arrangement, LeftOver
    from timbalik.matching.pool import Pool
    from timbalik.matching.solution import Assignment, Problem

BATCH: Final = 500
CHOSEN = (OverrideKind.FORCE, OverrideKind.LOCK)


def inputs_of(round_: Round, *, wanted: Pair | None = None, chosen: bool = False) -> Inputs:
    """Who is here now, what counts and what people decided, read from the rows."""
    return Inputs(
        pool=read_pool(round_),
        settings=RoundSettings.from_json(round_.settings),
        wishes=wishes_of(round_),
        previous=tuple(present_pairs(round_)),
        known=known_proof(round_),
        wanted=wanted,
        chosen=chosen,
    )


def rearrange(round_: Round, problem: Problem, *, on_step: Callable[[str], None] = lambda step: None) -> Arrangement:
    """Solve numbers already read, keeping what people decided. Raises ``Infeasible``."""
    from timbalik.matching.arranging import arrange  # slow import

    known = known_proof(round_)
    return arrange(problem, wishes_of(round_), previous=present_pairs(round_), known=known, on_step=on_step)


def known_proof(round_: Round) -> Proof | None:
    """The proof made before; it holds for the same numbers."""
    if not round_.certificate or round_.value is None or round_.bound is None:
        return None
    return Proof(round_.instance_digest, round_.value, round_.bound, round_.certificate)


def problem_of(round_: Round) -> Problem:
    """Everybody who is here now, as numbers."""
    return _problem(round_, read_pool(round_))


def _problem(round_: Round, pool: Pool) -> Problem:
    from timbalik.matching.solution import make_problem  # slow import

    return make_problem(pool, RoundSettings.from_json(round_.settings))


def standing(round_: Round) -> tuple[Problem, Assignment]:
    """The round as numbers, and the arrangement that stands, to ask about changes."""
    problem = problem_of(round_)
    return problem, problem.solve(wishes_of(round_), previous=present_pairs(round_))


def wishes_of(round_: Round) -> Wishes:
    """What the coordinator decided about pairs."""
    overrides = Override.objects.of(round_.organisation_id).filter(round=round_, mentor__isnull=False)
    couples = Override.objects.of(round_.organisation_id).filter(round=round_, other_mentee__isnull=False)
    mentees = [
        (kind, (min(one.hex, other.hex), max(one.hex, other.hex)))
        for kind, one, other in couples.values_list("kind", "mentee__public_id", "other_mentee__public_id")
    ]
    rows = [
        (kind, (mentor.hex, mentee.hex))
        for kind, mentor, mentee in overrides.values_list("kind", "mentor__public_id", "mentee__public_id")
    ]
    return Wishes(
        locked=frozenset(pair for kind, pair in rows if kind in CHOSEN) | _hand_picked(round_),
        forbidden=frozenset(pair for kind, pair in rows if kind == OverrideKind.FORBID),
        together=frozenset(couple for kind, couple in mentees if kind == OverrideKind.TOGETHER),
        apart=frozenset(couple for kind, couple in mentees if kind == OverrideKind.APART),
    )


def _hand_picked(round_: Round) -> frozenset[Pair]:
    """Whom a person chose for those who asked for that."""
    rows = Objection.objects.of(round_.organisation_id).filter(
        enrolment__cohort_id=round_.cohort_id, state=ObjectionState.PAIRED
    )
    found = rows.values_list("enrolment__role", "enrolment__public_id", "partner__public_id")
    return frozenset(
        (mine.hex, partner.hex) if role == EnrolmentRole.MENTOR else (partner.hex, mine.hex)
        for role, mine, partner in found
    )


def present_pairs(round_: Round) -> list[tuple[str, str]]:
    rows = Proposal.objects.of(round_.organisation_id).filter(round=round_).exclude(state=ProposalState.REPLACED)
    return [(mentor.hex, mentee.hex) for mentor, mentee in rows.values_list("mentor__public_id", "mentee__public_id")]


def store(round_: Round, arrangement: Arrangement) -> None:
    """Replace the proposals of a round by an arrangement; pairs that stay keep their row."""
    enrolments = Enrolment.objects.of(round_.organisation_id).filter(cohort_id=round_.cohort_id).in_bulk()
    _store_pairs(round_, arrangement, enrolments)
    store_left_over(round_, arrangement.left_over, enrolments)
    refresh_statistics(Proposal, Unmatched)
    round_.value, round_.bound = arrangement.value, arrangement.bound
    round_.certificate, round_.instance_digest = arrangement.certificate, arrangement.digest
    round_.exclusions, round_.kept_gap = arrangement.exclusions, arrangement.gap
    round_.state, round_.step = RoundState.PROPOSED, ""
    round_.version += 1
    round_.save()


def _store_pairs(round_: Round, arrangement: Arrangement, enrolments: dict[int, Enrolment]) -> None:
    forced = {
        (mentor, mentee): price
        for mentor, mentee, price in Override.objects.of(round_.organisation_id)
        .filter(round=round_, kind=OverrideKind.FORCE)
        .values_list("mentor_id", "mentee_id", "price_hundredths")
    }
    present = {
        (row.mentor_id, row.mentee_id): row
        for row in Proposal.objects.of(round_.organisation_id)
        .filter(round=round_)
        .exclude(state=ProposalState.REPLACED)
    }
    wanted = {(pair.mentor_id, pair.mentee_id): pair for pair in arrangement.pairs}
    gone = [row.pk for key, row in present.items() if key not in wanted]
    Proposal.objects.of(round_.organisation_id).filter(round=round_, pk__in=gone).update(state=ProposalState.REPLACED)
    fresh: list[Proposal] = []
    kept: list[Proposal] = []
    for key, pair in wanted.items():
        row = present.get(key) or Proposal(
            organisation=round_.organisation, round=round_, mentor=enrolments[key[0]], mentee=enrolments[key[1]]
        )
        _fill(row, pair, price=forced.get(key))
        (kept if key in present else fresh).append(row)
    check_relations(fresh)
    Proposal.objects.bulk_create(fresh, batch_size=BATCH)
    fields = ["score_hundredths", "mentor_benefit", "mentee_benefit", "reasons", "origin", "price_hundredths"]
    Proposal.objects.of(round_.organisation_id).bulk_update(kept, fields, batch_size=BATCH)


def _fill(row: Proposal, pair: ArrangedPair, *, price: int | None) -> None:
    row.score_hundredths = pair.score
    row.mentor_benefit, row.mentee_benefit = pair.mentor_benefit, pair.mentee_benefit
    row.reasons = pair.reasons
    row.origin = ProposalOrigin.ENGINE if price is None else ProposalOrigin.OVERRIDE
    row.price_hundredths = price or 0


def store_left_over(round_: Round, left_over: Iterable[LeftOver], enrolments: dict[int, Enrolment]) -> None:
    Unmatched.objects.of(round_.organisation_id).filter(round=round_).delete()
    rows = [
        Unmatched(
            organisation=round_.organisation,
            round=round_,
            enrolment=enrolments[one.enrolment_id],
            reason=one.reason,
            remedy=one.remedy,
            facts=one.facts,
        )
        for one in left_over
    ]
    check_relations(rows)
    Unmatched.objects.bulk_create(rows, batch_size=BATCH)
