"""The time to answer ends for everybody at once, and nobody can read from it who said what."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.factories.matching import Studio
from timbalik.matching.models import Proposal, Round
from timbalik.matching.operations import answer_proposal, open_round, publish_round, send_proposals
from timbalik.matching.operations.adjusting import adjust_round
from timbalik.matching.operations.expiring import expire_answers, nudge_silent, rounds_to_close, rounds_to_nudge
from timbalik.matching.queries.asked import asked_proposals
from timbalik.matching.queries.rounds import standing_of
from timbalik.matching.states import Answer, ProposalState
from timbalik.matching.tasks import watch_answers
from timbalik.notifications.models import Effect
from timbalik.notifications.operations import read_content
from timbalik.people.models.persons import Person
from timbalik.relationships.models import HeldPlace


@pytest.fixture
def sent(studio: Studio, now: datetime) -> Round:
    """Three pairs are asked, each with a topic of its own: 0 says yes twice, in 1 one says no, 2 is silent."""
    for number in range(3):
        studio.mentor(f"Mentor {number}", offers={f"t{number}": 5}, wants={f"u{number}": 3})
        studio.mentee(f"Mentee {number}", offers={f"u{number}": 5}, wants={f"t{number}": 3})
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    send_proposals(round_, by=studio.coordinator, now=now)
    answer(round_, 0, now, Answer.YES, Answer.YES)
    answer(round_, 1, now, Answer.YES, Answer.NO)
    return round_


def proposal(round_: Round, number: int) -> Proposal:
    return round_.proposals.select_related("mentor__person", "mentee__person").get(
        mentor__person__full_name=f"Mentor {number}"
    )


def answer(round_: Round, number: int, now: datetime, *answers: str) -> None:
    asked = proposal(round_, number)
    for person, said in zip((asked.mentor.person, asked.mentee.person), answers, strict=True):
        answer_proposal(asked, person=person, answer=said, now=now)


def people(round_: Round, number: int) -> tuple[Person, Person]:
    asked = proposal(round_, number)
    return asked.mentor.person, asked.mentee.person


def over(round_: Round) -> datetime:
    assert round_.answer_by is not None
    return round_.answer_by + timedelta(minutes=5)


def letters(round_: Round, key: str) -> list[Effect]:
    return list(Effect.objects.of(round_.organisation_id).filter(key__contains=key).select_related("recipient"))


def test_silent_people_hear_once_more_before_the_end(sent: Round, now: datetime) -> None:
    assert sent.answer_by is not None
    early, late = sent.answer_by - timedelta(hours=30), sent.answer_by - timedelta(hours=20)
    assert not rounds_to_nudge(early).exists()
    assert list(rounds_to_nudge(late)) == [sent]

    assert nudge_silent(sent, now=late) == 2
    assert not rounds_to_nudge(late + timedelta(hours=1)).exists()
    assert {row.recipient for row in letters(sent, "reminder")} == set(people(sent, 2))


def test_no_and_silence_end_alike(sent: Round, now: datetime) -> None:
    assert list(rounds_to_close(over(sent))) == [sent]
    assert expire_answers(sent, now=over(sent)) == 2
    assert not rounds_to_close(over(sent)).exists()

    assert {proposal(sent, 1).state, proposal(sent, 2).state} == {ProposalState.EXPIRED}
    seen = {one: asked_proposals(one, now=over(sent))[0].standing for n in (1, 2) for one in people(sent, n)}
    assert set(seen.values()) == {"ended"}


def test_one_text_for_all_whatever_they_answered(sent: Round, now: datetime) -> None:
    expire_answers(sent, now=over(sent))
    written = {}
    for row in letters(sent, "proposals_closed"):
        assert row.recipient is not None
        written[row.recipient] = read_content(row)
    concerned = {*people(sent, 1), *people(sent, 2)}
    texts = {written[one]["text"].replace(one.display_name, "…") for one in concerned}
    assert len(texts) == 1
    assert not {*people(sent, 0)} & set(written)


def test_pair_with_two_yeses_is_kept_and_opens(sent: Round, studio: Studio, now: datetime) -> None:
    expire_answers(sent, now=over(sent))

    assert {asked_proposals(one, now=over(sent))[0].standing for one in people(sent, 0)} == {"kept"}
    assert len(publish_round(sent, by=studio.coordinator, now=over(sent))) == 1


def test_coordinator_reads_one_number_for_no_and_silence(sent: Round, studio: Studio, now: datetime) -> None:
    expire_answers(sent, now=over(sent))

    found = standing_of(sent)
    assert (found.accepted, found.waiting, found.declined) == (1, 0, 2)
    [told] = letters(sent, "coordinator")
    assert told.recipient == studio.coordinator


def test_substitutes_are_asked_in_the_same_round_and_never_the_same_two(
    sent: Round, studio: Studio, now: datetime
) -> None:
    """A person takes the adjustment; those who were left are asked about somebody new, with their days to answer."""
    expire_answers(sent, now=over(sent))
    sent.refresh_from_db()

    adjust_round(sent, by=studio.coordinator, now=over(sent))

    fresh = sent.proposals.filter(state=ProposalState.ASKED)
    pairs = set(fresh.values_list("mentor__person__full_name", "mentee__person__full_name"))
    assert pairs == {("Mentor 1", "Mentee 2"), ("Mentor 2", "Mentee 1")}
    later = Round.objects.of(studio.organisation).get(pk=sent.pk)
    assert list(rounds_to_close(over(later))) == [later]


def test_closing_twice_writes_nothing_more(sent: Round, now: datetime) -> None:
    expire_answers(sent, now=over(sent))
    before = Effect.objects.of(sent.organisation_id).count()
    assert expire_answers(sent, now=over(sent)) == 0
    assert Effect.objects.of(sent.organisation_id).count() == before


def test_clock_reminds_and_closes(sent: Round, now: datetime) -> None:
    assert sent.answer_by is not None
    watch_answers(sent.answer_by - timedelta(hours=1))
    watch_answers(over(sent))
    sent.refresh_from_db()
    assert sent.nudged_at is not None
    assert sent.expired_at == over(sent)


def test_second_yes_takes_a_place_of_each(sent: Round, now: datetime) -> None:
    asked = proposal(sent, 0)
    held = HeldPlace.objects.of(sent.organisation_id).filter(ref=asked.public_id)
    assert set(held.values_list("enrolment", flat=True)) == {asked.mentor_id, asked.mentee_id}

    answer_proposal(asked, person=asked.mentee.person, answer=Answer.NO, now=now)
    assert not held.exists()


def test_yes_after_the_place_went_ends_like_any_other(sent: Round, now: datetime) -> None:
    """A request was faster: the pair does not come about, and the page says no more than ever."""
    asked = proposal(sent, 2)
    HeldPlace.objects.create(
        organisation=sent.organisation,
        enrolment=asked.mentor,
        number=1,
        holder="request",
        ref="7d1f4c4e-0c53-4f0f-9a9e-6b6c6f7f2a11",
        taken_at=now,
    )
    answer(sent, 2, now, Answer.YES, Answer.YES)
    assert proposal(sent, 2).state == ProposalState.REPLACED
    assert asked_proposals(asked.mentee.person, now=now)[0].standing == "ended"
