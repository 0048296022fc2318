from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast
from tests.factories.matching import Studio, many
from tests.factories.people import make_line
from timbalik.audit.models import AuditEntry
from timbalik.matching.errors import AnswerTooLate, NotAsked, NothingToSend, RoundNotOpen, RoundOutOfDate
from timbalik.matching.models import Acceptance, Proposal, Round
from timbalik.matching.operations import answer_proposal, open_round, remind_waiting, send_proposals
from timbalik.matching.operations.asking import ACT, queue_letters
from timbalik.matching.queries.asked import asked_proposals
from timbalik.matching.states import Answer, ProposalState, RoundState
from timbalik.notifications.models import ActionLink, Effect
from timbalik.notifications.operations import read_content


@pytest.fixture
def sent(studio: Studio, cast: Cast, now: datetime) -> Round:
    """Ayu and Bram are asked about each other."""
    studio.mentor(person=cast.ayu)
    studio.mentee(person=cast.bram)
    for person in (cast.ayu, cast.bram):
        person.line_knowledge = "top"
        person.save()
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    send_proposals(round_, by=studio.coordinator, now=now)
    return round_


def proposal_of(round_: Round) -> Proposal:
    return round_.proposals.get()


def mails(round_: Round) -> dict[str, dict[str, str]]:
    rows = Effect.objects.of(round_.organisation_id).select_related("recipient")
    return {row.recipient.full_name: read_content(row) for row in rows if row.recipient}


def test_both_sides_are_asked_by_mail_with_a_link_of_their_own(sent: Round, cast: Cast, now: datetime) -> None:
    letters = mails(sent)

    assert set(letters) == {cast.ayu.full_name, cast.bram.full_name}
    assert cast.bram.full_name in letters[cast.ayu.full_name]["text"]
    links = ActionLink.objects.of(cast.organisation).filter(act=ACT, subject_ref=proposal_of(sent).public_id)
    assert {link.person_id for link in links} == {cast.ayu.pk, cast.bram.pk}
    assert {link.expires_at for link in links} == {now + timedelta(days=sent.programme.answer_days)}
    assert sent.state == RoundState.SENT


def test_letter_speaks_the_language_of_its_reader(studio: Studio, now: datetime) -> None:
    studio.mentor("Wahyu", language="en")
    studio.mentee("Endang", language="id")
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    send_proposals(round_, by=studio.coordinator, now=now)

    letters = mails(round_)

    assert letters["Wahyu"]["text"].startswith("Dear Wahyu,")
    assert letters["Endang"]["text"].startswith("Yth. Bapak/Ibu Endang,")


def test_letters_queued_twice_leave_once(sent: Round, now: datetime) -> None:
    queue_letters(sent, now=now)

    assert Effect.objects.of(sent.organisation_id).count() == 2
    assert ActionLink.objects.of(sent.organisation_id).count() == 2


def test_letters_and_lists_do_not_read_the_proof_with_every_row(sent: Round, studio: Studio, now: datetime) -> None:
    """In a round of thousands it is hundreds of kilobytes."""
    person = sent.proposals.select_related("mentee__person").latest("pk").mentee.person
    Effect.objects.of(studio.organisation).all().delete()
    with CaptureQueriesContext(connection) as caught:
        assert queue_letters(sent, now=now) == 2
        assert asked_proposals(person, now=now)
    assert [one["sql"] for one in caught if "certificate" in one["sql"]] == []


def test_sending_twice_is_refused(sent: Round, studio: Studio, now: datetime) -> None:
    with pytest.raises(RoundNotOpen):
        send_proposals(sent, by=studio.coordinator, now=now)


def test_sending_nothing_is_refused(studio: Studio, now: datetime) -> None:
    studio.mentor(hours=())
    studio.mentee()
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)

    with pytest.raises(NothingToSend):
        send_proposals(round_, by=studio.coordinator, now=now)


