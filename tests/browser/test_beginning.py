"""How programmes begin: a nominee's one tap without script, and an idea from its three sentences to all leaders."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from tests.browser.conftest import PHONE, Look, OpenPage, tick
from tests.cast import Cast
from tests.factories.enrolment import make_open_programme
from tests.factories.outbox import waiting
from tests.factories.people import NOW
from tests.factories.programmes import make_role
from timbalik.programmes.models import Idea, Nomination
from timbalik.programmes.operations.nominations import nominate
from timbalik.programmes.states import Asked, IdeaState, Route

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("monday", "content"),
]


def test_nominee_answers_with_one_tap_without_script(open_page: OpenPage, look: Look, cast: Cast) -> None:
    programme = make_open_programme(cast.organisation, cast.citra, routes=[Route.NOMINATION])
    nominate(programme, cast.ayu, good_at="Dasbor", example="Melatih dua tim.", by=cast.bram, now=NOW)
    link = re.search(r"/ketuk/[^/\s]+/", waiting(cast.ayu)[0].text)
    assert link is not None
    look(open_page(link.group(), size=PHONE), "light", "dark")
    page = open_page(link.group(), size=PHONE, script=False)
    page.locator("button[value=yes]").click()
    page.locator("h1").wait_for()
    assert Nomination.objects.of(cast.organisation).get().answer == Asked.YES

    page = open_page(reverse("coordinator:candidates", args=[programme.public_id]), cast.citra)
    look(page)
    page.locator("form[action$='/undang/'] button").press("Enter")
    page.locator(".empty").wait_for()
    assert programme.enrolments.get().person == cast.ayu


def test_idea_becomes_one_letter_to_all_leaders(open_page: OpenPage, look: Look, cast: Cast) -> None:
    make_role(cast.citra)
    page = open_page(reverse("participant:idea_new"), cast.ayu, size=PHONE, script=False)
    page.locator("[name=name]").fill("Dasbor bersama")
    page.locator("[name=reason]").fill("Rute menunggu laporan cetak.")
    page.locator("[name=leader_gains]").fill("Angka hari ini.")
    tick(page, "[name=topics]")
    page.locator("main form button").last.press("Enter")
    page.locator("#mentors").wait_for()
    idea = Idea.objects.of(cast.organisation).get()
    look(open_page(reverse("participant:idea", args=[idea.public_id]), cast.ayu, size=PHONE), "light", "dark")

    page = open_page(reverse("coordinator:idea", args=[idea.public_id]), cast.citra)
    look(page)
    page.locator("[name=leaders_from]").select_option("8")
    page.locator("[name=leaders_to]").select_option("8")
    page.locator("button[name=approve]").click()
    page.wait_for_url("**/kampanye/")
    look(page, "light", "dark")
    page.locator("main form button.btn--main").press("Enter")
    page.locator("#reach").wait_for()
    look(page)
    idea.refresh_from_db()
    assert idea.state == IdeaState.APPROVED
    assert idea.reason in waiting(cast.bram)[-1].text
