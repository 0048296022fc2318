"""Keep the arrangement as a draft, take a draft back, throw one away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.db import transaction

from timbalik.audit.operations import record
from timbalik.engine.assignment.errors import Infeasible
from timbalik.matching.adjustments import Part
from timbalik.matching.errors import (
    DraftNameTaken,
    NothingToKeep,
    NotInThisRound,
    PairImpossible,
    TooManyDrafts,
)
from timbalik.matching.inputs import NO_WISHES, Inputs
from timbalik.matching.keeping import write_draft
from timbalik.matching.models import Draft, Override, Round
from timbalik.matching.operations.taking import HERE, How, OnStep, lock_round, take
from timbalik.matching.rechecking import NOT_HERE
from timbalik.matching.settings import RoundSettings
from timbalik.matching.snapshots import Decision, PairOfKeys, snapshot_of_draft, snapshot_of_round
from timbalik.matching.states import RoundState
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Enrolment

if TYPE_CHECKING:
    from timbalik.matching.arranging import Arrangement
    from timbalik.matching.solution import Problem

MOST: Final = 30  # drafts of one round


@dataclass(frozen=True)
class Taken:
    """``kept`` pairs of the draft stand again; ``refused`` ones may not be any more; ``added`` joins whoever was free."""

    kept: int
    refused: tuple[Part, ...]
    added: int


@transaction.atomic
def keep_draft(round_: Round, *, name: str, by: Person | None, now: datetime) -> Draft:
    """Keep the arrangement as it stands, with its weights and decisions, under a name.

    Raises ``RoundNotOpen``, ``NothingToKeep``, ``DraftNameTaken`` (also for an empty name), ``TooManyDrafts``.
    """
    lock_round(round_, RoundState.PROPOSED, RoundState.SENT)
    standing = snapshot_of_round(round_)
    if not standing.pairs:
        raise NothingToKeep(str(round_.public_id))
    if not name.strip():
        raise DraftNameTaken(name)
    if Draft.objects.of(round_.organisation_id).filter(round=round_).count() >= MOST:
        raise TooManyDrafts(str(MOST))
    draft = write_draft(round_, standing, name=name.strip(), by=by, now=now)
    record(
        "matching.draft_kept",
        organisation=round_.organisation,
        by=by,
        subject=draft,
        now=now,
        facts={"round": str(round_.public_id), "pairs": len(standing.pairs)},
    )
    return draft


@transaction.atomic
def throw_away_draft(draft: Draft, *, by: Person, now: datetime) -> None:
    """The arrangement that stands is not touched."""
    facts = {"round": str(draft.round.public_id)}
    record("matching.draft_thrown_away", organisation=draft.organisation, by=by, subject=draft, now=now, facts=facts)
    draft.delete()


def take_draft(
    round_: Round, draft: Draft, *, by: Person, now: datetime, version: int | None = None, how: How = HERE
) -> Taken:
    """Let a draft be the arrangement again, with its weights and decisions, as far as people and rules of now allow.

    Pairs that may not be any more are named; people who are free then are paired among themselves. ``version`` is that
    of the round as it was looked at. Raises ``RoundNotOpen``, ``ArrangementChanged`` when somebody else was faster,
    ``NotInThisRound`` for a draft of another cohort, ``PairImpossible``.
    """
    wanted = snapshot_of_draft(draft)
    outcome: list[Taken] = []

    def write() -> None:
        if draft.round.cohort_id != round_.cohort_id:
            raise NotInThisRound(str(draft.public_id))
        round_.settings = round_.settings | RoundSettings.from_json(draft.settings).as_json()
        round_.save(update_fields=["settings"])
        _decide_as(round_, wanted.decisions, by=by, now=now)

    def compute(inputs: Inputs, on_step: OnStep) -> Arrangement:
        arrangement, taken = _arrange_keeping(inputs, wanted.pairs, on_step)
        outcome.append(taken)
        return arrangement

    def finish(_done: None, _arrangement: Arrangement) -> None:
        taken = outcome[-1]
        facts = {"kept": taken.kept, "refused": len(taken.refused), "added": taken.added}
        record(
            "matching.draft_taken",
            organisation=round_.organisation,
            by=by,
            subject=draft,
            now=now,
            facts={"round": str(round_.public_id), **facts},
        )

    take(round_, write, finish=finish, seen=version, how=replace(how, compute=compute))
    return outcome[-1]


def _arrange_keeping(inputs: Inputs, pairs: Iterable[PairOfKeys], on_step: OnStep) -> tuple[Arrangement, Taken]:
    """An arrangement that has these pairs, as far as they may be, and pairs whoever is free beside them."""
    from timbalik.matching.arranging import arrange  # slow import
    from timbalik.matching.solution import make_problem  # slow import

    on_step("scoring")
    problem = make_problem(inputs.pool, inputs.settings)
    kept, refused = _still_possible(problem, pairs)
    wishes = replace(inputs.wishes, locked=kept, forbidden=inputs.wishes.forbidden - kept)
    try:
        chosen = problem.solve(wishes, previous=kept)
    except Infeasible as error:
        raise PairImpossible(str(len(kept))) from error
    arrangement = arrange(problem, NO_WISHES, chosen=chosen, known=inputs.known, on_step=on_step)
    return arrangement, Taken(len(kept), refused, len(set(chosen.id_pairs) - kept))


def _still_possible(
    problem: Problem, pairs: Iterable[PairOfKeys]
) -> tuple[frozenset[tuple[str, str]], tuple[Part, ...]]:
    people = (*problem.pool.mentors, *problem.pool.mentees)
    refs = {one.enrolment_id: one.ref for one in people}
    places = {one.enrolment_id: one.places for one in people}
    kept: set[tuple[str, str]] = set()
    refused: list[Part] = []
    for mentor_id, mentee_id in pairs:
        pair = (refs.get(mentor_id, ""), refs.get(mentee_id, ""))
        if not problem.is_here(pair) or not places[mentor_id] or not places[mentee_id]:
            refused.append(Part(mentor_id, mentee_id, 0, NOT_HERE))
        elif rule := problem.rule_of(*pair):
            refused.append(Part(mentor_id, mentee_id, 0, rule))
        else:
            kept.add(pair)
            places[mentor_id] -= 1
            places[mentee_id] -= 1
    return frozenset(kept), tuple(refused)


def _decide_as(round_: Round, decisions: Iterable[Decision], *, by: Person, now: datetime) -> None:
    """The decisions of a draft in the place of those of the round."""
    Override.objects.of(round_.organisation_id).filter(round=round_).delete()
    people = Enrolment.objects.of(round_.organisation_id).filter(cohort_id=round_.cohort_id).in_bulk()

    def of(key: int | None) -> Enrolment | None:
        return people.get(key) if key is not None else None

    for one in decisions:
        Override.objects.create(
            organisation=round_.organisation,
            round=round_,
            kind=one.kind,
            mentor=of(one.mentor_id),
            mentee=of(one.mentee_id),
            other_mentee=of(one.other_mentee_id),
            reason=one.reason,
            price_hundredths=one.price,
            by=by,
            at=now,
        )
