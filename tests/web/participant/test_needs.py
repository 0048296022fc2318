"""The survey of needs on a leader's phone: signed in, or from the link of a letter."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast
from tests.factories.programmes import make_programme
from timbalik.notifications.models import Effect
from timbalik.notifications.operations import read_content
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Programme
from timbalik.programmes.states import ProgrammeState
from timbalik.surveys.models import NeedsAnswer, NeedsSurvey
from timbalik.surveys.needs_asking import tell_leaders
from timbalik.surveys.operations import open_needs_survey

ANSWER = {"area_1": "data", "importance_1": "5", "confidence_1": "2", "ask_sql": "1"}


@pytest.fixture
def survey(cast: Cast) -> NeedsSurvey:
    programme = make_programme(cast.organisation, state=ProgrammeState.DRAFT)
    now = timezone.now()
    return open_needs_survey(programme, [cast.bram], by=cast.citra, now=now, closes_at=now + timedelta(days=14))


def signed_in(client: Client, person: Person) -> Client:
    assert person.account is not None
    client.force_login(person.account)
    return client


def address(programme: Programme) -> str:
    return reverse("participant:needs", args=[programme.public_id])


def kept(cast: Cast) -> list[tuple[list[dict[str, object]], list[str]]]:
    return list(NeedsAnswer.objects.of(cast.organisation).values_list("areas", "questions"))


def test_page_is_there_for_who_was_asked_alone(client: Client, cast: Cast, survey: NeedsSurvey) -> None:
    assert signed_in(client, cast.bram).get(address(survey.programme)).status_code == 200
    for person in (cast.ayu, cast.citra, cast.dian):
        assert signed_in(client, person).get(address(survey.programme)).status_code == 404


def test_home_leads_there_until_it_is_answered(client: Client, cast: Cast, survey: NeedsSurvey) -> None:
    home = reverse("participant:home")
    assert address(survey.programme) in signed_in(client, cast.bram).get(home).content.decode()
    client.post(address(survey.programme), ANSWER)
    assert address(survey.programme) not in client.get(home).content.decode()


def test_answer_keeps_areas_and_ticked_topics_and_no_words(client: Client, cast: Cast, survey: NeedsSurvey) -> None:
    page = signed_in(client, cast.bram).post(
        address(survey.programme), ANSWER | {"words": "rahasia saya", "importance_2": "3"}, follow=True
    )
    assert "Terima kasih" in page.content.decode()
    assert kept(cast) == [([{"area": "data", "importance": 5, "confidence": 2}], ["sql"])]


def test_searching_topics_keeps_nothing_and_what_was_filled_in(client: Client, cast: Cast, survey: NeedsSurvey) -> None:
    said = {"area_1": "operasi", "words": "potong video capcut", "ask_sql": "1", "find": "1"}
    page = signed_in(client, cast.bram).post(address(survey.programme), said).content.decode()
    assert re.findall(r'name="ask_([\w-]+)"', page)[:2] == ["sql", "sunting-video"]
    assert 'value="operasi" selected' in page
    assert kept(cast) == []


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"area_1": "data"},
        ANSWER | {"area_2": "data", "importance_2": "1", "confidence_2": "1"},
        ANSWER | {"ask_k3": "1", "ask_crm": "1", "ask_uji-ab": "1"},
        ANSWER | {"ask_bukan-topik": "1"},
    ],
)
def test_answer_that_does_not_fit_is_shown_again(
    client: Client, cast: Cast, survey: NeedsSurvey, said: dict[str, str]
) -> None:
    assert signed_in(client, cast.bram).post(address(survey.programme), said).status_code == 422
    assert kept(cast) == []


def test_link_of_the_letter_answers_without_signing_in(client: Client, cast: Cast, survey: NeedsSurvey) -> None:
    tell_leaders(now=timezone.now())
    effect = Effect.objects.of(cast.organisation).get(key__startswith="needs:")
    found = re.search(r"https?://[^/]+(/\S+)", read_content(effect)["text"])
    assert found
    assert client.get(found[1]).status_code == 200
    assert kept(cast) == []
    searched = client.post(found[1], {"words": "podcast", "find": "1"}).content.decode()
    assert "ask_siniar" in searched
    client.post(found[1], ANSWER | {"ask_siniar": "1"})
    assert [questions for _, questions in kept(cast)] == [["sql", "siniar"]]
    assert "Terima kasih" in client.post(found[1], ANSWER).content.decode()
    assert len(kept(cast)) == 1
