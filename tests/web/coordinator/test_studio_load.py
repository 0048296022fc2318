"""Load and reach of a round, for few and for many."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import Cast
from tests.factories.many import make_many_pairs
from tests.factories.matching import Studio, many
from tests.factories.programmes import make_programme, make_role
from timbalik.matching.models import Round
from timbalik.matching.operations import open_round
from timbalik.programmes.models import Programme
from timbalik.programmes.states import ProgrammeState


@pytest.fixture
def studio(cast: Cast) -> Studio:
    programme = make_programme(cast.organisation, state=ProgrammeState.MATCHING)
    make_role(cast.citra, programme=programme)
    return Studio(programme, cast.citra)


@pytest.fixture
def page(client: Client, cast: Cast) -> Client:
    assert cast.citra.account is not None
    client.force_login(cast.citra.account)
    return client


def address(programme: Programme, number: int = 1) -> str:
    return reverse("coordinator:round_load", args=[programme.public_id, number])


def test_never_chosen_mentor_is_named_with_load_and_rounds(page: Client, studio: Studio, now: datetime) -> None:
    many(studio, 3)
    studio.mentor("Rahmat", hours=())
    open_round(studio.cohort, by=studio.coordinator, now=now)

    html = page.get(address(studio.programme)).content.decode()
    never = page.get(address(studio.programme), {"tampil": "never"}).content.decode()

    assert "Ada 1 mentor yang belum pernah terpilih" in html
    assert "dalam 1 putaran" in html
    assert "0 dari 1" in html
    assert ("Rahmat" in never, "Mentor 1" in never) == (True, False)


def test_small_groups_stay_hidden(page: Client, studio: Studio, now: datetime) -> None:
    """Each person of ``many`` has a unit of their own."""
    many(studio, 5)
    open_round(studio.cohort, by=studio.coordinator, now=now)

    html = page.get(address(studio.programme)).content.decode()

    assert "Dari 10 orang yang terdaftar, 10 punya pasangan mentoring (100%)" in html
    assert "10 kelompok terlalu kecil untuk ditampilkan" in html


def test_page_asks_the_same_for_one_pair_and_many(page: Client, cast: Cast) -> None:
    counts = []
    for pairs in (1, 60):
        programme = make_many_pairs(cast.organisation, pairs)
        make_role(cast.citra, programme=programme)
        page.get(address(programme))
        with CaptureQueriesContext(connection) as queries:
            html = page.get(address(programme)).content.decode()
        counts.append(len(queries))
        assert ("page=2" in html) == (pairs > 50)

    assert counts[0] == counts[1]


def test_it_is_not_there_for_others(client: Client, cast: Cast, studio: Studio, now: datetime) -> None:
    many(studio, 1)
    open_round(studio.cohort, by=studio.coordinator, now=now)
    assert Round.objects.of(studio.organisation).count() == 1
    for person in (cast.dian, cast.ayu):
        assert person.account is not None
        client.force_login(person.account)
        assert client.get(address(studio.programme)).status_code == 404
