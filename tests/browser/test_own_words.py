"""One's own words become topics on a phone: by keyboard while typing, and by a button without script."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import PHONE, Look, OpenPage, tick
from tests.cast import Cast
from tests.factories.enrolment import make_invited, make_open_programme
from timbalik.programmes.models import Enrolment

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("content", "monday"),
]
SUGGESTED = "#suggested input[name=chosen]"


def at_gives(cast: Cast) -> Enrolment:
    enrolment = make_invited(make_open_programme(cast.organisation), cast.ayu)
    enrolment.step = 2
    enrolment.save(update_fields=["step"])
    return enrolment


def chosen(page: Page) -> set[str]:
    return set(page.eval_on_selector_all("input[name=chosen]:checked", "all => all.map((one) => one.value)"))


def test_words_suggest_while_typing_and_the_keyboard_confirms(open_page: OpenPage, look: Look, cast: Cast) -> None:
    enrolment = at_gives(cast)
    page = open_page(f"/saya/daftar/{enrolment.public_id}/memberi/", cast.ayu, size=PHONE)
    with page.expect_response(lambda answer: "capcut" in (answer.request.post_data or "")):  # to the whole words
        page.locator("[name=words]").press_sequentially("potong video capcut")
    page.wait_for_selector(SUGGESTED)
    assert chosen(page) == set()
    look(page)

    page.locator("[name=words]").press("Tab")  # the button that searches
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert chosen(page) == {"sunting-video"}
    page.locator("main button.btn--main").press("Enter")
    page.wait_for_url("**/mendapat/")
    enrolment.refresh_from_db()
    assert list(enrolment.draft["offers"]) == ["sunting-video"]


def test_words_suggest_without_script(open_page: OpenPage, look: Look, cast: Cast) -> None:
    enrolment = at_gives(cast)
    page = open_page(f"/saya/daftar/{enrolment.public_id}/memberi/", cast.ayu, size=PHONE, script=False)
    page.fill("[name=words]", "ngurus pajak penghasilan")
    page.locator("[name=words]").press("Enter")
    page.wait_for_selector(SUGGESTED)
    tick(page, SUGGESTED)
    page.locator("main button.btn--main").click()
    page.wait_for_url("**/mendapat/")
    enrolment.refresh_from_db()
    assert list(enrolment.draft["offers"]) == ["perpajakan"]
