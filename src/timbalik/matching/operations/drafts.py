"""Keep the arrangement as a draft, take a draft back, throw one away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.db import transaction

from timbalik.audit.operations import record
from timbalik.matching.errors import (
    DraftNameTaken,
    NothingToKeep,
    NotInThisRound,
    TooManyDrafts,
)
from timbalik.matching.inputs import Inputs
from timbalik.matching.keeping import write_draft
from timbalik.matching.models import Draft, Override, Round
from timbalik.matching.operations.taking import HERE, How, OnStep, lock_round, take
from timbalik.matching.parts import Part
from timbalik.matching.settings import RoundSettings
from timbalik.matching.snapshots import Decision, snapshot_of_draft, snapshot_of_round
from timbalik.matching.states import RoundState
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Enrolment

if TYPE_CHECKING:
    from timbalik.matching.arranging import Arrangement
    from timbalik.matching.keeping_pairs import Kept

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
    outcome: list[Kept] = []

    def write() -> None:
        if draft.round.cohort_id != round_.cohort_id:
            raise NotInThisRound(str(draft.public_id))
        round_.settings = round_.settings | RoundSettings.from_json(draft.settings).as_json()
        round_.save(update_fields=["settings"])
        _decide_as(round_, wanted.decisions, by=by, now=now)

    def compute(inputs: Inputs, on_step: OnStep) -> Arrangement:
        outcome.append(how.run("keep", (inputs, tuple(wanted.pairs)), on_step))
        return outcome[-1].arrangement

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
    done = outcome[-1]
    return Taken(done.kept, done.refused, done.added)


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
