"""Open a round, compute it, compute it anew, set it aside."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Max

from timbalik.audit.operations import record
from timbalik.matching.errors import NobodyToPair, ProgrammeNotPairing, RoundNotOpen, RoundUnderWay
from timbalik.matching.keeping import keep_last
from timbalik.matching.models import Proposal, RankingCall, Round
from timbalik.matching.operations.ending import replace_proposals
from timbalik.matching.operations.taking import HERE, How, lock_round, take
from timbalik.matching.reading import read_cohort
from timbalik.matching.settings import RANKED_WEIGHTS, RoundSettings, Weights
from timbalik.matching.states import RoundState
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Cohort
from timbalik.programmes.operations.programmes import NobodyToPair as NobodyEnrolled
from timbalik.programmes.operations.programmes import begin_matching
from timbalik.programmes.states import ProgrammeState

if TYPE_CHECKING:
    from timbalik.matching.arranging import Arrangement

UNDER_WAY = (RoundState.OPEN, RoundState.PROPOSED, RoundState.SENT)


@transaction.atomic
def open_round(
    cohort: Cohort, *, by: Person | None, now: datetime, settings: RoundSettings | None = None, solve: bool = True
) -> Round:
    """Begin a round with everybody enrolled who has a place left, and compute its proposals.

    ``solve=False`` leaves the computing to ``ask_work`` (many people); the round then waits in state *open*.

    Enrolment that is still open ends with it, and so does a time to rank; what was ranked counts. Raises
    ``NobodyToPair`` when one side is empty, ``RoundUnderWay`` when an earlier round is not finished and
    ``ProgrammeNotPairing`` for a draft or a closed programme.
    """
    programme = cohort.programme
    if programme.state == ProgrammeState.OPEN:
        try:
            begin_matching(programme, by=by, now=now)
        except NobodyEnrolled as error:
            raise NobodyToPair(str(cohort.public_id)) from error
    if programme.state not in (ProgrammeState.MATCHING, ProgrammeState.RUNNING):
        raise ProgrammeNotPairing(programme.state)
    pool = read_cohort(cohort)
    if not pool.mentors or not pool.mentees:
        raise NobodyToPair(str(cohort.public_id))
    rounds = Round.objects.of(cohort.organisation_id).filter(programme=programme)
    number = (rounds.aggregate(last=Max("number"))["last"] or 0) + 1
    any_ranked = any(person.ranked for person in (*pool.mentors, *pool.mentees))
    settings = settings or RoundSettings(
        RANKED_WEIGHTS if any_ranked else Weights(),
        floor_points=programme.weaker_side_floor,
        salt=f"{programme.public_id}/{number}",
    )
    try:
        with transaction.atomic():
            round_ = Round.objects.create(
                organisation=cohort.organisation,
                programme=programme,
                cohort=cohort,
                number=number,
                settings=settings.as_json() | {"mentors": len(pool.mentors), "mentees": len(pool.mentees)},
                step="waiting",
                opened_by=by,
                opened_at=now,
            )
    except IntegrityError as error:
        raise RoundUnderWay(str(cohort.public_id)) from error
    calls = RankingCall.objects.of(cohort.organisation_id).filter(cohort=cohort, closed_at__isnull=True)
    calls.exclude(step="").delete()
    calls.update(closed_at=now)
    record("matching.round_opened", organisation=cohort.organisation, by=by, subject=round_, now=now)
    return solve_round(round_, by=by, now=now) if solve else round_


def solve_round(round_: Round, *, by: Person | None, now: datetime, seen: int | None = None, how: How = HERE) -> Round:
    """Compute the proposals of an open round, with reasons and proof. Harmless when run twice.

    Raises ``RoundNotOpen`` and, when somebody else was faster, ``ArrangementChanged``.
    """
    if round_.state not in (RoundState.OPEN, RoundState.PROPOSED):
        raise RoundNotOpen(round_.state)

    def finish(done: None, arrangement: Arrangement) -> None:
        note_solved(round_, arrangement, by=by, now=now)

    states = (RoundState.OPEN, RoundState.PROPOSED)
    take(round_, lambda: None, finish=finish, states=states, seen=seen, how=how)
    return round_


def change_weights(
    round_: Round, weights: Weights, *, by: Person, now: datetime, seen: int | None = None, how: How = HERE
) -> Round:
    """Let other things count and compute anew; decisions made before are kept. Only before anybody is asked.

    Raises ``RoundNotOpen``, ``ArrangementChanged``.
    """

    def write() -> None:
        stored = RoundSettings.from_json(round_.settings)
        changed = RoundSettings(weights, stored.floor_points, stored.salt)
        round_.settings = round_.settings | changed.as_json()
        record(
            "matching.weights_changed",
            organisation=round_.organisation,
            by=by,
            subject=round_,
            now=now,
            facts={name: int(value) for name, value in round_.settings["weights"].items()},
        )

    def finish(done: None, arrangement: Arrangement) -> None:
        note_solved(round_, arrangement, by=by, now=now)

    take(round_, write, finish=finish, seen=seen, how=how)
    return round_


@transaction.atomic
def discard_round(round_: Round, *, by: Person, now: datetime) -> None:
    """Set a round aside, so that another can be opened. Whoever was asked reads that something else is prepared."""
    lock_round(round_, *UNDER_WAY)
    keep_last(round_, by=by, now=now)
    Round.objects.of(round_.organisation_id).filter(pk=round_.pk).update(state=RoundState.DISCARDED, step="")
    round_.state = RoundState.DISCARDED
    end_proposals(round_)
    record("matching.round_discarded", organisation=round_.organisation, by=by, subject=round_, now=now)


def end_proposals(round_: Round) -> None:
    """Close what did not become a pair; who asked for another partner stays known to the next round."""
    replace_proposals(round_.organisation_id, Proposal.objects.of(round_.organisation_id).filter(round=round_))


def note_solved(round_: Round, arrangement: Arrangement, *, by: Person | None, now: datetime) -> None:
    """The trace that every computation leaves."""
    record(
        "matching.round_solved",
        organisation=round_.organisation,
        by=by,
        subject=round_,
        now=now,
        facts={
            "pairs": len(arrangement.pairs),
            "left_over": len(arrangement.left_over),
            "value": arrangement.value,
            "bound": arrangement.bound,
            "digest": arrangement.digest,
        },
    )
