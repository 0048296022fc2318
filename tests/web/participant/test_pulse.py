"""The pulse: one screen, answered once, under a pseudonym; and the door to the confidential contact."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from tests.cast import Cast
from tests.factories.outbox import waiting
from tests.factories.people import NOW, make_person
from tests.factories.programmes import make_programme, make_role
from tests.factories.relationships import make_pair
from timbalik.journey.confidential import talks_for
from timbalik.notifications.states import EffectKind
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Programme
from timbalik.programmes.states import Role
from timbalik.surveys.instruments import items_of
from timbalik.surveys.models import Response, Wave
from timbalik.surveys.operations import open_wave
from timbalik.surveys.states import WaveKind

TALK = "3"
pytestmark = pytest.mark.usefixtures("content")


@pytest.fixture
def programme(cast: Cast) -> Programme:
    """Ayu mentors Bram, Citra coordinates."""
    programme = make_programme(cast.organisation, "Mentoring Terbalik 2026")
    make_role(cast.citra, Role.COORDINATOR, programme)
    make_pair(programme, mentor=cast.ayu, mentee=cast.bram)
    return programme


@pytest.fixture
def wave(programme: Programme) -> Wave:
    return open_wave(programme.cohorts.get(), WaveKind.EARLY, now=NOW, closes_at=NOW + timedelta(days=10))


@pytest.fixture
def contact(cast: Cast, programme: Programme) -> Person:
    person = make_person(cast.organisation, "Ratna", salutation="Bu")
    make_role(person, Role.CONFIDENTIAL_CONTACT, programme)
    return person


def as_(client: Client, person: Person) -> Client:
    assert person.account is not None
    client.force_login(person.account)
    return client


def address(wave: Wave, side: str = "mentor") -> str:
    return f"/saya/pulsa/{wave.public_id}/{side}/"


def answers(wave: Wave, side: str = "mentor", **given: str) -> dict[str, str]:
    items = items_of(wave.instrument.content, wave.kind, side)
    return {item.code: "1" if item.kind == "contact" else "4" for item in items} | given


def send(client: Client, wave: Wave, *, side: str = "mentor", days: int = 0, **given: str) -> HttpResponse:
    with time_machine.travel(NOW + timedelta(days=days, hours=1), tick=False):
        return client.post(address(wave, side), answers(wave, side, **given), follow=True)  # type: ignore[return-value]


@pytest.mark.parametrize("kind", list(WaveKind))
@pytest.mark.parametrize("side", ["mentor", "mentee"])
def test_no_wave_asks_more_than_eight_things(programme: Programme, kind: WaveKind, side: str) -> None:
    wave = open_wave(programme.cohorts.get(), kind, now=NOW)
    assert 1 <= len(items_of(wave.instrument.content, wave.kind, side)) <= 8


def test_answers_are_kept_without_a_name_and_the_page_says_thanks(client: Client, cast: Cast, wave: Wave) -> None:
    text = send(as_(client, cast.ayu), wave, REL1="5", SAFE1="0").content.decode()
    response = Response.objects.of(cast.organisation).get()
    assert (response.answers["REL1"], response.answers["SAFE1"]) == (5, None)
    assert "disimpan dengan nama samaran" in text


def test_second_answer_is_not_taken(client: Client, cast: Cast, wave: Wave) -> None:
    as_(client, cast.ayu)
    send(client, wave, REL1="5")
    send(client, wave, REL1="1")
    assert Response.objects.of(cast.organisation).get().answers["REL1"] == 5


def test_untouched_statement_is_asked_for_and_nothing_is_lost(client: Client, cast: Cast, wave: Wave) -> None:
    as_(client, cast.ayu)
    given = answers(wave, REL1="5")
    del given["SAFE2"]
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        page = client.post(address(wave), given)
    assert page.status_code == 422
    assert "Ketuk satu angka" in page.content.decode()
    assert page.context["form"]["REL1"].value() == "5"
    assert not Response.objects.of(cast.organisation).exists()


def test_wish_to_talk_reaches_the_contact_and_leaves_the_answers(
    client: Client,
    cast: Cast,
    wave: Wave,
    contact: Person,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    as_(client, cast.ayu)
    with django_capture_on_commit_callbacks(execute=True):
        send(client, wave, HARM1=TALK)
    [letter] = waiting(contact)
    assert "Ayu" not in letter.text  # a mailbox may have other readers
    assert [talk.person for talk in talks_for(contact)] == [cast.ayu]
    assert [notice.subject for notice in waiting(contact, kind=EffectKind.IN_APP)] == [letter.subject]
    assert "Bu Ratna" in waiting(cast.ayu, kind=EffectKind.IN_APP)[-1].text
    assert Response.objects.of(cast.organisation).get().answers["HARM1"] == 2
    for other in (cast.bram, cast.citra):
        assert waiting(other) == waiting(other, kind=EffectKind.IN_APP) == []


def test_page_names_who_will_hear_of_it(client: Client, cast: Cast, wave: Wave, contact: Person) -> None:
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        text = as_(client, cast.ayu).get(address(wave)).content.decode()
    assert "nama Anda disampaikan kepada kontak tepercaya: Bu Ratna" in text
    assert "ingin berbicara dengan seseorang" in text


def test_without_a_contact_nobody_is_promised_and_the_coordinator_is_a_choice(
    client: Client, cast: Cast, wave: Wave
) -> None:
    as_(client, cast.ayu)
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        text = client.get(address(wave)).content.decode()
    assert "tidak dapat menyampaikan nama Anda" in text
    assert f"mailto:{cast.citra.email}" in text
    assert "saya ingin berbicara" not in text
    assert send(client, wave, HARM1=TALK).status_code == 422


def test_partner_is_no_confidential_contact(client: Client, cast: Cast, programme: Programme, wave: Wave) -> None:
    make_role(cast.bram, Role.CONFIDENTIAL_CONTACT, programme)
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        text = as_(client, cast.ayu).get(address(wave)).content.decode()
    assert "belum punya kontak tepercaya" in text


def test_closed_wave_says_so_without_blame(client: Client, cast: Cast, wave: Wave) -> None:
    text = send(as_(client, cast.ayu), wave, days=11).content.decode()
    assert "Survei singkat ini sudah ditutup" in text
    assert not Response.objects.of(cast.organisation).exists()


def test_home_leads_to_the_pulse_until_it_is_answered(client: Client, cast: Cast, wave: Wave) -> None:
    as_(client, cast.ayu)
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        assert address(wave) in client.get("/saya/").content.decode()
        client.post(address(wave), answers(wave))
        assert address(wave) not in client.get("/saya/").content.decode()


@pytest.mark.parametrize("who", ["citra", "dian"])
def test_nobody_else_was_asked(client: Client, cast: Cast, wave: Wave, who: str) -> None:
    as_(client, getattr(cast, who))
    for side in ("mentor", "mentee", "boss"):
        assert client.get(address(wave, side)).status_code == 404
        assert client.post(address(wave, side), answers(wave)).status_code == 404


def test_nobody_answers_for_the_other_side(client: Client, cast: Cast, wave: Wave) -> None:
    assert as_(client, cast.ayu).get(address(wave, "mentee")).status_code == 404
