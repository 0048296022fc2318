"""Help outside the line, a pause of one's data, a pulse from a letter, and the homes of contact and evaluator."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from tests.browser.conftest import PHONE, WIDE, Look, OpenPage
from tests.cast import Cast
from tests.factories.outbox import waiting
from tests.factories.people import NOW, make_person
from tests.factories.programmes import make_programme, make_role
from tests.factories.relationships import Pair, make_pair
from timbalik.evaluation.operations import freeze_report
from timbalik.journey.confidential import talks_for
from timbalik.people.models.persons import Person
from timbalik.people.operations import restrict_processing
from timbalik.programmes.states import Role
from timbalik.surveys.asking import tell_the_asked
from timbalik.surveys.operations import open_wave
from timbalik.surveys.states import WaveKind

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("monday", "content"),
]


@pytest.fixture
def pair(cast: Cast) -> Pair:
    programme = make_programme(cast.organisation, "Mentoring Terbalik 2026")
    make_role(cast.citra, Role.COORDINATOR, programme)
    return make_pair(programme, mentor=cast.ayu, mentee=cast.bram)


@pytest.fixture
def ratna(pair: Pair) -> Person:
    person = make_person(pair.relationship.organisation, "Ratna Kusumawardani", salutation="Bu", with_account=True)
    make_role(person, Role.CONFIDENTIAL_CONTACT, pair.relationship.programme)
    return person


def test_wish_goes_from_the_pair_space_to_the_contact_and_back(
    open_page: OpenPage, look: Look, cast: Cast, pair: Pair, ratna: Person
) -> None:
    page = open_page(reverse("participant:pair", args=[pair.relationship.public_id]), cast.ayu, size=PHONE)
    page.locator("#help a[href$='/bantuan/']").click()
    look(page, "light", "dark")
    page.locator("textarea").fill("Saya ingin bicara dulu dengan orang lain.")
    page.locator("main form button[type=submit]").last.click()
    page.locator(".notice").first.wait_for()
    look(page)
    assert [talk.person for talk in talks_for(ratna)] == [cast.ayu]

    desk = open_page("/kontak/", ratna, size=WIDE)
    look(desk, "light", "dark")
    desk.locator(".guides a").first.click()
    look(desk)
    desk.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    look(desk, "light", "dark")
    desk.locator("form[action$='/ambil/'] button").click()
    desk.locator(".terms").wait_for()
    assert talks_for(ratna).get().taken_by == ratna


def test_pulse_is_answered_from_the_letter_without_script(
    open_page: OpenPage, look: Look, cast: Cast, pair: Pair
) -> None:
    open_wave(pair.relationship.cohort, WaveKind.EARLY, now=NOW, closes_at=NOW + timedelta(days=14))
    tell_the_asked(now=NOW)
    found = re.search(r"http://[^/]+(/ketuk/\S+)", waiting(cast.ayu)[0].text)
    assert found is not None
    look(open_page(found[1], size=PHONE), "light", "dark")
    page = open_page(found[1], size=PHONE, script=False)
    for name in {one.get_attribute("name") for one in page.locator("input[type=radio]").all()}:
        page.locator(f"input[name='{name}'][value='1']").check(force=True)
    page.locator("button[form=answer]").click()
    assert page.locator("h1").inner_text() == "Terima kasih."


def test_evaluator_and_coordinator_read_their_own_pages_in_their_own_shell(
    open_page: OpenPage, look: Look, cast: Cast, pair: Pair
) -> None:
    evaluator = make_person(cast.organisation, "Dewi Anggraini", with_account=True)
    make_role(evaluator, Role.EVALUATOR, pair.relationship.programme)
    open_wave(pair.relationship.cohort, WaveKind.EARLY, now=NOW)
    freeze_report(pair.relationship.programme, by=None, now=NOW)
    for size in (WIDE, PHONE):
        look(open_page("/pengelola/bukti/", evaluator, size=size), "light", "dark")
        look(open_page("/saya/profil/", cast.citra, size=size), "light", "dark")


def test_data_that_rests_is_said_on_profile_and_in_the_pair(
    open_page: OpenPage, look: Look, cast: Cast, pair: Pair
) -> None:
    restrict_processing(cast.bram, by=cast.bram, now=NOW)
    look(open_page(reverse("participant:profile_pause"), cast.bram, size=PHONE), "light", "dark")
    page = open_page(reverse("participant:pair", args=[pair.relationship.public_id]), cast.ayu, size=PHONE)
    look(page)
    page.locator("form[action$='/mulai-lagi/'] button").click()
    page.get_by_text("Pasangan Anda masih ingin jeda").first.wait_for()
