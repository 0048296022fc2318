"""From the invitation in a mail to the last of seven screens, on a phone, with and without script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import PHONE, Look, OpenPage, tick
from tests.cast import Cast
from tests.factories.enrolment import make_invited, make_open_programme
from tests.factories.outbox import waiting
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Enrolment
from timbalik.programmes.states import EnrolmentRole, EnrolmentState

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("content", "monday"),
]
ANSWERS = {
    "motivation": "Saya ingin mengerti bagaimana angka menjadi keputusan.",
    "benefit_sought": "Cara keputusan besar dibuat.",
    "learning_goal": "Membaca dasbor tanpa bantuan.",
}


def invited(cast: Cast, person: Person, role: EnrolmentRole) -> tuple[Enrolment, str]:
    """The enrolment, and the address in the letter."""
    enrolment = make_invited(make_open_programme(cast.organisation), person, role)
    found = re.search(r"https?://[^/]+(/saya/undangan/\S+)", waiting(person)[-1].text)
    assert found is not None
    return enrolment, found[1]


def fill(page: Page) -> None:
    """Answer whatever the present screen asks, as little as it takes."""
    for name, words in ANSWERS.items():
        if page.locator(f"[name={name}]").count():
            page.fill(f"[name={name}]", words)
    for name in ("accepts_notice", "consent_participation", "pledges"):
        if page.locator(f"input[name={name}]").count():
            tick(page, f"input[name={name}]")
    if page.locator("input[name=chosen]").count():
        tick(page, "details[open] input[name=chosen]")
    if page.locator("input[name=week]").count():
        tick(page, "input[name=week]")


def go_on(page: Page) -> None:
    page.locator("main button.btn--main").click()


@pytest.mark.parametrize("role", [EnrolmentRole.MENTOR, EnrolmentRole.MENTEE])
def test_enrolling_takes_seven_screens_and_keeps_the_draft(
    open_page: OpenPage, look: Look, cast: Cast, role: EnrolmentRole
) -> None:
    person = cast.ayu if role == EnrolmentRole.MENTOR else cast.bram
    enrolment, letter = invited(cast, person, role)
    page = open_page(letter, size=PHONE)
    look(page)
    go_on(page)

    screens, sentences = 0, 0
    while "/selesai/" not in page.url and screens < 9:
        screens += 1
        sentences += page.locator("textarea[required]").count()
        if role == EnrolmentRole.MENTEE:
            look(page, "light" if screens % 2 else "dark")
        fill(page)
        go_on(page)
        if screens == 2:  # leaves halfway, and comes back another day
            page = open_page(f"/saya/daftar/{enrolment.public_id}/", person, size=PHONE)
            assert page.url.endswith("/memberi/")

    assert (screens, sentences <= 3) == (7, True)
    assert ANSWERS["motivation"] in page.inner_text("main")
    enrolment.refresh_from_db()
    assert enrolment.state == EnrolmentState.SUBMITTED


def test_enrolling_works_without_script(open_page: OpenPage, cast: Cast) -> None:
    enrolment, letter = invited(cast, cast.ayu, EnrolmentRole.MENTOR)
    page = open_page(letter, size=PHONE, script=False)
    go_on(page)
    for _screen in range(7):
        fill(page)
        go_on(page)

    enrolment.refresh_from_db()
    assert enrolment.state == EnrolmentState.SUBMITTED


def test_screen_that_lacks_something_says_what(open_page: OpenPage, look: Look, cast: Cast) -> None:
    enrolment, _letter = invited(cast, cast.ayu, EnrolmentRole.MENTOR)
    page = open_page(f"/saya/daftar/{enrolment.public_id}/persetujuan/", cast.ayu, size=PHONE)
    go_on(page)

    assert page.locator("[data-summary]").is_visible()
    look(page)
