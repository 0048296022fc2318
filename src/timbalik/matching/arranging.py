"""Turn a solved problem into what is stored: pairs and people with their reasons, and the proof.

Imports the engine; operations import this module when a round runs (slow import).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from timbalik.engine.assignment.certificate import as_document
from timbalik.matching.errors import HardRuleForbids, NotInThisRound
from timbalik.matching.grouping import Grouped, why_not_grouped
from timbalik.matching.inputs import Inputs, Pair, Proof, Wishes
from timbalik.matching.prices import Price
from timbalik.matching.proving import Proving
from timbalik.matching.reasons import Reason, pair_reasons, unmatched_reason
from timbalik.matching.solution import Assignment, Problem, make_problem, why_not

OnStep = Callable[[str], None]


@dataclass(frozen=True)
class ArrangedPair:
    mentor_id: int  # enrolment keys
    mentee_id: int
    score: int
    mentor_benefit: int
    mentee_benefit: int
    reasons: list[Reason]


@dataclass(frozen=True)
class LeftOver:
    enrolment_id: int
    reason: str
    remedy: str
    facts: dict[str, Any]


@dataclass(frozen=True)
class Arrangement:
    """``value``, ``bound`` and ``certificate`` are about the engine's own answer, before anybody's wishes."""

    pairs: tuple[ArrangedPair, ...]
    left_over: tuple[LeftOver, ...]
    value: int
    bound: int
    certificate: dict[str, Any]
    digest: str
    exclusions: dict[str, int]
    total: int  # of the pairs above, wishes kept
    gap: int = 0  # what may be missing beside people kept together or apart; 0 where nothing better exists


def arrange_inputs(inputs: Inputs, *, on_step: OnStep = lambda step: None) -> Arrangement:
    """Score, check what was just decided, and solve. Raises ``NotInThisRound``, ``HardRuleForbids``, ``Infeasible``."""
    on_step("scoring")
    problem = make_problem(inputs.pool, inputs.settings)
    if inputs.wanted is not None:
        if not problem.is_here(inputs.wanted):
            raise NotInThisRound(" ".join(inputs.wanted))
        if inputs.chosen and (rule := problem.rule_of(*inputs.wanted)):
            raise HardRuleForbids(rule)
    return arrange(problem, inputs.wishes, previous=inputs.previous, known=inputs.known, on_step=on_step)


def arrange(
    problem: Problem,
    wishes: Wishes,
    *,
    previous: Iterable[Pair] = (),
    chosen: Assignment | None = None,
    known: Proof | None = None,
    on_step: OnStep = lambda step: None,
) -> Arrangement:
    """Solve the round, and once more when people decided something. A proof of the same numbers is not made twice.

    ``chosen`` is an arrangement of these numbers that was made already, to be taken as it is.
    Raises ``Infeasible`` when the wishes ask for more places than there are.
    """
    on_step("solving")
    if chosen is None and wishes != Wishes():
        chosen = problem.solve(wishes, previous=previous)
    proof = known if chosen and known and known.digest == problem.instance.digest else None
    if chosen is None or proof is None:
        best = problem.solve()
        document = as_document(best.certificate)
        proof = Proof(problem.instance.digest, best.certificate.value, best.certificate.bound, document)
        chosen = chosen or best
    on_step("explaining")
    return Arrangement(
        pairs=tuple(pair_of(problem, *pair) for pair in chosen.id_pairs),
        left_over=left_over(problem, chosen),
        value=proof.value,
        bound=proof.bound,
        certificate=proof.certificate,
        digest=proof.digest,
        exclusions=problem.exclusions,
        total=chosen.total,
        gap=chosen.gap if isinstance(chosen, Grouped) else 0,
    )


def price_of(problem: Problem, current: Assignment, mentor: str, mentee: str) -> Price:
    """What it would cost to have this pair, exactly: the engine solves again with the pair locked."""
    if isinstance(current, Grouped):
        found = why_not_grouped(current, mentor, mentee)
    else:
        found = why_not(current, mentor, mentee)
    return Price(
        mentor=mentor,
        mentee=mentee,
        paired=found.paired,
        rule=problem.rule_of(mentor, mentee) or ("chosen_against" if found.rule == "forbidden" else ""),
        possible=found.possible,
        loss_pairs=found.loss_pairs,
        loss_floor=found.loss_floor,
        loss_hundredths=found.loss_total,
        leave=found.leave,
        come=found.come,
    )


def pair_of(problem: Problem, mentor: str, mentee: str) -> ArrangedPair:
    row, column = problem.position(mentor, mentee)
    return ArrangedPair(
        mentor_id=problem.mentors[mentor].enrolment_id,
        mentee_id=problem.mentees[mentee].enrolment_id,
        score=int(problem.scores.score[row, column]),
        mentor_benefit=int(problem.scores.benefit_mentor[row, column]),
        mentee_benefit=int(problem.scores.benefit_mentee[row, column]),
        reasons=pair_reasons(problem, mentor, mentee),
    )


def left_over(problem: Problem, chosen: Assignment) -> tuple[LeftOver, ...]:
    found, proving = [], Proving(chosen)
    for side, people, refs in (
        ("mentor", problem.mentors, chosen.unmatched_mentors),
        ("mentee", problem.mentees, chosen.unmatched_mentees),
    ):
        for ref in refs:
            reason, remedy, facts = unmatched_reason(problem, chosen, ref, side)
            proving.add(remedy, facts, ref, side)
            found.append(LeftOver(people[ref].enrolment_id, reason, remedy, facts))
    absent = [LeftOver(enrolment, reason, "wait_list", {}) for enrolment, reason in problem.pool.absent.items()]
    return (*found, *absent)
