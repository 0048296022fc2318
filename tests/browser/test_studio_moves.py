"""The studio by keyboard and by mouse: another partner with its price and a reason, and one tap for who has none."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from tests.browser.conftest import PHONE, Look, OpenPage
from tests.cast import Cast
from tests.factories.matching import Studio
from tests.factories.people import NOW
from tests.factories.programmes import make_programme, make_role
from timbalik.matching.models import Override, Proposal, RemedyTaken, Round
from timbalik.matching.operations import open_round
from timbalik.matching.states import ProposalState
from timbalik.programmes.models import Enrolment
from timbalik.programmes.states import ProgrammeState

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("monday"),
]
BECAUSE = "Keduanya memimpin satu proyek."


@pytest.fixture
def round_(cast: Cast) -> Round:
    """Ayu fits Sutikno and Bayu fits Theresia; Wulan has nobody."""
    programme = make_programme(cast.organisation, state=ProgrammeState.MATCHING)
    make_role(cast.citra, programme=programme)
    studio = Studio(programme, cast.citra)
    studio.mentor("Ayu Pratiwi", offers={"dasbor": 5, "video": 1}, wants={"negosiasi": 3})
    studio.mentor("Bayu", offers={"video": 5, "dasbor": 1}, wants={"anggaran": 3})
    studio.mentee("Sutikno", offers={"negosiasi": 5, "anggaran": 1}, wants={"dasbor": 3})
    studio.mentee("Theresia Widyaningrum", offers={"anggaran": 5, "negosiasi": 1}, wants={"video": 3})
    studio.mentee("Wulan", offers={"anggaran": 1, "negosiasi": 1}, wants={"video": 1, "lain": 5})
    return open_round(studio.cohort, by=cast.citra, now=NOW)


def address(round_: Round, name: str = "round") -> str:
    return reverse(f"coordinator:{name}", args=[round_.programme.public_id, round_.number])


def mentor_of(round_: Round, name: str) -> str:
    rows = Proposal.objects.of(round_.organisation_id).filter(round=round_).exclude(state=ProposalState.REPLACED)
    return rows.get(mentee__person__full_name=name).mentor.person.full_name


def test_keyboard_moves_a_mentee_with_price_and_reason(
    open_page: OpenPage, look: Look, cast: Cast, round_: Round
) -> None:
    page = open_page(address(round_), cast.citra)
    look(page, "light", "dark")
    page.get_by_role("link", name="Pindahkan… Sutikno").press("Enter")
    page.get_by_role("searchbox", name="Nama, nomor induk karyawan, atau unit").fill("bayu")
    page.keyboard.press("Enter")
    page.locator("#drawer .alts a", has_text="Bayu").wait_for()
    look(page)
    page.locator("#drawer .alts a", has_text="Bayu").press("Enter")
    page.get_by_text("Harga pertukaran").wait_for()
    look(page)
    assert mentor_of(round_, "Sutikno") == "Ayu Pratiwi"  # the price comes before the act
    page.locator("#drawer input[name=reason]").first.fill(BECAUSE)
    page.get_by_role("button", name=re.compile("Pilih Bayu")).press("Enter")

    page.locator("#overrides").get_by_text(BECAUSE).wait_for()
    assert mentor_of(round_, "Sutikno") == "Bayu"
    assert Override.objects.of(round_.organisation_id).get().price_hundredths > 0


def test_card_is_carried_to_another_mentor(open_page: OpenPage, cast: Cast, round_: Round) -> None:
    page = open_page(address(round_), cast.citra, size=(1440, 2000))  # nothing scrolls while the card is carried
    card = page.locator(".proposal", has_text="Sutikno").locator(".side-e[draggable=true]")
    card.drag_to(page.locator(".proposal", has_text="Bayu").locator(".side-m"))

    page.get_by_text("Harga pertukaran").wait_for()
    assert "Mengapa bukan Bayu untuk Sutikno?" in page.inner_text("#drawer")
    assert not Override.objects.of(round_.organisation_id).exists()


@pytest.mark.parametrize("script", [True, False])
def test_one_tap_asks_a_mentor_on_a_phone(
    open_page: OpenPage, look: Look, cast: Cast, round_: Round, script: bool
) -> None:
    page = open_page(address(round_, "round_unmatched"), cast.citra, size=PHONE, script=script)
    if script:
        look(page, "light", "dark")
    page.get_by_role("button", name=re.compile("menerima satu mentee lagi")).click()
    page.get_by_text("Belum ada jawaban").wait_for()

    taken = RemedyTaken.objects.of(round_.organisation_id).get()
    assert (taken.enrolment.person.full_name, taken.asked.role) == ("Wulan", "mentor")
    assert Enrolment.objects.of(round_.organisation_id).get(pk=taken.asked_id).capacity == 1


def test_two_mentees_and_load_stand_on_a_phone(open_page: OpenPage, look: Look, cast: Cast, round_: Round) -> None:
    page = open_page(address(round_, "round_two"), cast.citra, size=PHONE)
    look(page)
    page.locator("#drawer .alts a", has_text="Sutikno").click()
    page.get_by_role("link", name="Mentee").click()
    page.locator("#drawer .alts a", has_text="Theresia").click()
    page.get_by_text("jangan pernah punya mentor yang sama").wait_for()
    look(page, "light", "dark")
    page.goto(address(round_, "round_load"))
    look(page, "light", "dark")
