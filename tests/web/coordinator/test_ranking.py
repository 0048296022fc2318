"""The coordinator asks everybody to rank and sees how many have; never who or what."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.factories.matching import Studio
from tests.factories.programmes import make_programme, make_role
from timbalik.matching import tasks
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


def test_many_people_are_left_to_the_worker_and_may_be_stopped(
    page: Client, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "MOST_IN_A_REQUEST", 2)
    html = page.post(at(studio), {"days": 5}, follow=True).content.decode()
    assert at(studio, "ranking_stop") in html
    assert "Menunggu giliran" in html
    polled = page.get(at(studio, "ranking_steps"), headers={"HX-Request": "true"}).content.decode()
    assert polled.startswith("<section")

    after = page.post(at(studio, "ranking_stop"), follow=True).content.decode()
    assert "Dihentikan. Tidak ada yang dimintai pilihan" in after
    assert page.get(at(studio, "ranking_steps")).headers["Location"] == at(studio)
    assert not RankingCall.objects.of(studio.organisation).exists()

    page.post(at(studio), {"days": 5})
    call = RankingCall.objects.of(studio.organisation).get()
    tasks.draw_ranking.func(call.pk)
    ready = page.get(at(studio, "ranking_steps"), headers={"HX-Request": "true"})
    assert ready.headers["HX-Redirect"] == at(studio)
    assert "0 dari 3 orang sudah menjawab" in page.get(at(studio)).content.decode()
    late = page.post(at(studio, "ranking_stop"), follow=True).content.decode()
    assert "Sudah selesai sebelum sempat dihentikan" in late


def test_nobody_found_is_told_beside_the_button(page: Client, studio: Studio) -> None:
    RankingCall.objects.create(
        organisation=studio.organisation,
        cohort=studio.cohort,
        opened_at="2026-11-22T00:00Z",
        closes_at="2026-11-29T00:00Z",
        step="nobody",
    )
    html = page.get(at(studio)).content.decode()
    assert "Tidak ada yang dimintai pilihan." in html
    assert 'name="days"' in html


def test_others_find_nothing(client: Client, cast: Cast, studio: Studio) -> None:
    for person in (cast.ayu, cast.dian):
        assert person.account is not None
        client.force_login(person.account)
        assert client.get(at(studio)).status_code == 404
        assert client.get(at(studio, "ranking_steps")).status_code == 404
        assert client.post(at(studio, "ranking_stop")).status_code == 404
        assert client.post(at(studio, "ranking_close")).status_code == 404
