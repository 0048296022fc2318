"""The coordinator asks everybody to rank and sees how many have; never who or what."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.factories.matching import Studio
from tests.factories.programmes import make_programme, make_role
from timbalik.matching.models import Ballot, RankingCall
from timbalik.programmes.states import ProgrammeState


@pytest.fixture
def studio(cast: Cast) -> Studio:
    programme = make_programme(cast.organisation, state=ProgrammeState.MATCHING, routes=["ranked"])
    make_role(cast.citra, programme=programme)
    studio = Studio(programme, cast.citra)
    for name in ("Wahyu", "Ratna"):
        studio.mentor(name)
    studio.mentee("Endang")
    return studio


@pytest.fixture
def page(client: Client, cast: Cast) -> Client:
    assert cast.citra.account is not None
    client.force_login(cast.citra.account)
    return client


def at(studio: Studio, name: str = "ranking") -> str:
    return reverse(f"coordinator:{name}", args=[studio.programme.public_id])


def test_everybody_is_asked_and_counted(page: Client, studio: Studio) -> None:
    page.post(at(studio), {"days": 5})
    Ballot.objects.of(studio.organisation).filter(person__full_name="Endang").update(answered_at="2026-11-22T00:00Z")

    html = page.get(at(studio)).content.decode()
    assert "1 dari 3 orang sudah menjawab" in html
    assert "Satu pihak terlalu kecil" in html
    assert "Endang" not in html

    page.post(at(studio, "ranking_close"))
    assert RankingCall.objects.of(studio.organisation).get().closed_at is not None


def test_closed_way_is_explained(page: Client, studio: Studio) -> None:
    studio.programme.routes = []
    studio.programme.save()
    assert "Jalur ini tertutup" in page.get(at(studio)).content.decode()
    page.post(at(studio), {"days": 5})
    assert not RankingCall.objects.of(studio.organisation).exists()


def test_others_find_nothing(client: Client, cast: Cast, studio: Studio) -> None:
    for person in (cast.ayu, cast.dian):
        assert person.account is not None
        client.force_login(person.account)
        assert client.get(at(studio)).status_code == 404
        assert client.post(at(studio, "ranking_close")).status_code == 404
