"""Wishes for a human decision stand on the first page of whoever decides, with the time left."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import Cast
from tests.factories.people import NOW, make_person
from tests.factories.programmes import make_enrolment, make_programme, make_role
from tests.factories.relationships import make_pair
from timbalik.matching.models import Objection
from timbalik.matching.operations.objecting import answer_objection, raise_objection
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Programme
from timbalik.programmes.states import ProgrammeState

DAY = timedelta(days=1)
HOME = "/pengelola/"


@pytest.fixture(params=[ProgrammeState.MATCHING, ProgrammeState.RUNNING])
def programme(cast: Cast, request: pytest.FixtureRequest) -> Programme:
    """Citra coordinates it, while it pairs and while pairs are under way."""
    programme = make_programme(cast.organisation, state=request.param)
    make_role(cast.citra, programme=programme)
    make_pair(programme)
    return programme


def wish_of(person: Person, programme: Programme) -> Objection:
    return raise_objection(make_enrolment(programme, person, "mentee"), words="", by=person, now=NOW)


def page(client: Client, person: Person, *, at: datetime = NOW) -> str:
    assert person.account is not None
    client.force_login(person.account)
    with time_machine.travel(at, tick=False):
        response = client.get(HOME)
    assert response.status_code == 200
    return response.content.decode()


def test_wish_stands_on_home_with_its_end_and_leaves_when_answered(
    client: Client, cast: Cast, programme: Programme
) -> None:
    wish = wish_of(make_person(cast.organisation, "Endang"), programme)
    url = reverse("coordinator:objection", args=[programme.public_id, wish.public_id])
    text = page(client, cast.citra)
    assert url in text
    assert "Endang" in text
    assert "Sampai Kamis, 26 November, 09.00 WIB." in text
    assert "Batas waktunya Kamis, 26 November sudah lewat." in page(client, cast.citra, at=NOW + 4 * DAY)

    answer_objection(wish, answer="Kita bicara Selasa.", by=cast.citra, now=NOW)
    assert url not in page(client, cast.citra)


def test_own_wish_is_decided_by_somebody_else(client: Client, cast: Cast, programme: Programme) -> None:
    wish = wish_of(cast.citra, programme)
    assert str(wish.public_id) not in page(client, cast.citra)


def test_three_are_shown_and_the_rest_has_a_way(client: Client, cast: Cast, programme: Programme) -> None:
    queue = reverse("coordinator:objections", args=[programme.public_id])
    for number in range(3):
        wish_of(make_person(cast.organisation, f"Peserta {number}"), programme)
    assert f'href="{queue}"' not in page(client, cast.citra)
    wish_of(make_person(cast.organisation, "Peserta terakhir"), programme)
    text = page(client, cast.citra)
    assert f'href="{queue}"' in text
    assert text.count(f'href="{queue}') == 4  # three wishes and the way to all


def test_home_asks_the_database_as_often_with_many_wishes(client: Client, cast: Cast, programme: Programme) -> None:
    def queries() -> int:
        page(client, cast.citra)
        with CaptureQueriesContext(connection) as caught, time_machine.travel(NOW, tick=False):
            client.get(HOME)
        return len(caught)

    wish_of(make_person(cast.organisation, "Endang"), programme)
    few = queries()
    for number in range(9):
        wish_of(make_person(cast.organisation, f"Peserta {number}"), programme)
    assert queries() == few
