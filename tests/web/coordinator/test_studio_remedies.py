"""People without a partner: reason, remedy in one tap, what came of it."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import Cast
from tests.factories.matching import Studio
from tests.factories.outbox import waiting
from tests.factories.programmes import make_programme, make_role
from timbalik.matching.models import RemedyTaken, Round
from timbalik.matching.operations import open_round, take_remedy
from timbalik.programmes.models import Enrolment
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


@pytest.fixture
def full(studio: Studio) -> tuple[Enrolment, Enrolment, Enrolment]:
    return (
        studio.mentor("Dinda", wants={"negosiasi": 3}),
        studio.mentee("Sutikno", offers={"negosiasi": 5}),
        studio.mentee("Theresia", offers={"negosiasi": 2}),
    )


def address(round_: Round, name: str = "round_unmatched", *more: object) -> str:
    return reverse(f"coordinator:{name}", args=[round_.programme.public_id, round_.number, *more])


def test_remedy_is_one_tap_and_stands_with_its_day(
    page: Client, studio: Studio, full: tuple[Enrolment, ...], now: datetime
) -> None:
    dinda, _, theresia = full
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    html = page.get(address(round_)).content.decode()
    assert "Minta Dinda menerima satu mentee lagi" in html
    assert "Sudah dihitung: Theresia akan mendapat Dinda, dan tidak ada yang lain pindah." in html
    said = {"enrolment": theresia.public_id, "kind": "place"}

    html = page.post(address(round_, "remedy_begin"), said, follow=True).content.decode()

    assert re.search(r"Dinda diminta menerima satu lagi, \d+ \w+ \d{4}", html)
    assert "Belum ada jawaban" in html
    assert "Minta Dinda" not in html
    link = re.search(r"/ketuk/\S+", waiting(dinda.person)[0].text)
    assert link
    card = page.get(link[0]).content.decode()
    assert "Dapatkah Anda menerima satu mentee lagi?" in card
    assert "Theresia" not in card
    dinda.refresh_from_db()
    assert dinda.capacity == 1  # opening changes nothing
    assert "Terima kasih" in page.post(link[0], {"answer": "yes"}).content.decode()
    dinda.refresh_from_db()
    assert dinda.capacity == 2
    assert "Ya. Hitung ulang untuk memakai tempatnya." in page.get(address(round_)).content.decode()


def test_next_wave_can_be_taken_back(page: Client, studio: Studio, full: tuple[Enrolment, ...], now: datetime) -> None:
    theresia = full[2]
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    said = {"enrolment": theresia.public_id, "kind": "wave"}

    html = page.post(address(round_, "remedy_begin"), said, follow=True).content.decode()

    assert "Dipindahkan ke gelombang 2" in html
    page.post(address(round_, "round_compute"))
    assert "Dipindahkan ke gelombang 2" in page.get(address(round_)).content.decode()
    taken = RemedyTaken.objects.of(studio.organisation).get()
    page.post(address(round_, "remedy_undo", taken.public_id))
    theresia.refresh_from_db()
    assert theresia.cohort.wave == 1


def test_rounds_of_two_waves_are_opened_one_by_one(
    page: Client, studio: Studio, full: tuple[Enrolment, ...], now: datetime
) -> None:
    """Whoever waits for wave two alone does not stop wave one from pairing again."""
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    take_remedy(round_, full[2], kind="wave", by=studio.coordinator, now=now)
    page.post(address(round_, "round_discard"))

    page.post(reverse("coordinator:round_open", args=[studio.programme.public_id]))

    newest = Round.objects.of(studio.organisation).order_by("-number").first()
    assert newest is not None
    assert (newest.number, newest.cohort.wave) == (2, 1)


def test_act_that_does_not_fit_is_refused_politely(
    page: Client, studio: Studio, full: tuple[Enrolment, ...], now: datetime
) -> None:
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    for said in ({"enrolment": full[1].public_id, "kind": "place"}, {"enrolment": "x", "kind": "y"}, {}):
        assert "tidak mungkin lagi" in page.post(address(round_, "remedy_begin"), said, follow=True).content.decode()
    assert not RemedyTaken.objects.of(studio.organisation).exists()


def test_list_costs_the_same_for_one_and_many(page: Client, studio: Studio, now: datetime) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            page.get(address(round_))
        return len(queries)

    studio.mentor("Dinda")
    studio.mentee("Sutikno")
    studio.mentee("Theresia")
    studio.mentor("Rahmat", offers={"mandarin": 5})
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    page.get(address(round_))
    few = asked()
    for number in range(6):
        studio.mentee(f"Mentee {number}")
        studio.mentor(f"Mentor {number}", offers={"mandarin": 5})
    page.post(address(round_, "round_compute"))
    page.get(address(round_))

    assert asked() <= few + 1


def test_it_is_not_there_for_others(
    client: Client, cast: Cast, studio: Studio, full: tuple[Enrolment, ...], now: datetime
) -> None:
    round_ = open_round(studio.cohort, by=studio.coordinator, now=now)
    taken = take_remedy(round_, full[2], kind="place", by=studio.coordinator, now=now)
    for person in (cast.dian, cast.ayu):
        assert person.account is not None
        client.force_login(person.account)
        for url in (address(round_, "remedy_begin"), address(round_, "remedy_undo", taken.public_id)):
            assert client.post(url).status_code == 404
