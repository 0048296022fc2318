from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories.outbox import waiting
from tests.factories.people import NOW, make_person
from tests.factories.relationships import Pair, make_pair
from tests.factories.sessions import NEXT_DAY, make_session
from timbalik.audit.models import AuditEntry
from timbalik.meetings.operations import (
    AnswerTooLate,
    CheckInAnswers,
    NotAParticipant,
    SessionNotBooked,
    SessionOver,
    answer_session,
    cancel_session,
    check_in,
    reschedule,
)
from timbalik.meetings.queries import fell_out_in_a_row
from timbalik.meetings.states import CancelReason, Reply, SessionState
from timbalik.notifications.states import EffectKind
from timbalik.people.models.persons import Person
from timbalik.people.operations import end_delegation, grant_delegation
from timbalik.relationships.operations import end_relationship, pause_relationship
from timbalik.relationships.states import Ending

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair() -> Pair:
    return make_pair()


@pytest.fixture
def assistant(pair: Pair) -> Person:
    """Ratna keeps the mentee's calendar."""
    ratna = make_person(pair.relationship.organisation, "Ratna Kusumawardani", salutation="Bu")
    grant_delegation(pair.mentee, ratna, by=pair.mentee, now=NOW)
    return ratna


def test_answer_can_be_changed_until_half_an_hour_before(pair: Pair) -> None:
    session = make_session(pair)
    for reply, minutes in ((Reply.YES, 90), (Reply.NO, 30)):
        seat = answer_session(
            session, person=pair.mentee, reply=reply, by=pair.mentee, now=NEXT_DAY - timedelta(minutes=minutes)
        )
        assert seat.reply == reply
    with pytest.raises(AnswerTooLate):
        answer_session(
            session, person=pair.mentee, reply=Reply.YES, by=pair.mentee, now=NEXT_DAY - timedelta(minutes=29)
        )


def test_a_yes_is_a_quiet_notice_and_a_no_a_mail(pair: Pair) -> None:
    session = make_session(pair)
    mails = len(waiting(pair.mentor))
    answer_session(session, person=pair.mentee, reply=Reply.YES, by=pair.mentee, now=NOW)
    assert (len(waiting(pair.mentor)), len(waiting(pair.mentor, kind=EffectKind.IN_APP))) == (mails, 1)
    answer_session(session, person=pair.mentee, reply=Reply.NO, by=pair.mentee, now=NOW)
    assert len(waiting(pair.mentor)) == mails + 1


def test_nobody_answers_for_the_partner(pair: Pair) -> None:
    with pytest.raises(NotAParticipant):
        answer_session(make_session(pair), person=pair.mentee, reply=Reply.YES, by=pair.mentor, now=NOW)


def test_assistant_answers_and_moves_on_behalf(pair: Pair, assistant: Person) -> None:
    session = make_session(pair)
    seat = answer_session(session, person=pair.mentee, reply=Reply.YES, by=assistant, now=NOW)
    assert (seat.person, seat.answered_by) == (pair.mentee, assistant)
    reschedule(session, starts_at=NEXT_DAY + timedelta(days=1), by=assistant, now=NOW)
    entry = AuditEntry.objects.filter(verb="session.moved").get()
    assert (entry.by_ref, entry.on_behalf_of_ref) == (assistant.public_id, pair.mentee.public_id)


def test_assistant_never_checks_in_nor_reads_the_topic(pair: Pair, assistant: Person) -> None:
    session = make_session(pair)
    with pytest.raises(NotAParticipant):
        check_in(session, CheckInAnswers(5, "mentor"), by=assistant, now=NEXT_DAY + timedelta(hours=1))
    [mail] = waiting(assistant)
    assert "keranjang" not in mail.text
    assert "Rinjani" not in mail.text
    assert mail.ics == b""


def test_former_assistant_does_nothing_more(pair: Pair, assistant: Person) -> None:
    session = make_session(pair)
    end_delegation(pair.mentee.delegations_given.get(), by=pair.mentee, now=NOW)
    with pytest.raises(NotAParticipant):
        cancel_session(session, reason=CancelReason.TRAVEL, by=assistant, now=NOW + timedelta(minutes=1))


def test_moved_session_asks_everybody_again_but_the_mover(pair: Pair) -> None:
    session = make_session(pair)
    answer_session(session, person=pair.mentee, reply=Reply.YES, by=pair.mentee, now=NOW)
    reschedule(session, starts_at=NEXT_DAY + timedelta(days=2), by=pair.mentee, now=NOW)
    assert dict(session.participants.values_list("side", "reply")) == {"mentor": Reply.WAITING, "mentee": Reply.YES}
    assert session.ends_at - session.starts_at == timedelta(hours=1)


def test_session_that_began_is_neither_moved_nor_called_off(pair: Pair) -> None:
    session = make_session(pair)
    with pytest.raises(SessionOver):
        reschedule(session, starts_at=NEXT_DAY + timedelta(days=2), by=pair.mentor, now=NEXT_DAY)
    with pytest.raises(SessionOver):
        cancel_session(session, reason=CancelReason.TRAVEL, by=pair.mentor, now=NEXT_DAY)


def test_cancellation_names_the_side_and_happens_once(pair: Pair) -> None:
    session = make_session(pair)
    cancel_session(session, reason=CancelReason.TRAVEL, by=pair.mentee, now=NOW)
    assert (session.state, session.cancelled_side) == (SessionState.CANCELLED, "mentee")
    with pytest.raises(SessionNotBooked):
        cancel_session(session, reason=CancelReason.TRAVEL, by=pair.mentor, now=NOW)


def test_second_cancellation_in_a_row_is_told_to_the_pair(pair: Pair) -> None:
    """GR-11, first step."""
    cancel_session(make_session(pair), reason=CancelReason.TRAVEL, by=pair.mentee, now=NOW)
    assert not waiting(pair.mentor, kind=EffectKind.IN_APP)
    cancel_session(
        make_session(pair, starts_at=NEXT_DAY + timedelta(days=14)),
        reason=CancelReason.URGENT_WORK,
        by=pair.mentee,
        now=NOW,
    )
    assert fell_out_in_a_row(pair.relationship) == 2
    for person in (pair.mentor, pair.mentee):
        [notice] = waiting(person, kind=EffectKind.IN_APP)
        assert pair.mentee.called not in notice.text


@pytest.mark.parametrize("act", ["pause", "end"])
def test_pause_and_ending_withdraw_what_was_booked_without_blame(pair: Pair, act: str) -> None:
    session = make_session(pair)
    if act == "pause":
        pause_relationship(pair.relationship, by=pair.mentor, now=NOW)
    else:
        end_relationship(pair.relationship, Ending.NO_FAULT, by=pair.mentor, now=NOW)
    session.refresh_from_db()
    assert (session.state, session.cancelled_side) == (SessionState.CANCELLED, "")
    assert fell_out_in_a_row(pair.relationship) == 0
    assert [mail.method for mail in waiting(pair.mentee) if mail.method] == ["CANCEL"]
