"""Answer, rank and ask for a person: with the keyboard alone, and without a script; on a phone and on a wide screen."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from tests.browser.conftest import PHONE, WIDE, Look, OpenPage
from tests.cast import Cast
from tests.factories.matching import Studio
from tests.factories.people import NOW
from tests.factories.programmes import make_programme, make_role
from timbalik.matching.models import Acceptance, Ballot, Objection, Proposal
from timbalik.matching.operations import open_round, send_proposals
from timbalik.matching.operations.ranking import open_ranking
from timbalik.people.states import LineKnowledge
from timbalik.programmes.models import Enrolment
from timbalik.programmes.states import ProgrammeState

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("monday"),
]
MOST_TABS = 80


def by_keyboard(page: Page, selector: str) -> None:
    """Go there with the tabulator alone, and press Enter."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement?.matches(selector)", selector):
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"{selector}: not reached by {MOST_TABS} tabs")


@pytest.fixture
def studio(cast: Cast) -> Studio:
    programme = make_programme(cast.organisation, state=ProgrammeState.MATCHING, routes=["ranked"])
    make_role(cast.citra, programme=programme)
    for person in (cast.ayu, cast.bram):
        person.line_knowledge = LineKnowledge.TOP
        person.save()
    return Studio(programme, cast.citra)


@pytest.fixture
def asked(studio: Studio, cast: Cast) -> Proposal:
    studio.mentor(person=cast.ayu)
    studio.mentee(person=cast.bram)
    round_ = open_round(studio.cohort, by=cast.citra, now=NOW)
    send_proposals(round_, by=cast.citra, now=NOW)
    return round_.proposals.get()


@pytest.fixture
def bram(studio: Studio, cast: Cast) -> Enrolment:
    """Bram may choose among five mentors."""
    for name in ("Wahyu Nugroho", "Suharti", "Ni Luh Putu Ayu Kartika Sari Dewi", "Yoga", "Baiq Rahmawati"):
        studio.mentor(name, position="Analis data pemasaran digital")
    mine = studio.mentee(person=cast.bram)
    open_ranking(studio.cohort, closes_at=NOW + timedelta(days=5), by=cast.citra, now=NOW)
    return mine


def answer_of(cast: Cast, asked: Proposal) -> str:
    return Acceptance.objects.of(cast.organisation).get(proposal=asked, person=cast.bram).answer


def choices(cast: Cast) -> list[str]:
    return list(Ballot.objects.of(cast.organisation).get(person=cast.bram).choices)


def test_proposal_is_answered_by_keyboard_and_without_a_script(
    cast: Cast, asked: Proposal, open_page: OpenPage, look: Look
) -> None:
    url = reverse("participant:proposal", args=[asked.public_id])
    page = open_page(url, cast.bram, size=WIDE)
    look(page, "light", "dark")
    with page.expect_navigation():
        by_keyboard(page, "main button[name=answer][value=yes]")
    assert answer_of(cast, asked) == "yes"

    page = open_page(url, cast.bram, size=PHONE, script=False)
    page.locator("main button[name=answer][value=no]").click()
    assert answer_of(cast, asked) == "no"
    look(open_page(url, cast.bram, size=PHONE), "light", "dark")


def test_three_are_ranked_by_taps_by_keyboard_and_by_lists(
    cast: Cast, bram: Enrolment, open_page: OpenPage, look: Look
) -> None:
    url = reverse("participant:ranking", args=[bram.public_id])
    refs = [option["ref"] for option in Ballot.objects.of(cast.organisation).get(person=cast.bram).options]
    page = open_page(url, cast.bram, size=PHONE)
    look(page, "light", "dark")
    for place in (2, 0, 3):
        page.locator("[data-rank]").nth(place).click()
    page.locator("[data-rank]").nth(0).click()  # taken back: the third moves up
    look(page)
    page.locator("button[name=act][value=rank]").click()
    page.wait_for_url(f"**{url}")
    assert choices(cast) == [refs[2], refs[3]]

    page = open_page(url, cast.bram, size=PHONE, script=False)
    for place, number in ((2, ""), (3, "1"), (1, "2"), (0, "3")):
        page.locator(f"select[name='place-{refs[place]}']").select_option(number)
    page.locator("button[name=act][value=rank]").click()
    assert choices(cast) == [refs[3], refs[1], refs[0]]

    page = open_page(url, cast.bram, size=WIDE)
    look(page)
    by_keyboard(page, "[data-rank][aria-pressed=true]")
    with page.expect_navigation():
        by_keyboard(page, "button[name=act][value=rank]")
    assert len(choices(cast)) == 2


def test_person_is_asked_to_decide_and_does(
    cast: Cast, studio: Studio, bram: Enrolment, open_page: OpenPage, look: Look
) -> None:
    url = reverse("participant:objection", args=[bram.public_id])
    page = open_page(url, cast.bram, size=PHONE, script=False)
    page.fill("[name=words]", "Mohon dibicarakan dulu.")
    page.locator("main form .btn--main").click()
    look(open_page(url, cast.bram, size=PHONE), "light", "dark")

    wish = Objection.objects.of(cast.organisation).get()
    queue = reverse("coordinator:objections", args=[studio.programme.public_id])
    look(open_page(queue, cast.citra, size=PHONE), "light", "dark")
    page = open_page(queue, cast.citra)
    look(page)
    with page.expect_navigation():
        by_keyboard(page, f"a[href$='{wish.public_id}/']")
    look(page, "light", "dark")
    page.select_option("[name=partner]", index=1)
    page.fill("[name=reason]", "Keduanya di Surabaya.")
    page.locator("button[name=act][value=pair]").click()
    page.wait_for_url(f"**{queue}")
    wish.refresh_from_db()
    assert wish.state == "paired"
    look(open_page(url, cast.bram, size=PHONE))


def test_coordinator_sees_how_many_ranked(
    cast: Cast, studio: Studio, bram: Enrolment, open_page: OpenPage, look: Look
) -> None:
    url = reverse("coordinator:ranking", args=[studio.programme.public_id])
    look(open_page(url, cast.citra), "light", "dark")
    look(open_page(url, cast.citra, size=PHONE))
    look(open_page(reverse("coordinator:studio", args=[studio.programme.public_id]), cast.citra, size=PHONE))
