"""Somebody restricts the use of their data: their pairs pause, kindly and without a reason; nothing else reaches them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail

from tests.factories.outbox import Waiting, waiting
from tests.factories.people import NOW
from tests.factories.relationships import Pair
from tests.factories.sessions import make_session
from tests.journey.pairs import lead_to
from timbalik.journey.operations import OwnDataRests, PartnerPauses, resume_pair
from timbalik.meetings.states import SessionState
from timbalik.meetings.tasks import ask_for_check_ins, remind_of_sessions
from timbalik.notifications.operations import deliver_due, notices_for
from timbalik.people.operations import restrict_processing
from timbalik.people.profiles import release_processing
from timbalik.programmes.operations import NotInvitable, invite
from timbalik.programmes.states import EnrolmentRole, ProgrammeState
from timbalik.relationships.operations import RelationshipNotActive, pause_relationship, resume_relationship
from timbalik.relationships.operations.closing import end_relationship
from timbalik.relationships.states import Ending, Phase, RelationshipState

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def pair() -> Pair:
    """In growth, with a session in two days."""
    pair = lead_to(Phase.GROWTH)
    make_session(pair, starts_at=NOW + 2 * DAY)
    return pair


def restrict(pair: Pair) -> None:
    restrict_processing(pair.mentee, by=pair.mentee, now=NOW)
    pair.relationship.refresh_from_db()


def pause_letter(pair: Pair) -> Waiting:
    return [letter for letter in waiting(pair.mentor) if "jeda" in letter.subject][-1]


def test_pair_pauses_and_its_session_is_called_off(pair: Pair) -> None:
    restrict(pair)
    assert pair.relationship.state == RelationshipState.PAUSED
    assert pair.relationship.sessions.latest("starts_at").state == SessionState.CANCELLED


def test_partner_is_told_politely_and_not_why(pair: Pair) -> None:
    restrict(pair)
    letter = pause_letter(pair)
    assert "Tidak perlu ada alasan" in letter.text
    assert "data " not in letter.text.lower()


def test_letter_of_a_pause_is_the_same_whoever_paused(pair: Pair) -> None:
    """From the words nobody can tell a rest of data from the pause button."""
    pause_relationship(pair.relationship, by=pair.mentee, now=NOW)
    by_button = pause_letter(pair).text
    resume_relationship(pair.relationship, by=pair.mentee, now=NOW + DAY)
    restrict_processing(pair.mentee, by=pair.mentee, now=NOW + 2 * DAY)
    assert pause_letter(pair).text == by_button


def test_who_rests_gets_only_the_calendar_removal(pair: Pair) -> None:
    deliver_due(now=NOW)
    mail.outbox.clear()
    restrict(pair)
    for moment in (NOW + DAY, NOW + 3 * DAY):
        remind_of_sessions(moment)
        ask_for_check_ins(moment)
        deliver_due(now=moment)
    assert [letter.subject for letter in mail.outbox if pair.mentee.email in letter.to] == [
        "Dibatalkan: Sesi ke-2 dengan Ayu"
    ]


def test_pair_does_not_go_on_while_one_rests(pair: Pair) -> None:
    restrict(pair)
    with pytest.raises(PartnerPauses):
        resume_pair(pair.relationship, by=pair.mentor, now=NOW + DAY)
    with pytest.raises(OwnDataRests):
        resume_pair(pair.relationship, by=pair.mentee, now=NOW + DAY)


def test_released_person_is_led_back_and_resumes(pair: Pair) -> None:
    restrict(pair)
    release_processing(pair.mentee, by=pair.mentee, now=NOW + DAY)
    assert "menunggu" in notices_for(pair.mentee)[0][1]["subject"]
    resume_pair(pair.relationship, by=pair.mentee, now=NOW + DAY)
    assert pair.relationship.state == RelationshipState.ACTIVE
    assert "berlanjut" in notices_for(pair.mentor)[0][1]["subject"]


def test_ended_pair_stays_ended(pair: Pair) -> None:
    end_relationship(pair.relationship, Ending.NO_FAULT, by=pair.mentor, now=NOW)
    restrict(pair)
    assert pair.relationship.state == RelationshipState.ENDED
    with pytest.raises(RelationshipNotActive):
        resume_pair(pair.relationship, by=pair.mentor, now=NOW)


def test_who_rests_is_not_invited(pair: Pair) -> None:
    restrict(pair)
    programme = pair.relationship.programme
    programme.state = ProgrammeState.OPEN
    programme.save()
    with pytest.raises(NotInvitable):
        invite(programme, [(pair.mentee, EnrolmentRole.MENTOR)], by=None, now=NOW)
