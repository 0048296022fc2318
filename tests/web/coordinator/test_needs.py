"""Needs and topics: only the programme's coordinators see them, and never a single answer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast
from tests.factories.people import make_person
from tests.factories.programmes import make_programme, make_role
from timbalik.people.content import publish_concepts
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Programme
from timbalik.programmes.states import ProgrammeState, Role
from timbalik.surveys.models import LeaderInterview, NeedsSurvey
from timbalik.surveys.needs_ranking import AreaNeed
from timbalik.surveys.operations import NeedsAnswers, answer_needs, open_needs_survey


@pytest.fixture
def programme(cast: Cast) -> Programme:
    publish_concepts()
    programme = make_programme(cast.organisation, state=ProgrammeState.DRAFT)
    make_role(cast.citra, Role.COORDINATOR, programme=programme)
    return programme


def signed_in(client: Client, person: Person) -> Client:
    assert person.account is not None
    client.force_login(person.account)
    return client


def address(programme: Programme, name: str = "needs") -> str:
    return reverse(f"coordinator:{name}", args=[programme.public_id])


@pytest.mark.parametrize("name", ["needs", "needs_interview"])
def test_page_is_there_for_its_coordinators_alone(client: Client, cast: Cast, programme: Programme, name: str) -> None:
    assert signed_in(client, cast.citra).get(address(programme, name)).status_code == 200
    for person in (cast.ayu, cast.bram, cast.dian):
        assert signed_in(client, person).get(address(programme, name)).status_code == 404


@pytest.mark.parametrize("name", ["needs_ask", "needs_topics", "needs_interview_forget"])
def test_nobody_else_acts(client: Client, cast: Cast, programme: Programme, name: str) -> None:
    assert signed_in(client, cast.bram).post(address(programme, name), {}).status_code == 404


def test_leaders_of_the_levels_are_asked(client: Client, cast: Cast, programme: Programme) -> None:
    until = (timezone.now() + timedelta(days=9)).date().isoformat()
    page = signed_in(client, cast.citra).post(
        address(programme, "needs_ask"), {"lowest": "5", "highest": "8", "until": until}, follow=True
    )
    assert page.status_code == 200
    asked = NeedsSurvey.objects.of(cast.organisation).get().requests.values_list("person", flat=True)
    assert set(asked) == {cast.bram.pk, cast.citra.pk}


def test_day_that_has_passed_is_refused(client: Client, cast: Cast, programme: Programme) -> None:
    page = signed_in(client, cast.citra).post(address(programme, "needs_ask"), {"until": "2020-01-01"})
    assert page.status_code == 422
    assert not NeedsSurvey.objects.of(cast.organisation).exists()


def test_talk_is_found_by_name_and_kept_as_areas(client: Client, cast: Cast, programme: Programme) -> None:
    url = address(programme, "needs_interview")
    found = signed_in(client, cast.citra).get(url, {"cari": "wicaksono"}).content.decode()
    assert str(cast.bram.public_id) in found
    assert client.get(url, {"dengan": str(cast.dian.public_id)}).status_code == 404
    assert client.get(url, {"dengan": "bukan-id"}).status_code == 404
    said = {"leader": str(cast.bram.public_id), "held_on": "2026-01-05", "area_1": "data", "weight_1": "3"}
    assert client.post(url, said).status_code == 302
    talk = LeaderInterview.objects.of(cast.organisation).get()
    assert (talk.leader, talk.areas) == (cast.bram, {"data": 3})
    assert "Wicaksono" in client.get(address(programme)).content.decode()
    client.post(address(programme, "needs_interview_forget"), {"interview": str(talk.public_id)})
    assert not LeaderInterview.objects.of(cast.organisation).exists()


def test_area_without_a_weight_is_refused(client: Client, cast: Cast, programme: Programme) -> None:
    said = {"leader": str(cast.bram.public_id), "held_on": "2026-01-05", "area_1": "data"}
    assert signed_in(client, cast.citra).post(address(programme, "needs_interview"), said).status_code == 422


def test_topics_are_set_and_basics_want_a_reason(client: Client, cast: Cast, programme: Programme) -> None:
    url = address(programme, "needs_topics")
    refused = signed_in(client, cast.citra).post(url, {"chosen": ["uji-ab", "laporan-keuangan"]})
    assert (refused.status_code, programme.topics.count()) == (422, 0)
    assert client.post(url, {"chosen": ["uji-ab", "laporan-keuangan"], "reason": "Direksi baru."}).status_code == 302
    kept = [(topic.concept.key, topic.reason) for topic in programme.topics.select_related("concept")]
    assert kept == [("uji-ab", ""), ("laporan-keuangan", "Direksi baru.")]


def test_answers_of_four_leaders_show_nothing(client: Client, cast: Cast, programme: Programme) -> None:
    leaders = [make_person(cast.organisation, f"Pemimpin {number}") for number in range(5)]
    opened = timezone.now() - timedelta(days=3)
    survey = open_needs_survey(
        programme, leaders, by=cast.citra, now=opened, closes_at=timezone.now() - timedelta(days=1)
    )
    need = NeedsAnswers((AreaNeed("operasi", 5, 1),))
    for leader in leaders[:4]:
        answer_needs(survey, need, person=leader, now=opened)
    page = signed_in(client, cast.citra).get(address(programme))
    assert page.context["areas"] == []
    answer_needs(survey, need, person=leaders[4], now=opened)
    shown = client.get(address(programme)).context["areas"]
    assert [(area.area, area.points, area.leaders) for _, area in shown] == [("operasi", 125, 5)]


def test_page_reads_the_same_for_one_and_for_many(
    client: Client, cast: Cast, programme: Programme, django_assert_max_num_queries: object
) -> None:
    leaders = [make_person(cast.organisation, f"Pemimpin {number}") for number in range(30)]
    survey = open_needs_survey(
        programme, leaders, by=cast.citra, now=timezone.now(), closes_at=timezone.now() + timedelta(days=5)
    )
    for leader in leaders:
        answer_needs(survey, NeedsAnswers((AreaNeed("data", 3, 3),)), person=leader, now=timezone.now())
    signed_in(client, cast.citra)
    with django_assert_max_num_queries(22):  # type: ignore[operator]
        client.get(address(programme))
