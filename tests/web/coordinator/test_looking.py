"""The coordinator sees how far people came who look for each other: counts, and no group under five."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.factories.matching import Studio
from tests.factories.programmes import make_programme, make_role
from tests.factories.requests import ask, findable, open_routes
from timbalik.people.models.persons import Person
from timbalik.programmes.states import ProgrammeState


@pytest.fixture
def studio(cast: Cast) -> Studio:
    programme = make_programme(cast.organisation, state=ProgrammeState.RUNNING)
    make_role(cast.citra, programme=programme)
    return open_routes(Studio(programme, cast.citra))


def page_for(person: Person, studio: Studio) -> tuple[int, str]:
    client = Client()
    assert person.account is not None
    client.force_login(person.account)
    answer = client.get(reverse("coordinator:programme_looking", args=[studio.programme.public_id]))
    return answer.status_code, answer.content.decode()


def test_counts_without_names_and_small_groups_hidden(cast: Cast, studio: Studio) -> None:
    mentors = [findable(studio.mentor(f"Mentor Rahasia {number}")) for number in range(6)]
    for number in range(2):
        ask(studio.mentee(f"Mentee Rahasia {number}"), mentors[number])
    status, page = page_for(cast.citra, studio)
    assert status == 200
    assert '<td class="num" data-l="Orang">6</td>' in page
    assert page.count(">kurang dari lima<") == 4
    assert "Rahasia" not in page


def test_page_is_the_coordinators(cast: Cast, studio: Studio) -> None:
    assert [page_for(person, studio)[0] for person in (cast.ayu, cast.bram, cast.dian)] == [404] * 3


def test_programme_without_searches_has_no_such_page(cast: Cast, studio: Studio) -> None:
    studio.programme.routes = []
    studio.programme.save()
    assert page_for(cast.citra, studio)[0] == 404
