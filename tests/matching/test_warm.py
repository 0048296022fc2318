"""The warm process answers what solving in this process would, and notices what changes."""

from __future__ import annotations

import os
import random
import signal
from dataclasses import replace
from datetime import date, datetime, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.matching import Studio, many
from timbalik.matching.arranging import price_of
from timbalik.matching.errors import NotInThisRound
from timbalik.matching.exploring import explore
from timbalik.matching.inputs import Wishes
from timbalik.matching.models import Proposal, Round
from timbalik.matching.operations import answer_proposal, change_weights, open_round, override_pair, send_proposals
from timbalik.matching.pool import Candidate, Pool
from timbalik.matching.scoring import compacted, measure, score_pool, weigh
from timbalik.matching.settings import RoundSettings, Weights
from timbalik.matching.states import Answer, ProposalState
from timbalik.matching.warm import asking
from timbalik.matching.warm.answers import Standing
from timbalik.matching.warm.previewing import turns_of
from timbalik.matching.warm.pricing import price_from
from timbalik.matching.warm.tables import Tables
from timbalik.people.operations import add_avoidance
from timbalik.programmes.states import EnrolmentState

pytestmark = pytest.mark.either

OTHER = Weights(mentee=80, mentor=0)


def invented_pool(seed: int, mentors: int = 14, mentees: int = 11) -> Pool:
    """People with a few of eight topics, some with two places."""
    draw = random.Random(seed)
    topics = [f"topik-{number}" for number in range(8)]

    def person(number: int, side: str) -> Candidate:
        return Candidate(
            enrolment_id=number,
            ref=f"{side}{number:03}",
            person_id=number if side == "a" else 1_000 + number,
            places=1 + (draw.random() < 0.2),
            unit_id=draw.choice([None, 1, 2, 3]),
            zone="Asia/Jakarta",
            offers={key: draw.randint(1, 5) for key in draw.sample(topics, 2)},
            wants={key: draw.randint(1, 5) for key in draw.sample(topics, 3)},
            hours=tuple((day, time(9), time(draw.choice([10, 11, 13]))) for day in draw.sample(range(5), 3)),
        )

    return Pool(
        mentors=tuple(person(number, "a") for number in range(mentors)),
        mentees=tuple(person(number, "b") for number in range(mentees)),
        session_minutes=60,
        monday=date(2026, 11, 23),
    )


def pairs_of(round_: Round) -> set[tuple[str, str]]:
    rows = Proposal.objects.of(round_.organisation_id).filter(round=round_).exclude(state=ProposalState.REPLACED)
    return {(row.mentor.public_id.hex, row.mentee.public_id.hex) for row in rows.select_related("mentor", "mentee")}


@pytest.mark.parametrize("weights", [Weights(), OTHER, Weights(10, 20, 30, 20, 20)])
def test_held_measures_are_weighed_exactly(weights: Weights) -> None:
    pool = invented_pool(1)
    chooser = replace(pool.mentors[0], ranked=(pool.mentees[3].ref, pool.mentees[0].ref))
    pool = replace(pool, mentors=(chooser, *pool.mentors[1:]))

    assert (weigh(compacted(measure(pool)), weights).score == score_pool(pool, weights).score).all()


@pytest.mark.parametrize("seed", range(4))
def test_prices_from_prices_are_those_of_solving_again(seed: int) -> None:
    tables, settings = Tables(invented_pool(seed)), RoundSettings(floor_points=30, salt="uji")
    first = tables.problem(settings).solve()
    wishes = Wishes(locked=frozenset(first.id_pairs[:1]), forbidden=frozenset(first.id_pairs[1:2]))
    standing = Standing(settings, wishes, first.id_pairs)
    problem, current, warm = tables.problem(settings), tables.assignment(standing), tables.prices(standing)
    assert warm is not None

    for mentor in tables.pool.mentors:
        for mentee in tables.pool.mentees[:4]:
            found = price_from(warm, problem, current, mentor.ref, mentee.ref)
            again = price_of(problem, current, mentor.ref, mentee.ref)
            assert replace(found, leave=(), come=()) == replace(again, leave=(), come=())


def test_preview_is_what_the_weights_then_do(studio: Studio, now: datetime) -> None:
    many(studio, 9)
    studio.mentor("Ayu", offers={"topik-1": 5}, wants={})
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    before = pairs_of(round_)

    found = asking.preview_weights(round_, OTHER)
    assert pairs_of(round_) == before
    change_weights(round_, OTHER, by=studio.coordinator, now=now)

    after = pairs_of(round_)
    rows = Proposal.objects.of(round_.organisation_id).filter(round=round_).exclude(state=ProposalState.REPLACED)
    assert (found.then.pairs, found.then.total) == (len(after), sum(row.score_hundredths for row in rows))
    assert found.turns == turns_of(before, after)
    assert (found.is_proved, found.weights) == (True, OTHER)
    assert found.then.total >= found.same_pairs.total


