"""Somebody left, joined or asked for another partner: who would move, as few as possible, before anything is changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Final

from timbalik.matching.arrangements import known_proof, wishes_of
from timbalik.matching.errors import NobodyToPair, RoundNotOpen
from timbalik.matching.models import Acceptance, Proposal, Round
from timbalik.matching.operations.taking import HERE, How
from timbalik.matching.parts import MOVED, Adjusted, AdjustInputs, Adjustment, Part, Present
from timbalik.matching.pool import Candidate, Pool
from timbalik.matching.reading import read_pool
from timbalik.matching.settings import RoundSettings
from timbalik.matching.states import ProposalState, RoundState

STANDING: Final = (ProposalState.ASKED, ProposalState.ACCEPTED)


def plan_adjustment(round_: Round, *, without: Collection[int] = (), how: How = HERE) -> Adjustment:
    """Who would move. Writes nothing. ``without``: enrolments that get no new partner now (those who did not answer).

    Before anybody is asked every pair may change, but as few as possible do. Once pairs are asked, those that still
    stand are not touched: only free people and free places are paired. Whoever has a pair that somebody said no to is
    free when the time to answer ends, not before: a partner who heard of it early would know the answer.

    Raises ``RoundNotOpen``, ``NobodyToPair`` and ``PairImpossible`` when the coordinator's choices ask for more places
    than there are.
    """
    how.on_step("reading")
    adjusted: Adjusted = how.run("adjust", (inputs_to_adjust(round_, without=without),), how.on_step)
    return adjusted.plan


def inputs_to_adjust(round_: Round, *, without: Collection[int] = ()) -> AdjustInputs:
    """Everything an adjustment is computed from. Raises ``RoundNotOpen``, ``NobodyToPair``."""
    if round_.state not in (RoundState.PROPOSED, RoundState.SENT):
        raise RoundNotOpen(round_.state)
    asked = round_.state == RoundState.SENT
    present = tuple(_present(round_, asked=asked))
    pool = _pool_without(read_pool(round_), present, frozenset(without))
    if asked:
        pool = _pool_until_the_end(pool, _unsettled(round_))
    if not pool.mentors or not pool.mentees:
        raise NobodyToPair(str(round_.public_id))
    return AdjustInputs(
        pool=pool,
        settings=RoundSettings.from_json(round_.settings),
        wishes=wishes_of(round_),
        present=present,
        asked=asked,
        asked_before=_asked_before(round_) if asked else frozenset(),
        known=None if asked else known_proof(round_),
    )


def _present(round_: Round, *, asked: bool) -> Iterable[Present]:
    rows = Proposal.objects.of(round_.organisation_id).filter(round=round_).order_by("pk")
    rows = rows.filter(state__in=STANDING if asked else (ProposalState.DRAFT,))
    values = rows.values_list(
        "pk", "mentor_id", "mentee_id", "mentor__public_id", "mentee__public_id", "score_hundredths"
    )
    for key, mentor_id, mentee_id, mentor, mentee, score in values:
        yield Present(key, mentor_id, mentee_id, (mentor.hex, mentee.hex), score)


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


def _asked_before(round_: Round) -> frozenset[tuple[str, str]]:
    """Pairs of this round that were asked and did not come about: nobody is asked the same twice."""
    rows = Acceptance.objects.of(round_.organisation_id).filter(proposal__round=round_)
    ended = rows.exclude(proposal__state__in=STANDING)
    pairs = ended.values_list("proposal__mentor__public_id", "proposal__mentee__public_id").distinct()
    return frozenset((mentor.hex, mentee.hex) for mentor, mentee in pairs)


def _pool_without(pool: Pool, present: Iterable[Present], without: frozenset[int]) -> Pool:
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


__all__ = ["MOVED", "Adjustment", "Part", "inputs_to_adjust", "plan_adjustment"]
