"""A guest accepts on a phone; who looks after guests sees theirs; the coordinator chooses a kind of programme."""

from __future__ import annotations

import re

import pytest

from tests.browser.conftest import PHONE, Look, OpenPage
from tests.browser.test_enrolling import fill, go_on
from tests.cast import Cast
from tests.factories.enrolment import make_open_programme
from tests.factories.outbox import waiting
from tests.factories.people import NOW
from tests.factories.programmes import make_role
from timbalik.people.states import PartnerKind
from timbalik.programmes.operations.guests import GuestWords, add_partner, name_partner_coordinator
from timbalik.programmes.states import EnrolmentState

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("content", "monday"),
]


def press(page: object, words: str) -> None:
    page.get_by_role("button", name=words).first.click()  # type: ignore[attr-defined]  # a page


def test_guest_is_invited_from_their_campus_and_enrols_on_a_phone(open_page: OpenPage, look: Look, cast: Cast) -> None:
    programme = make_open_programme(cast.organisation, cast.citra, name="Kampus dan Eksekutif 2027")
    campus = add_partner(cast.organisation, name="Universitas Nusa", kind=PartnerKind.CAMPUS, by=None, now=NOW)
    words = GuestWords("Bu Wening", "wening@kampus.example")
    wening = name_partner_coordinator(programme, campus, words, by=cast.citra, now=NOW).person

    page = open_page("/mitra/", wening, size=PHONE)
    look(page)
    page.fill("[name=called]", "Sekar")
    page.fill("[name=email]", "sekar@kampus.example")
    press(page, "Kirim undangan")
    look(page, "dark")
    assert "Sekar" in page.inner_text("main")

    enrolment = programme.enrolments.get(person__email="sekar@kampus.example")
    letter = waiting(enrolment.person)[-1].text
    assert "Kirana Nusantara" in letter
    found = re.search(r"https?://[^/]+(/saya/undangan/\S+)", letter)
    assert found is not None
    guest = open_page(found[1], size=PHONE)
    look(guest)
    go_on(guest)
    screens = 0
    while "/selesai/" not in guest.url and screens < 9:
        screens += 1
        fill(guest)
        go_on(guest)
    enrolment.refresh_from_db()
    assert (screens, enrolment.state) == (7, EnrolmentState.SUBMITTED)


def test_coordinator_chooses_a_kind_and_adds_a_partner(open_page: OpenPage, look: Look, cast: Cast) -> None:
    make_role(cast.citra)
    page = open_page("/pengelola/program/baru/", cast.citra)
    look(page)
    page.locator("a[href*='tpl-kampus']").click()
    look(page)
    assert page.input_value("[name=planned_sessions]") == "8"
    page.fill("[name=name]", "Kampus 2027")
    page.fill("[name=starts_on]", "2027-01-11")
    press(page, "Buat program")
    page.locator("main a", has_text="Organisasi mitra").first.click()
    look(page)
    page.fill("[name=name]", "Universitas Nusa")
    press(page, "Tambahkan")
    look(page)
    assert "Universitas Nusa" in page.inner_text("main h1")
