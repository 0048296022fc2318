"""The page of the confidential contact: theirs alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.factories.people import NOW, make_person
from tests.factories.programmes import make_programme, make_role
from tests.factories.relationships import Pair, make_pair
from timbalik.journey.models import TalkRequest
from timbalik.journey.operations import ask_for_talk
from timbalik.people.models.persons import Person
from timbalik.programmes.states import Role

WORDS = "Rahasia: saya merasa tidak nyaman"


@pytest.fixture
def pair(cast: Cast) -> Pair:
    programme = make_programme(cast.organisation, "Mentoring Terbalik 2026")
    make_role(cast.citra, programme=programme)
    return make_pair(programme, mentor=cast.ayu, mentee=cast.bram)


@pytest.fixture
def ratna(pair: Pair) -> Person:
    person = make_person(pair.relationship.organisation, "Ratna", with_account=True)
    make_role(person, Role.CONFIDENTIAL_CONTACT, pair.relationship.programme)
    return person


@pytest.fixture
def talk(pair: Pair, ratna: Person) -> TalkRequest:
    return ask_for_talk(pair.mentor, pair.relationship.programme, words=WORDS, now=NOW)


def at(name: str, talk: TalkRequest | None = None) -> str:
    return reverse(f"confidant:{name}", args=[talk.public_id] if talk else [])


def as_(person: Person) -> Client:
    client = Client()
    assert person.account is not None
    client.force_login(person.account)
    return client


def test_contact_begins_here_and_sees_who_asks_and_who_may(ratna: Person, talk: TalkRequest) -> None:
    browser = as_(ratna)
    with time_machine.travel(NOW, tick=False):
        assert browser.get("/")["Location"] == at("home")
    page = browser.get(at("home")).content.decode()
    assert "Satu orang ingin berbicara dengan Anda" in page
    assert "Ayu Lestari" in page
    assert "Mentoring Terbalik 2026: mentor dan mentee" in page
    assert WORDS not in page


def test_words_are_read_on_the_page_of_the_wish(ratna: Person, talk: TalkRequest) -> None:
    assert WORDS in as_(ratna).get(at("talk", talk)).content.decode()


def test_taking_and_closing(ratna: Person, talk: TalkRequest) -> None:
    browser = as_(ratna)
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        browser.post(at("take", talk))
        assert "Ratna" in as_(talk.person).get(reverse("participant:notices")).content.decode()
        browser.post(at("close", talk))
        page = browser.get(at("talk", talk)).content.decode()
    assert "sudah selesai" in page
    assert WORDS not in page


@pytest.mark.parametrize("who", ["ayu", "bram", "citra", "dian"])
def test_nobody_else_finds_it(cast: Cast, ratna: Person, talk: TalkRequest, who: str) -> None:
    """Not who asked, not the partner, not the coordinator, not a stranger."""
    browser = as_(getattr(cast, who))
    assert [browser.get(url).status_code for url in (at("home"), at("talk", talk))] == [404, 404]
    assert [browser.post(at(name, talk)).status_code for name in ("take", "close")] == [404, 404]
    talk.refresh_from_db()
    assert (talk.taken_at, talk.closed_at) == (None, None)


def test_administrator_finds_nothing_either(cast: Cast, ratna: Person, talk: TalkRequest) -> None:
    administrator = make_person(cast.organisation, "Suharti", with_account=True)
    make_role(administrator, Role.ADMINISTRATOR)
    assert as_(administrator).get(at("talk", talk)).status_code == 404


def test_contact_who_runs_the_programme_reads_why_nobody_asks(cast: Cast, pair: Pair, talk: TalkRequest) -> None:
    make_role(cast.citra, Role.CONFIDENTIAL_CONTACT, pair.relationship.programme)
    browser = as_(cast.citra)
    assert "karena Anda sendiri mengelola program ini" in browser.get(at("home")).content.decode()
    assert browser.get(at("talk", talk)).status_code == 404
