"""Who keeps a calendar, who sponsors, and what holds on every page: the keyboard and the language."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.urls import reverse

from tests.browser.conftest import PHONE, WIDE, Look, OpenPage
from tests.cast import Cast
from tests.factories.people import NOW
from tests.factories.programmes import make_programme, make_role
from tests.factories.relationships import make_pair
from tests.factories.sessions import make_session
from tests.journey.pairs import lead_to
from timbalik.evaluation.operations import freeze_report
from timbalik.meetings.states import Reply
from timbalik.people.operations import grant_delegation
from timbalik.programmes.states import Role
from timbalik.relationships.states import Phase

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("monday"),
]


def test_assistant_answers_and_moves_and_opens_nothing_else(
    open_page: OpenPage, look: Look, cast: Cast, complaints: list[str]
) -> None:
    pair = make_pair(make_programme(cast.organisation), mentor=cast.ayu, mentee=cast.bram)
    grant_delegation(cast.bram, cast.citra, by=cast.bram, now=NOW)
    session = make_session(pair)
    before = session.starts_at
    page = open_page("/asisten/", cast.citra, size=PHONE)
    look(page, "light", "dark")
    page.locator("form[action$='/jawab/'] button").click()
    seat = session.participants.get(person=cast.bram)
    assert (seat.reply, seat.answered_by) == (Reply.YES, cast.citra)
    page.locator("a[href$='/pindah/']").click()
    look(page)
    page.locator(".slots button").first.click()
    page.locator("h1").wait_for()
    session.refresh_from_db()
    assert session.starts_at != before

    refs = [pair.relationship.public_id, session.public_id]
    for address in (reverse("participant:pair", args=refs[:1]), reverse("participant:session", args=refs), "/sponsor/"):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 404
    assert all("status of 404" in said for said in complaints)
    complaints.clear()


def test_sponsor_reads_the_page_and_takes_the_file(open_page: OpenPage, look: Look, cast: Cast) -> None:
    programme = make_programme(cast.organisation, "Mentoring Terbalik 2026")
    make_role(cast.bram, Role.SPONSOR, programme)
    make_pair(programme)
    freeze_report(programme, by=None, now=NOW)
    look(open_page("/sponsor/", cast.bram, size=PHONE), "light", "dark")
    page = open_page("/sponsor/", cast.bram, size=WIDE)
    look(page)
    with page.expect_download() as download:
        page.locator("a[href$='laporan.pdf']").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF-")


def test_answer_of_a_participant_takes_only_the_keyboard(open_page: OpenPage, cast: Cast) -> None:
    pair = lead_to(Phase.GROWTH, programme=make_programme(cast.organisation), mentor=cast.ayu, mentee=cast.bram)
    session = make_session(pair)
    page = open_page("/saya/", cast.bram, size=PHONE)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    wanted = page.locator("main button.btn--main, main a.btn--main").first.element_handle()
    for _key in range(8):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement === wanted", wanted):
            break
    with page.expect_navigation():
        page.keyboard.press("Enter")

    if session.participants.get(person=cast.bram).reply == Reply.WAITING:  # the home leads to the session
        page.locator("main button.btn--main").press("Enter")
    assert session.participants.get(person=cast.bram).reply == Reply.YES


def test_language_is_switched_and_kept(open_page: OpenPage, look: Look, cast: Cast) -> None:
    page = open_page("/saya/", cast.ayu, size=PHONE)
    look(page, "dark")
    for code in ("en", "id"):
        page.locator(f"button[name=language][value={code}]").click()
        page.locator(f"html[lang={code}]").wait_for()
        page.goto("/saya/pasangan/")
        assert page.locator("html").get_attribute("lang") == code
