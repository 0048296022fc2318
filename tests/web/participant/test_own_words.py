"""Offers and wants in one's own words, with and without a script."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.factories.enrolment import make_answers, make_invited, make_open_programme
from tests.factories.people import NOW
from tests.factories.programmes import make_role
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Enrolment, Programme, TopicWish
from timbalik.programmes.operations import TopicChoice, WantAnswer, choose_topics, submit_enrolment
from timbalik.programmes.states import EnrolmentRole

pytestmark = pytest.mark.usefixtures("content")


@pytest.fixture
def programme(cast: Cast) -> Programme:
    return make_open_programme(cast.organisation, enrolment_closes_on=(NOW + timedelta(days=9999)).date())


def enrolment_of(programme: Programme, person: Person, role: EnrolmentRole = EnrolmentRole.MENTOR) -> Enrolment:
    enrolment = make_invited(programme, person, role)
    enrolment.step = 3
    enrolment.save(update_fields=["step"])
    return enrolment


def signed_in(client: Client, person: Person) -> Client:
    assert person.account is not None
    client.force_login(person.account)
    return client


def address(enrolment: Enrolment, screen: str, name: str = "enrolment_screen") -> str:
    return reverse(f"participant:{name}", args=[enrolment.public_id, screen])


def offered(response: Any) -> list[str]:
    """Keys among the suggestions, before the list."""
    text = response.content.decode()
    start = text.index('id="suggested"') if 'id="suggested"' in text else 0
    return re.findall(r'name="chosen" value="([\w-]+)"', text[start:].split("data-concepts")[0])


def test_find_button_suggests_and_adds_nothing(client: Client, cast: Cast, programme: Programme) -> None:
    mine = enrolment_of(programme, cast.ayu)
    page = signed_in(client, cast.ayu).post(address(mine, "memberi"), {"words": "potong video capcut", "find": "1"})
    assert (page.status_code, offered(page)[:1]) == (200, ["sunting-video"])
    mine.refresh_from_db()
    assert (mine.step, mine.draft.get("offers")) == (3, None)


def test_find_button_keeps_what_was_ticked_before(client: Client, cast: Cast, programme: Programme) -> None:
    mine = enrolment_of(programme, cast.ayu)
    signed_in(client, cast.ayu).post(address(mine, "memberi"), {"words": "pajak", "chosen": ["k3"], "find": "1"})
    mine.refresh_from_db()
    assert list(mine.draft["offers"]) == ["k3"]


def test_topic_ticked_among_the_suggestions_and_in_the_list_counts_once(
    client: Client, cast: Cast, programme: Programme
) -> None:
    mine = enrolment_of(programme, cast.ayu)
    chosen = ["k3", "sql", "crm", "siniar", "k3", "uji-ab"]
    page = signed_in(client, cast.ayu).post(address(mine, "memberi"), {"words": "k3", "chosen": chosen})
    assert page.status_code == 302
    mine.refresh_from_db()
    assert sorted(mine.draft["offers"]) == ["crm", "k3", "siniar", "sql", "uji-ab"]


def test_suggestions_alone_come_for_who_types(client: Client, cast: Cast, programme: Programme) -> None:
    mine = enrolment_of(programme, cast.ayu)
    url = address(mine, "mendapat", "enrolment_suggest")
    part = signed_in(client, cast.ayu).post(url, {"words": "ngurus ppn", "chosen": ["perpajakan"]})
    assert offered(part)[:1] == ["perpajakan"]
    assert "checked" in part.content.decode()
    assert "<html" not in part.content.decode()
    assert client.get(url).status_code == 405


def test_nobody_else_asks_for_suggestions_of_an_enrolment(client: Client, cast: Cast, programme: Programme) -> None:
    url = address(enrolment_of(programme, cast.ayu), "memberi", "enrolment_suggest")
    for person in (cast.bram, cast.dian):
        assert signed_in(client, person).post(url, {"words": "sql"}).status_code == 404


def test_words_are_escaped(client: Client, cast: Cast, programme: Programme) -> None:
    url = address(enrolment_of(programme, cast.ayu), "memberi", "enrolment_suggest")
    page = signed_in(client, cast.ayu).post(url, {"words": "<script>alert(1)</script>"})
    assert "<script>alert" not in page.content.decode()


def test_words_become_a_wish_only_when_ticked(client: Client, cast: Cast, programme: Programme) -> None:
    mine = enrolment_of(programme, cast.ayu)
    signed_in(client, cast.ayu).post(address(mine, "memberi"), {"words": "merajut rotan", "chosen": ["k3"]})
    assert TopicWish.objects.of(cast.organisation).count() == 0
    client.post(address(mine, "memberi"), {"words": "merajut rotan", "wish": "1", "chosen": ["k3"]})
    assert [one.words for one in TopicWish.objects.of(cast.organisation)] == ["merajut rotan"]


def test_topics_of_the_programme_stand_first_for_who_teaches_them(
    client: Client, cast: Cast, programme: Programme
) -> None:
    choose_topics(programme, [TopicChoice("siniar")], by=cast.citra, now=NOW)
    mine = enrolment_of(programme, cast.ayu)
    gives = signed_in(client, cast.ayu).get(address(mine, "memberi")).content.decode()
    gains = client.get(address(mine, "mendapat")).content.decode()
    assert (gives.count('value="siniar"'), gains.count('value="siniar"')) == (2, 1)


def test_business_basics_want_a_reason_of_who_learns_from_the_young(
    client: Client, cast: Cast, programme: Programme
) -> None:
    mine = enrolment_of(programme, cast.bram, EnrolmentRole.MENTEE)
    url = address(mine, "mendapat")
    page = signed_in(client, cast.bram).post(url, {"chosen": ["laporan-keuangan", "k3"]})
    assert page.status_code == 422
    assert "basics_reason" in page.content.decode()
    answered = client.post(url, {"chosen": ["laporan-keuangan", "k3"], "basics_reason": "Saya pindah dari teknik."})
    assert answered.status_code == 302
    mine.refresh_from_db()
    assert mine.draft["basics_reason"] == "Saya pindah dari teknik."


def test_reason_for_business_basics_is_read_after_handing_in(client: Client, cast: Cast, programme: Programme) -> None:
    mine = enrolment_of(programme, cast.bram, EnrolmentRole.MENTEE)
    said = make_answers(wants=(WantAnswer("laporan-keuangan"),), basics_reason="Saya pindah dari teknik.")
    submit_enrolment(mine, said, by=cast.bram, now=NOW)
    assert "Saya pindah dari teknik." in signed_in(client, cast.bram).get(address(mine, "mendapat")).content.decode()
    make_role(cast.citra, programme=programme)
    url = reverse("coordinator:participant", args=[programme.public_id, mine.public_id])
    assert "Saya pindah dari teknik." in signed_in(client, cast.citra).get(url).content.decode()


def test_business_basics_are_a_welcome_return_gift(client: Client, cast: Cast, programme: Programme) -> None:
    mine = enrolment_of(programme, cast.ayu)
    page = signed_in(client, cast.ayu).post(address(mine, "mendapat"), {"chosen": ["laporan-keuangan"]})
    assert page.status_code == 302
