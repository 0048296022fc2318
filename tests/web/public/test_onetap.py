"""Links in mails: opening changes nothing, the button acts, and only for the person they were made for."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests.factories.outbox import waiting
from tests.factories.people import NOW, make_person
from tests.factories.relationships import Pair, make_pair
from tests.factories.sessions import NEXT_DAY, make_session, seats_of
from timbalik.audit.models import AuditEntry
from timbalik.meetings.models import CheckIn, MentoringSession
from timbalik.meetings.operations import mark_held, propose_times
from timbalik.meetings.states import Channel, Reply, SessionKind, SessionState
from timbalik.people.models.persons import Person
from timbalik.people.operations import end_delegation, grant_delegation, restrict_processing
from timbalik.surveys.asking import tell_the_asked
from timbalik.surveys.instruments import items_of
from timbalik.surveys.models import Response
from timbalik.surveys.operations import open_wave
from timbalik.surveys.states import WaveKind

pytestmark = pytest.mark.django_db
LINK = re.compile(r"http://[^/]+(/ketuk/[^/\s]+/)")


@pytest.fixture
def pair() -> Pair:
    return make_pair()


@pytest.fixture
def assistant(pair: Pair) -> Person:
    ratna = make_person(pair.relationship.organisation, "Ratna Kusumawardani", salutation="Bu")
    grant_delegation(pair.mentee, ratna, by=pair.mentee, now=NOW)
    return ratna


def link_to(person: Person) -> str:
    found = LINK.search(waiting(person)[-1].text)
    assert found is not None
    return found.group(1)


def reply_of(session: MentoringSession, person: Person) -> str:
    return session.participants.get(person=person).reply


def test_opening_the_link_changes_nothing(client: Client, pair: Pair) -> None:
    session = make_session(pair)
    with time_machine.travel(NOW, tick=False):
        page = client.get(link_to(pair.mentee)).content.decode()
    assert "Ya, saya hadir" in page
    assert "Dari kunjungan ke keranjang" in page
    assert "<script" not in page
    assert reply_of(session, pair.mentee) == Reply.WAITING


def test_language_tapped_on_the_card_goes_before_that_of_the_person(client: Client, pair: Pair) -> None:
    make_session(pair)
    with time_machine.travel(NOW, tick=False):
        link = link_to(pair.mentee)
        client.post(reverse("set_language"), {"language": "en", "next": link})
        assert "Yes, I am coming" in client.get(link).content.decode()


def test_answer_is_changed_until_half_an_hour_before(client: Client, pair: Pair) -> None:
    session = make_session(pair)
    link = link_to(pair.mentee)
    for reply, minutes in ((Reply.YES, 300), (Reply.NO, 30)):
        with time_machine.travel(NEXT_DAY - timedelta(minutes=minutes), tick=False):
            client.post(link, {"reply": reply})
        assert reply_of(session, pair.mentee) == reply
    with time_machine.travel(NEXT_DAY - timedelta(minutes=20), tick=False):
        page = client.post(link, {"reply": Reply.YES}).content.decode()
    assert "Itu tidak lagi memungkinkan." in page
    assert reply_of(session, pair.mentee) == Reply.NO


def test_moving_takes_one_of_three_common_times(client: Client, pair: Pair) -> None:
    session = make_session(pair)
    link = link_to(pair.mentee)
    with time_machine.travel(NOW, tick=False):
        slots = client.get(link, {"pindah": "1"}).context["slots"]
        assert len(slots) == 3
        client.post(link, {"starts_at": slots[0][0]})
    session.refresh_from_db()
    assert (session.starts_at.isoformat(), session.sequence) == (slots[0][0], 1)
    assert AuditEntry.objects.get(verb="session.moved").channel == "one_tap"


@pytest.mark.parametrize("odd", ["besok", "2027-01-01T10:00:00", "9999-12-31T23:59:59-12:00", "2020-01-01T00:00:00Z"])
def test_odd_times_move_nothing(client: Client, pair: Pair, odd: str) -> None:
    session = make_session(pair)
    with time_machine.travel(NOW, tick=False):
        assert client.post(link_to(pair.mentee), {"starts_at": odd}).status_code == 200
    session.refresh_from_db()
    assert session.starts_at == NEXT_DAY


def test_card_speaks_the_language_of_its_person(client: Client, pair: Pair) -> None:
    pair.mentee.language = "en"
    pair.mentee.save()
    make_session(pair)
    with time_machine.travel(NOW, tick=False):
        assert "Yes, I am coming" in client.get(link_to(pair.mentee)).content.decode()


def test_assistant_answers_without_seeing_topic_or_place(client: Client, pair: Pair, assistant: Person) -> None:
    session = make_session(pair)
    link = link_to(assistant)
    with time_machine.travel(NOW, tick=False):
        page = client.get(link).content.decode()
        client.post(link, {"reply": Reply.YES})
    for word in ("keranjang", "Rinjani"):
        assert word not in page
    seat = session.participants.get(person=pair.mentee)
    assert (seat.reply, seat.answered_by) == (Reply.YES, assistant)


def test_link_of_a_former_assistant_leads_nowhere(client: Client, pair: Pair, assistant: Person) -> None:
    session = make_session(pair)
    end_delegation(pair.mentee.delegations_given.get(), by=pair.mentee, now=NOW)
    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        assert client.post(link_to(assistant), {"reply": Reply.YES}).status_code == 410
    assert reply_of(session, pair.mentee) == Reply.WAITING


def test_time_is_chosen_by_one_tap(client: Client, pair: Pair) -> None:
    times = [NEXT_DAY + timedelta(days=days) for days in range(3)]
    session = propose_times(
        pair.relationship.programme,
        relationship=pair.relationship,
        seats=seats_of(pair),
        starts=times,
        minutes=60,
        kind=SessionKind.LEARNING,
        topic="Dasbor",
        channel=Channel.VIDEO,
        place="",
        by=pair.mentor,
        now=NOW,
    )
    link = link_to(pair.mentee)
    with time_machine.travel(NOW, tick=False):
        assert client.get(link).content.decode().count('name="starts_at"') == 3
        assert "Terjadwal" in client.post(link, {"starts_at": times[2].isoformat()}).content.decode()
    session.refresh_from_db()
    assert (session.state, session.starts_at) == (SessionState.BOOKED, times[2])


def test_two_taps_without_signing_in(client: Client, pair: Pair) -> None:
    session = make_session(pair)
    after = NEXT_DAY + timedelta(hours=1)
    mark_held(session, by=pair.mentor, now=after)
    link = link_to(pair.mentee)
    with time_machine.travel(after, tick=False):
        client.get(link)
        assert not CheckIn.objects.of(session.organisation_id).exists()
        refused = client.post(link, {"usefulness": "9", "taught_more": "mentor"}).content.decode()
        assert "Pilih angka 1 sampai 5" in refused
        assert "Terima kasih." in client.post(link, {"usefulness": "5", "taught_more": "mentor"}).content.decode()
    assert CheckIn.objects.of(session.organisation_id).get().person == pair.mentee


@pytest.mark.parametrize("token", ["x", "0" * 43, "%00"])
def test_unknown_link_says_so(client: Client, db: None, token: str) -> None:
    response = client.get(f"/ketuk/{token}/")
    assert response.status_code == 410


def test_link_ends_with_the_session(client: Client, pair: Pair) -> None:
    make_session(pair)
    with time_machine.travel(NEXT_DAY + timedelta(hours=1), tick=False):
        assert client.get(link_to(pair.mentee)).status_code == 410


def test_post_needs_its_own_page(pair: Pair) -> None:
    session = make_session(pair)
    strict = Client(enforce_csrf_checks=True)
    with time_machine.travel(NOW, tick=False):
        assert strict.post(link_to(pair.mentee), {"reply": Reply.YES}).status_code == 403
    assert reply_of(session, pair.mentee) == Reply.WAITING


# --- The pulse -------------------------------------------------------------------------------------------------------


@pytest.fixture
def asked(pair: Pair, content: None) -> Pair:
    """Mentor and mentee have the letter of a wave."""
    open_wave(pair.relationship.cohort, WaveKind.EARLY, now=NOW, closes_at=NOW + timedelta(days=14))
    tell_the_asked(now=NOW)
    return pair


def pulse_answers(pair: Pair) -> dict[str, str]:
    wave = pair.relationship.programme.waves.get()
    return {
        item.code: "4" if item.kind == "agreement" else "1"
        for item in items_of(wave.instrument.content, wave.kind, "mentor")
    }


def test_pulse_is_answered_from_the_letter_without_signing_in(client: Client, asked: Pair) -> None:
    link, given = link_to(asked.mentor), pulse_answers(asked)
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        page = client.get(link).content.decode()
        assert "<script" not in page
        assert not Response.objects.of(asked.mentor.organisation).exists()
        assert "Terima kasih." in client.post(link, given).content.decode()
        assert "Terima kasih." in client.post(link, given).content.decode()
    assert Response.objects.of(asked.mentor.organisation).get().answers["REL1"] == 4


def test_pulse_with_a_statement_left_out_asks_for_it(client: Client, asked: Pair) -> None:
    link, given = link_to(asked.mentor), pulse_answers(asked)
    del given["REL1"]
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        assert "Ketuk satu angka" in client.post(link, given).content.decode()
    assert not Response.objects.of(asked.mentor.organisation).exists()


def test_pulse_of_a_resting_person_asks_nothing(client: Client, asked: Pair) -> None:
    link = link_to(asked.mentor)
    restrict_processing(asked.mentor, by=asked.mentor, now=NOW)
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        assert "beristirahat" in client.post(link, pulse_answers(asked)).content.decode()
    assert not Response.objects.of(asked.mentor.organisation).exists()


def test_pulse_of_a_closed_wave_says_so(client: Client, asked: Pair) -> None:
    link = link_to(asked.mentor)
    asked.relationship.programme.waves.update(closes_at=NOW + timedelta(days=1))
    with time_machine.travel(NOW + timedelta(days=2), tick=False):
        assert "sudah ditutup" in client.get(link).content.decode()
