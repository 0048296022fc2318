"""Prepare, agree, decide and part on a phone, from both sides, in both colours."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.browser.conftest import PHONE, Look, OpenPage
from tests.cast import Cast
from tests.factories.people import NOW
from tests.factories.programmes import make_programme
from tests.factories.relationships import Pair
from tests.journey.pairs import hold, lead_to
from timbalik.journey.operations import suggest_skip
from timbalik.relationships.models import AgreementTextVersion
from timbalik.relationships.operations import add_step
from timbalik.relationships.states import JointState, Phase

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("monday"),
]


def led(cast: Cast, phase: Phase) -> Pair:
    programme = make_programme(cast.organisation, notes_enabled=True)
    return lead_to(phase, programme=programme, mentor=cast.ayu, mentee=cast.bram)


def at(pair: Pair, name: str, *more: object) -> str:
    return reverse(f"participant:{name}", args=[pair.relationship.public_id, *more])


def test_boundary_map_is_filled_in_and_a_skip_answered(
    cast: Cast, content: None, open_page: OpenPage, look: Look
) -> None:
    pair = led(cast, Phase.NEGOTIATION)
    AgreementTextVersion.objects.filter(key="kesepakatan-uji").delete()
    page = open_page(at(pair, "workbook"), cast.bram, size=PHONE)
    look(page, "light", "dark")
    page = open_page(at(pair, "agreement_edit"), cast.ayu, size=PHONE, script=False)
    page.locator("input[name='topics.family'][value=off]").check()
    page.locator("form[method=post] .btn--main").last.click()
    look(open_page(at(pair, "agreement_edit"), cast.ayu, size=PHONE), "light", "dark")
    look(open_page(at(pair, "agreement"), cast.bram, size=PHONE))
    move = suggest_skip(pair.relationship, reason="Sudah bicara", by=cast.ayu, now=NOW)
    page = open_page(at(pair, "decision", move.public_id), cast.bram, size=PHONE)
    look(page)
    page.locator("button[name=answer][value=yes]").click()
    page.wait_for_url(f"**{at(pair, 'pair')}")
    look(page)
    move.refresh_from_db()
    assert move.state == JointState.AGREED


def test_plan_letter_and_record_are_readable_on_a_phone(cast: Cast, open_page: OpenPage, look: Look) -> None:
    pair = led(cast, Phase.CLOSURE)
    hold(pair, at=NOW - timedelta(days=9), kind="closing")
    add_step(pair.relationship.goals.get(), "Membuka dasbor", None, by=cast.bram, now=NOW)
    look(open_page(at(pair, "plan"), cast.bram, size=PHONE))
    for part in ("look_back", "next_step"):
        look(open_page(at(pair, "closure_part", part), cast.bram, size=PHONE))
    page = open_page(at(pair, "letter"), cast.bram, size=PHONE)
    page.fill("[name=text]", "Terima kasih, Kak Ayu")
    page.locator("button[name=act][value=send]").click()
    look(open_page(at(pair, "letter"), cast.ayu, size=PHONE))
    look(open_page(at(pair, "tidy"), cast.bram, size=PHONE))
    look(open_page(at(pair, "growth_record"), cast.ayu, size=PHONE), "light", "dark")
