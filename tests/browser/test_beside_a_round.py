"""Drafts, a comparison and a sheet of decided pairs, as a coordinator uses them."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from tests.browser.conftest import PHONE, Look, OpenPage
from tests.cast import Cast
from tests.factories.matching import Studio, many
from tests.factories.people import NOW
from tests.factories.programmes import make_programme, make_role
from timbalik.matching.models import Override, Round
from timbalik.matching.operations import change_weights, open_round
from timbalik.matching.settings import Weights
from timbalik.programmes.states import ProgrammeState

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("monday"),
]


@pytest.fixture
def round_(cast: Cast) -> Round:
    programme = make_programme(cast.organisation, state=ProgrammeState.MATCHING)
    make_role(cast.citra, programme=programme)
    studio = Studio(programme, cast.citra)
    many(studio, 6)
    return open_round(studio.cohort, by=cast.citra, now=NOW)


def address(round_: Round, name: str) -> str:
    return reverse(f"coordinator:{name}", args=[round_.programme.public_id, round_.number])


def press(page: Page, words: str) -> None:
    page.locator("main").get_by_role("button", name=words).or_(
        page.locator("main").get_by_role("link", name=words)
    ).first.click()


def test_draft_is_kept_compared_and_taken_back(open_page: OpenPage, look: Look, cast: Cast, round_: Round) -> None:
    page = open_page(address(round_, "round"), cast.citra)
    page.get_by_label("Simpan susunan sekarang sebagai").fill("Sebelum bobot")
    press(page, "Simpan sebagai konsep")
    before = Round.objects.of(cast.organisation).get(pk=round_.pk)
    change_weights(before, Weights(mentee=90, mentor=0, hours=5, across_units=5), by=cast.citra, now=NOW)
    page.reload()
    press(page, "Bandingkan Sebelum bobot")
    look(page, "light", "dark")
    assert "90 · 0 · 5 · 5" in page.inner_text("main")
    page.go_back()
    press(page, "Pakai yang ini Sebelum bobot")
    assert "Sebelum bobot" in page.inner_text("body")
    assert Round.objects.of(cast.organisation).get(pk=round_.pk).settings["weights"]["mentee"] == 40


def test_decided_pairs_are_tried_on_a_phone(
    open_page: OpenPage, look: Look, cast: Cast, round_: Round, tmp_path: Path
) -> None:
    (tmp_path / "pasangan.csv").write_text("Mentor;Mentee\nMentor 0;Mentee 1\nSutarjo Entah;Mentee 2\n")
    page = open_page(address(round_, "round_sheet"), cast.citra, size=PHONE)
    page.set_input_files("input[type=file]", tmp_path / "pasangan.csv")
    press(page, "Periksa baris")
    look(page)
    assert "Sutarjo Entah" in page.inner_text("main")
    assert not Override.objects.of(cast.organisation).exists()
    press(page, "Lewati baris ini")
    press(page, "Pakai 1 pasangan yang siap")
    assert Override.objects.of(cast.organisation).count() == 1
