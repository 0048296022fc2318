"""Somebody left, joined or asked for another partner: who would move, as few as possible, before anything is changed."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from timbalik.engine.assignment.errors import Infeasible
from timbalik.matching.arrangements import wishes_of
from timbalik.matching.errors import NobodyToPair, PairImpossible, RoundNotOpen
from timbalik.matching.models import Acceptance, Proposal, Round
from timbalik.matching.reading import read_pool
from timbalik.matching.rechecking import NOT_HERE
from timbalik.matching.settings import RoundSettings
from timbalik.matching.states import ProposalState, RoundState

if TYPE_CHECKING:
    from timbalik.matching.pool import Candidate, Pool
    from timbalik.matching.solution import Assignment, Problem

MOVED: Final = "moved"
#: Everybody who can be paired is; then nobody changes partner without need; then the order of every round.
FEWEST_CHANGES: Final = ("reach", "changes", "floor", "total")
STANDING: Final = (ProposalState.ASKED, ProposalState.ACCEPTED)


@dataclass(frozen=True)
class Part:
    """One pair that ends or begins, by keys of enrolments. ``why`` it ends: ``not_here``, a hard rule, or ``moved``."""

    mentor_id: int
    mentee_id: int
    score: int
    why: str = ""


@dataclass(frozen=True)
class Adjustment:
    """``moved`` and ``alone`` are keys of enrolments: who changes partner though both are here, who is left without."""

    stay: int
    leave: tuple[Part, ...]
    come: tuple[Part, ...]
    moved: frozenset[int]
    alone: frozenset[int]
    stamp: str  # of exactly this change: taken later, it must still be the same

    @property
    def is_empty(self) -> bool:
        return not self.leave and not self.come


@dataclass(frozen=True, eq=False)
class Solved:
    """The numbers behind an adjustment, for the operation that takes it."""

    problem: Problem
    chosen: Assignment
    present: tuple[Proposal, ...]
    plan: Adjustment


def plan_adjustment(round_: Round, *, without: Collection[int] = ()) -> Adjustment:
    """Who would move. Writes nothing. ``without``: enrolments that get no new partner now (those who did not answer).

    Before anybody is asked every pair may change, but as few as possible do. Once pairs are asked, those that still
    stand are not touched: only free people and free places are paired. Whoever has a pair that somebody said no to is
    free when the time to answer ends, not before: a partner who heard of it early would know the answer.

    Raises ``RoundNotOpen``, ``NobodyToPair`` and ``PairImpossible`` when the coordinator's choices ask for more places
    than there are.
    """
    return solve_adjustment(round_, without=without).plan


def solve_adjustment(round_: Round, *, without: Collection[int] = ()) -> Solved:
    from timbalik.matching.solution import make_problem  # slow import

    if round_.state not in (RoundState.PROPOSED, RoundState.SENT):
        raise RoundNotOpen(round_.state)
    asked = round_.state == RoundState.SENT
    present = tuple(_present(round_, asked=asked))
    pool = _pool_without(read_pool(round_), present, frozenset(without))
    if asked:
        pool = _pool_until_the_end(pool, _unsettled(round_))
    if not pool.mentors or not pool.mentees:
        raise NobodyToPair(str(round_.public_id))
    problem = make_problem(pool, RoundSettings.from_json(round_.settings))
    ended = ended_now(problem, present)
    held = {_refs(one) for one in present if one.pk not in ended}
    wishes = wishes_of(round_)
    objective = problem.objective if asked else replace(problem.objective, levels=FEWEST_CHANGES)
    if asked:
        forbidden = (wishes.forbidden | _asked_before(round_)) - held
        wishes = replace(wishes, locked=frozenset(held), forbidden=forbidden)
    try:
        chosen = problem.solve(wishes, previous=held, objective=objective)
    except Infeasible as error:
        raise PairImpossible(str(round_.public_id)) from error
    return Solved(problem, chosen, present, _plan(problem, chosen, present, ended))


def ended_now(problem: Problem, proposals: Iterable[Proposal]) -> dict[int, str]:
    """For each proposal that may not stand any more: the rule, or that somebody is not here or has no place left."""
    places = {one.enrolment_id: one.places for one in (*problem.pool.mentors, *problem.pool.mentees)}
    found = {}
    for proposal in proposals:
        pair = _refs(proposal)
        if not problem.is_here(pair) or not places[proposal.mentor_id] or not places[proposal.mentee_id]:
            found[proposal.pk] = NOT_HERE
        elif rule := problem.rule_of(*pair):
            found[proposal.pk] = rule
        else:
            places[proposal.mentor_id] -= 1
            places[proposal.mentee_id] -= 1
    return found


def _plan(problem: Problem, chosen: Assignment, present: Iterable[Proposal], ended: dict[int, str]) -> Adjustment:
    kept = set(chosen.id_pairs)
    before = {_refs(one): one for one in present}
    leave = tuple(
        Part(one.mentor_id, one.mentee_id, one.score_hundredths, ended.get(one.pk, MOVED))
        for pair, one in before.items()
        if pair not in kept
    )
    come = tuple(sorted((_part(problem, *pair) for pair in kept - before.keys()), key=lambda one: -one.score))
    paired = {side for pair in kept for side in _ids(problem, pair)}
    lost = {side for one in leave for side in (one.mentor_id, one.mentee_id)}
    here = {one.enrolment_id for one in (*problem.pool.mentors, *problem.pool.mentees)}
    told = "|".join(
        f"{sign}{one.mentor_id}-{one.mentee_id}"
        for sign, parts in (("-", leave), ("+", come))
        for one in sorted_(parts)
    )
    return Adjustment(
        stay=len(kept & before.keys()),
        leave=leave,
        come=come,
        moved=frozenset(
            side for one in leave if one.why == MOVED for side in (one.mentor_id, one.mentee_id) if side in paired
        ),
        alone=frozenset(lost & here - paired),
        stamp=hashlib.sha256(told.encode()).hexdigest()[:32],
    )


def sorted_(parts: Iterable[Part]) -> list[Part]:
    return sorted(parts, key=lambda one: (one.mentor_id, one.mentee_id))


def _part(problem: Problem, mentor: str, mentee: str) -> Part:
    mentor_id, mentee_id = _ids(problem, (mentor, mentee))
    return Part(mentor_id, mentee_id, int(problem.scores.score[problem.position(mentor, mentee)]))


def _ids(problem: Problem, pair: tuple[str, str]) -> tuple[int, int]:
    return problem.mentors[pair[0]].enrolment_id, problem.mentees[pair[1]].enrolment_id


def _refs(proposal: Proposal) -> tuple[str, str]:
    return proposal.mentor.public_id.hex, proposal.mentee.public_id.hex


def _present(round_: Round, *, asked: bool) -> Iterable[Proposal]:
    rows = Proposal.objects.of(round_.organisation_id).filter(round=round_).select_related("mentor", "mentee")
    states = STANDING if asked else (ProposalState.DRAFT,)
    return rows.filter(state__in=states).order_by("pk")


def _unsettled(round_: Round) -> Counter[int]:
    """How many declined pairs, whose time to answer still runs, each enrolment is in."""
    rows = Proposal.objects.of(round_.organisation_id).filter(round=round_, state=ProposalState.DECLINED)
    return Counter(side for pair in rows.values_list("mentor_id", "mentee_id") for side in pair)


def _pool_until_the_end(pool: Pool, unsettled: Counter[int]) -> Pool:
    """The pool without the places that wait for the end of the time to answer."""

    def free(side: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
        rows = (replace(one, places=one.places - unsettled[one.enrolment_id]) for one in side)
        return tuple(one for one in rows if one.places > 0)

    return replace(pool, mentors=free(pool.mentors), mentees=free(pool.mentees)) if unsettled else pool


def _asked_before(round_: Round) -> set[tuple[str, str]]:
    """Pairs of this round that were asked and did not come about: nobody is asked the same twice."""
    rows = Acceptance.objects.of(round_.organisation_id).filter(proposal__round=round_)
    ended = rows.exclude(proposal__state__in=STANDING)
    pairs = ended.values_list("proposal__mentor__public_id", "proposal__mentee__public_id").distinct()
    return {(mentor.hex, mentee.hex) for mentor, mentee in pairs}


def _pool_without(pool: Pool, present: Iterable[Proposal], without: frozenset[int]) -> Pool:
    """Those named keep the pairs they have and get no other."""
    if not without:
        return pool
    held = Counter(side for one in present for side in (one.mentor_id, one.mentee_id))

    def kept(side: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
        rows = (replace(one, places=min(one.places, held[one.enrolment_id])) for one in side if held[one.enrolment_id])
        named = {one.enrolment_id: one for one in rows}
        found = (named.get(one.enrolment_id) if one.enrolment_id in without else one for one in side)
        return tuple(one for one in found if one is not None)

    return replace(pool, mentors=kept(pool.mentors), mentees=kept(pool.mentees))
