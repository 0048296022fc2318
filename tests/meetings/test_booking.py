from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories.outbox import waiting
from tests.factories.people import NOW, make_person
from tests.factories.relationships import Pair, make_pair
from tests.factories.sessions import NEXT_DAY, make_session, seats_of
from timbalik.meetings.models import MentoringSession
from timbalik.meetings.operations import (
    LengthRefused,
    NotAParticipant,
    SessionInThePast,
    SessionNotBooked,
    TimeNotOffered,
    choose_time,
    propose_times,
)
from timbalik.meetings.queries import session_words_for, visible_to
from timbalik.meetings.states import Channel, Reply, SessionKind, SessionState
from timbalik.relationships.vault import NotAMember

pytestmark = pytest.mark.django_db
TIMES = [NEXT_DAY, NEXT_DAY + timedelta(days=1), NEXT_DAY + timedelta(days=2)]


@pytest.fixture
def pair() -> Pair:
    return make_pair()


def propose(pair: Pair) -> MentoringSession:
    return propose_times(
        pair.relationship.programme,
        relationship=pair.relationship,
        seats=seats_of(pair),
        starts=TIMES,
        minutes=60,
        kind=SessionKind.LEARNING,
        topic="Dasbor",
        channel=Channel.VIDEO,
        place="",
        by=pair.mentor,
        now=NOW,
    )


def replies(session: MentoringSession) -> dict[str, str]:
    return dict(session.participants.values_list("side", "reply"))


def test_who_books_has_said_yes_and_the_partner_is_asked(pair: Pair) -> None:
    session = make_session(pair)
    assert (session.state, session.number, session.sequence) == (SessionState.BOOKED, 1, 0)
    assert replies(session) == {"mentor": Reply.YES, "mentee": Reply.WAITING}


def test_topic_and_place_are_read_by_the_pair_alone(pair: Pair) -> None:
    session = make_session(pair)
    assert b"keranjang" not in bytes(session.topic_sealed or b"")
    assert session_words_for(session, reader=pair.mentee).topic == "Dari kunjungan ke keranjang"
    with pytest.raises(NotAMember):
        session_words_for(session, reader=make_person(pair.relationship.organisation, "Citra"))


def test_sessions_are_numbered_one_after_another(pair: Pair) -> None:
    assert [make_session(pair, starts_at=moment).number for moment in TIMES] == [1, 2, 3]


def test_session_begins_in_the_future_and_lasts_a_sensible_time(pair: Pair) -> None:
    with pytest.raises(SessionInThePast):
        make_session(pair, starts_at=NOW)
    with pytest.raises(LengthRefused):
        make_session(pair, minutes=300)


def test_partner_chooses_one_of_three_times(pair: Pair) -> None:
    session = propose(pair)
    assert session.state == SessionState.PROPOSED
    [asked] = waiting(pair.mentee)
    assert asked.text.count("– ") == 3
    assert not waiting(pair.mentor)
    choose_time(session, TIMES[1], by=pair.mentee, now=NOW)
    session.refresh_from_db()
    assert (session.state, session.starts_at) == (SessionState.BOOKED, TIMES[1])
    assert replies(session) == {"mentor": Reply.YES, "mentee": Reply.YES}
    assert [mail.method for mail in (*waiting(pair.mentor), *waiting(pair.mentee))] == ["REQUEST", "REQUEST"]


def test_time_that_was_not_suggested_is_refused(pair: Pair) -> None:
    with pytest.raises(TimeNotOffered):
        choose_time(propose(pair), NEXT_DAY + timedelta(hours=1), by=pair.mentee, now=NOW)


def test_time_is_chosen_once(pair: Pair) -> None:
    session = propose(pair)
    choose_time(session, TIMES[0], by=pair.mentee, now=NOW)
    with pytest.raises(SessionNotBooked):
        choose_time(session, TIMES[1], by=pair.mentee, now=NOW)


def test_outsider_chooses_nothing_and_sees_nothing(pair: Pair) -> None:
    outsider = make_person(pair.relationship.organisation, "Citra")
    with pytest.raises(NotAParticipant):
        choose_time(propose(pair), TIMES[0], by=outsider, now=NOW)
    assert not visible_to(outsider).exists()
    assert visible_to(pair.mentee).count() == 1
