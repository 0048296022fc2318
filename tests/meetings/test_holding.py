from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories.outbox import waiting
from tests.factories.people import NOW, make_person
from tests.factories.relationships import Pair, make_pair
from tests.factories.sessions import NEXT_DAY, make_session
from timbalik.meetings.models import CheckIn
from timbalik.meetings.operations import (
    CheckInAnswers,
    CheckInRefused,
    NotAParticipant,
    SessionNotBooked,
    SessionNotYet,
    cancel_session,
    check_in,
    mark_held,
    mark_missed,
)
from timbalik.meetings.queries import opened_check_ins
from timbalik.meetings.states import CancelReason, SessionState
from timbalik.meetings.tasks import ask_for_check_ins, remind_of_sessions
from timbalik.notifications.models import ActionLink
from timbalik.relationships.vault import open_vault

pytestmark = pytest.mark.django_db
AFTER = NEXT_DAY + timedelta(hours=1)


@pytest.fixture
def pair() -> Pair:
    return make_pair()


def test_two_taps_say_that_the_session_was_held(pair: Pair) -> None:
    session = make_session(pair)
    check_in(session, CheckInAnswers(4, "mentor", gained="cara membaca keranjang"), by=pair.mentee, now=AFTER)
    assert session.state == SessionState.HELD
    [opened] = opened_check_ins(pair.relationship, open_vault(pair.relationship, reader=pair.mentor))
    assert (opened.person_id, opened.usefulness, opened.taught_more, opened.gained) == (
        pair.mentee.pk,
        4,
        "mentor",
        "cara membaca keranjang",
    )


def test_second_tap_replaces_the_first(pair: Pair) -> None:
    session = make_session(pair)
    for usefulness in (2, 5):
        check_in(session, CheckInAnswers(usefulness, "both"), by=pair.mentee, now=AFTER)
    assert CheckIn.objects.of(session.organisation_id).count() == 1
    [opened] = opened_check_ins(pair.relationship, open_vault(pair.relationship, reader=pair.mentee))
    assert opened.usefulness == 5


def test_check_in_words_are_sealed(pair: Pair) -> None:
    row = check_in(make_session(pair), CheckInAnswers(4, "both", gave="arus kas"), by=pair.mentor, now=AFTER)
    assert b"arus kas" not in bytes(row.content_sealed)


@pytest.mark.parametrize("answers", [CheckInAnswers(0, "both"), CheckInAnswers(6, "both"), CheckInAnswers(3, "boss")])
def test_impossible_taps_are_refused(pair: Pair, answers: CheckInAnswers) -> None:
    with pytest.raises(CheckInRefused):
        check_in(make_session(pair), answers, by=pair.mentor, now=AFTER)


def test_nothing_is_said_about_a_session_before_it_begins(pair: Pair) -> None:
    session = make_session(pair)
    with pytest.raises(SessionNotYet):
        mark_held(session, by=pair.mentor, now=NOW)
    with pytest.raises(SessionNotYet):
        check_in(session, CheckInAnswers(4, "both"), by=pair.mentor, now=NOW)


def test_only_participants_speak_about_a_session(pair: Pair) -> None:
    session = make_session(pair)
    outsider = make_person(pair.relationship.organisation, "Citra")
    with pytest.raises(NotAParticipant):
        mark_held(session, by=outsider, now=AFTER)
    with pytest.raises(NotAParticipant):
        check_in(session, CheckInAnswers(4, "both"), by=outsider, now=AFTER)


def test_missed_session_may_be_put_right(pair: Pair) -> None:
    session = make_session(pair)
    mark_missed(session, by=pair.mentor, now=AFTER)
    assert session.state == SessionState.MISSED
    mark_held(session, by=pair.mentee, now=AFTER)
    assert session.state == SessionState.HELD


def test_cancelled_session_was_not_held(pair: Pair) -> None:
    session = make_session(pair)
    cancel_session(session, reason=CancelReason.HOLIDAY, by=pair.mentor, now=NOW)
    with pytest.raises(SessionNotBooked):
        mark_held(session, by=pair.mentor, now=AFTER)


def test_clock_asks_both_for_two_taps_once(pair: Pair) -> None:
    session = make_session(pair)
    for minutes in (0, 10, 20):
        ask_for_check_ins(AFTER + timedelta(minutes=minutes))
    assert ActionLink.objects.of(session.organisation_id).filter(act="check_in").count() == 2
    assert len(waiting(pair.mentor)) == 2  # the invitation, and the two taps


def test_who_has_tapped_is_not_asked_to(pair: Pair) -> None:
    session = make_session(pair)
    before = len(waiting(pair.mentor))
    check_in(session, CheckInAnswers(4, "both"), by=pair.mentor, now=AFTER)
    assert len(waiting(pair.mentor)) == before


def test_reminder_comes_once_a_day_ahead(pair: Pair) -> None:
    make_session(pair, starts_at=NOW + timedelta(days=3))
    remind_of_sessions(NOW + timedelta(days=1))
    assert len(waiting(pair.mentee)) == 1
    for minutes in (0, 10):
        remind_of_sessions(NOW + timedelta(days=2, minutes=minutes))
    assert len(waiting(pair.mentee)) == 2


def test_session_booked_for_tomorrow_needs_no_reminder(pair: Pair) -> None:
    make_session(pair, starts_at=NOW + timedelta(hours=20))
    remind_of_sessions(NOW + timedelta(minutes=10))
    assert len(waiting(pair.mentee)) == 1
