"""Weights tried by the keyboard: the others follow, the preview appears, and only the button saves."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, WIDE, Look, OpenPage
from tests.cast import Cast
from tests.factories.matching import Studio, many
from tests.factories.programmes import make_programme, make_role
from timbalik.matching.models import Round
from timbalik.matching.operations import open_round
from timbalik.programmes.states import ProgrammeState

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("monday"),
]
SLOW = 60_000


@pytest.fixture
def round_(cast: Cast, now: datetime) -> Round:
    programme = make_programme(cast.organisation, state=ProgrammeState.MATCHING)
    make_role(cast.citra, programme=programme)
    studio = Studio(programme, cast.citra)
    many(studio, 5)
    studio.mentor("Bayu Pratama", offers={"topik-1": 5}, wants={"imbalan-1": 3, "imbalan-2": 3})
    return open_round(studio.cohort, by=studio.coordinator, now=now)


def address(round_: Round) -> str:
    return reverse("coordinator:round", args=[round_.programme.public_id, round_.number])


@pytest.mark.parametrize("size", [WIDE, PHONE])
def test_slider_by_keyboard_previews_and_the_button_saves(
    open_page: OpenPage, look: Look, cast: Cast, round_: Round, size: tuple[int, int]
) -> None:
    page = open_page(address(round_), cast.citra, size=size)
    sliders = page.locator("[data-weights] input[type=range]")
    mentor = page.locator("[data-weights] input[name=mentor]")
    mentor.focus()

    for _ in range(40):
        mentor.press("ArrowRight")

    use = page.get_by_role("button", name="Pakai bobot ini")
    expect(use).to_be_visible(timeout=SLOW)
    expect(page.locator("#weights-said")).to_contain_text("Dengan bobot ini", timeout=SLOW)
    expect(mentor).to_be_focused()
    assert [int(value) for value in sliders.evaluate_all("all => all.map(one => one.value)")] == [13, 80, 4, 3]
    tried = page.locator("#preview form input[name=mentor]")
    expect(tried).to_have_value("80", timeout=SLOW)  # and no earlier answer
    look(page, "light", "dark")
    round_.refresh_from_db()
    assert round_.settings["weights"]["mentor"] == 40

    use.click()

    expect(page.get_by_text("Sudah dihitung ulang dengan bobot Anda.").first).to_be_visible(timeout=SLOW)
    round_.refresh_from_db()
    assert round_.settings["weights"] == {"mentee": 13, "mentor": 80, "hours": 4, "across_units": 3}


def test_reset_brings_the_weights_in_use_back(open_page: OpenPage, cast: Cast, round_: Round) -> None:
    page = open_page(address(round_), cast.citra)
    page.locator("[data-weights] input[name=hours]").press("End")
    expect(page.get_by_role("button", name="Pakai bobot ini")).to_be_visible(timeout=SLOW)

    page.get_by_role("button", name="Pakai bobot semula").click()

    expect(page.get_by_role("button", name="Pakai bobot ini")).to_have_count(0, timeout=SLOW)
    outputs = page.locator("[data-weights] output").all_inner_texts()
    assert outputs == ["40", "40", "12", "8"]


def test_without_a_script_a_button_shows_the_same(open_page: OpenPage, look: Look, cast: Cast, round_: Round) -> None:
    page = open_page(address(round_), cast.citra, script=False)
    page.locator("[data-weights] input[name=mentor]").press("End")

    page.get_by_role("button", name="Lihat apa yang berubah").click()

    page.wait_for_url(re.compile(r"/bobot/coba/\?"))
    expect(page.get_by_text("jumlahnya 160")).to_be_visible()
    page.get_by_role("button", name="Pakai bobot ini").click()
    round_.refresh_from_db()
    assert sum(round_.settings["weights"].values()) == 100
    assert round_.settings["weights"]["mentor"] == 63