def test_who_loses_a_partner_and_who_gets_one_is_told(studio: Studio, now: datetime) -> None:
    studio.mentee("Endang", offers={"anggaran": 5}, wants={"video": 3})
    gives = studio.mentor("Ayu", offers={"video": 5}, wants={})
    gains = studio.mentor("Bayu", offers={"video": 1}, wants={"anggaran": 3})
    round_ = open_round(
        studio.cohort, by=studio.coordinator, now=now, settings=RoundSettings(Weights(92, 0, 0, 8), 0, "uji")
    )

    found = asking.preview_weights(round_, Weights(0, 92, 0, 8))

    assert (found.alone, found.found, found.come) == ((gives.public_id.hex,), (gains.public_id.hex,), 1)


def test_exploring_warm_is_exploring(studio: Studio, now: datetime) -> None:
    many(studio, 8)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    one, other = Proposal.objects.of(studio.organisation).order_by("pk")[:2]

    warm, here = asking.explore(round_, one.mentee), explore(round_, one.mentee)
    assert (warm.partners, warm.chosen, warm.partner_refs) == (here.partners, here.chosen, here.partner_refs)
    asked = asking.explore(round_, one.mentee, partner=other.mentor)
    assert asked.chosen == explore(round_, one.mentee, partner=other.mentor).chosen
    assert asked.chosen == asking.price_pair(round_, mentor=other.mentor, mentee=one.mentee)


def test_somebody_who_is_not_here_is_refused(studio: Studio, now: datetime) -> None:
    many(studio, 2)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    late = studio.mentee("Datang Kemudian")
    late.state = EnrolmentState.DECLINED
    late.save()

    with pytest.raises(NotInThisRound):
        asking.explore(round_, late)


def test_rows_are_read_again_only_when_something_changed(studio: Studio, now: datetime) -> None:
    many(studio, 6)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    asking.preview_weights(round_, OTHER)

    with CaptureQueriesContext(connection) as caught:
        asking.preview_weights(round_, Weights(0, 80))
    read = [query["sql"] for query in caught]
    assert len(read) <= 6
    assert not [sql for sql in read if "programmes_offer" in sql or "people_availability" in sql]

    one, other = Proposal.objects.of(studio.organisation).order_by("pk")[:2]
    add_avoidance(one.mentor.person, other.mentee.person, by=one.mentor.person, now=now)
    priced = asking.price_pair(round_, mentor=one.mentor, mentee=other.mentee)
    assert priced.rule == "avoid"


def test_stamp_moves_with_every_act_around_a_round(studio: Studio, now: datetime) -> None:
    many(studio, 3)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    one = Proposal.objects.of(studio.organisation).order_by("pk")[0]
    stamps = [asking.stamp_of(round_)]

    override_pair(
        round_, mentor=one.mentor, mentee=one.mentee, kind="lock", reason="Satu proyek.", by=studio.coordinator, now=now
    )
    stamps.append(asking.stamp_of(round_))
    send_proposals(round_, by=studio.coordinator, now=now)
    stamps.append(asking.stamp_of(round_))
    answer_proposal(one, person=one.mentor.person, answer=Answer.NO, now=now)
    stamps.append(asking.stamp_of(round_))

    assert len(set(stamps)) == 4


def test_dead_process_is_started_again_for_the_next_question(studio: Studio, now: datetime) -> None:
    many(studio, 4)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    first = asking.preview_weights(round_, OTHER)
    pid = asking.COMPANION.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)

    assert asking.preview_weights(round_, OTHER) == first
    assert asking.preview_weights(round_, Weights(0, 80)).weights == Weights(0, 80)
    assert asking.COMPANION.pid not in (None, pid)


def test_answer_that_is_not_ready_can_be_fetched_later(studio: Studio, now: datetime) -> None:
    many(studio, 3)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)

    asking.COMPANION.stop()  # one that has yet to start is not ready at once
    with pytest.raises(asking.StillComputing):
        asking.preview_weights(round_, OTHER, patience=0)

    assert asking.preview_weights(round_, OTHER).weights == OTHER


def test_round_too_large_to_be_kept_is_refused_at_once(
    studio: Studio, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    many(studio, 2)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    monkeypatch.setattr(asking, "MOST_PAIRS", 3)

    with pytest.raises(asking.TooManyPeople):
        asking.preview_weights(round_, OTHER)


def test_few_people_are_computed_here_where_no_process_can_be_started(
    studio: Studio, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    many(studio, 3)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    asking.COMPANION.stop()
    monkeypatch.setattr(asking.COMPANION, "_command", ["/nowhere/python"])

    assert asking.preview_weights(round_, OTHER).then.pairs == 3
    monkeypatch.setattr(asking, "HERE_AT_MOST", 5)
    with pytest.raises(asking.NoCompany):
        asking.preview_weights(round_, Weights(0, 80))