def test_sending_notices_a_line_that_came_in_meanwhile(studio: Studio, now: datetime) -> None:
    mentor, mentee = studio.mentor(), studio.mentee()
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    make_line(mentor.person, mentee.person)

    with pytest.raises(RoundOutOfDate):
        send_proposals(round_, by=studio.coordinator, now=now)
    assert not Effect.objects.of(studio.organisation).exists()


def test_pair_is_accepted_when_both_say_yes(sent: Round, cast: Cast, now: datetime) -> None:
    proposal = proposal_of(sent)

    answer_proposal(proposal, person=cast.ayu, answer=Answer.YES, now=now)
    assert proposal_of(sent).state == ProposalState.ASKED
    answer_proposal(proposal, person=cast.bram, answer=Answer.YES, now=now)

    assert proposal_of(sent).state == ProposalState.ACCEPTED


def test_no_ends_the_pair_and_can_be_taken_back(sent: Round, cast: Cast, now: datetime) -> None:
    proposal = proposal_of(sent)
    answer_proposal(proposal, person=cast.ayu, answer=Answer.YES, now=now)

    answer_proposal(proposal, person=cast.bram, answer=Answer.NO, now=now)
    assert proposal_of(sent).state == ProposalState.DECLINED
    answer_proposal(proposal, person=cast.bram, answer=Answer.YES, now=now)

    assert proposal_of(sent).state == ProposalState.ACCEPTED


def test_audit_knows_of_the_answer_but_not_which(sent: Round, cast: Cast, now: datetime) -> None:
    answer_proposal(proposal_of(sent), person=cast.bram, answer=Answer.NO, now=now)

    entry = AuditEntry.objects.filter(organisation_ref=cast.organisation.public_id).order_by("number").last()
    assert entry is not None
    assert (entry.verb, entry.facts) == ("matching.answered", {})


def test_nobody_answers_for_another(sent: Round, cast: Cast, studio: Studio, now: datetime) -> None:
    with pytest.raises(NotAsked):
        answer_proposal(proposal_of(sent), person=cast.citra, answer=Answer.YES, now=now)
    with pytest.raises(NotAsked):
        answer_proposal(proposal_of(sent), person=cast.bram, answer=Answer.YES, now=now, by=cast.citra)
    with pytest.raises(NotAsked):
        answer_proposal(proposal_of(sent), person=cast.bram, answer=Answer.WAITING, now=now)


def test_answer_after_the_time_is_refused(sent: Round, cast: Cast, now: datetime) -> None:
    late = now + timedelta(days=sent.programme.answer_days, seconds=1)

    with pytest.raises(AnswerTooLate):
        answer_proposal(proposal_of(sent), person=cast.ayu, answer=Answer.YES, now=late)


def test_reminder_reaches_who_is_silent_and_gives_time_anew(
    sent: Round, cast: Cast, studio: Studio, now: datetime
) -> None:
    answer_proposal(proposal_of(sent), person=cast.ayu, answer=Answer.YES, now=now)
    later = now + timedelta(days=sent.programme.answer_days, hours=1)

    assert remind_waiting(sent, by=studio.coordinator, now=later) == 1
    assert remind_waiting(sent, by=studio.coordinator, now=later) == 1

    reminded = Effect.objects.of(cast.organisation).filter(key__contains="reminder")
    assert [effect.recipient for effect in reminded] == [cast.bram]
    answer_proposal(proposal_of(sent), person=cast.bram, answer=Answer.YES, now=later + timedelta(hours=1))
    assert proposal_of(sent).state == ProposalState.ACCEPTED


def test_partner_of_a_no_is_not_reminded(sent: Round, cast: Cast, studio: Studio, now: datetime) -> None:
    """A reminder after the other's no would ask about a pair that can't be."""
    answer_proposal(proposal_of(sent), person=cast.bram, answer=Answer.NO, now=now)

    assert remind_waiting(sent, by=studio.coordinator, now=now) == 0


def test_everybody_of_many_pairs_is_asked_once(studio: Studio, now: datetime) -> None:
    many(studio, 12)
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)

    assert send_proposals(round_, by=studio.coordinator, now=now) == 24
    assert Acceptance.objects.of(studio.organisation).count() == Effect.objects.of(studio.organisation).count() == 24
