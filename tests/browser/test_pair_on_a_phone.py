"""A pair lives with the product on its phones: training, agreement, goal, session, two taps, step back, closure."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page

from tests.browser.conftest import PHONE, Look, OpenPage, tick
from tests.cast import Cast
from tests.factories.agreements import ANSWERS
from tests.factories.outbox import waiting
from tests.factories.people import NOW
from tests.factories.programmes import make_programme
from tests.factories.relationships import Pair, make_pair
from tests.factories.sessions import NEXT_DAY, make_session
from tests.factories.training import make_unit_of_training
from tests.journey.pairs import lead_to
from timbalik.learning.models import TrainingProgress
from timbalik.meetings.models import CheckIn
from timbalik.meetings.operations import mark_held
from timbalik.meetings.states import Reply
from timbalik.people.models.persons import Person
from timbalik.relationships.queries import agreement_in_force
from timbalik.relationships.states import ClosurePart, Ending, Phase

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("monday"),
]


def led(cast: Cast, phase: Phase) -> Pair:
    programme = make_programme(cast.organisation, notes_enabled=True)
    return lead_to(phase, programme=programme, mentor=cast.ayu, mentee=cast.bram)


def at(pair: Pair, name: str = "pair", *more: object) -> str:
    return reverse(f"participant:{name}", args=[pair.relationship.public_id, *more])


def one_tap_of(person: Person) -> str:
    found = re.search(r"http://[^/]+(/ketuk/[^/\s]+/)", waiting(person)[-1].text)
    assert found is not None
    return found.group(1)


def main_action(page: Page) -> None:
    page.locator("button.btn--main").last.click()


def test_training_is_read_and_its_questions_open_the_gate(open_page: OpenPage, look: Look, cast: Cast) -> None:
    unit, programme = make_unit_of_training(), make_programme(cast.organisation)
    make_pair(programme, mentor=cast.ayu, mentee=cast.bram)
    page = open_page(reverse("participant:training", args=[programme.public_id, unit.key]), cast.ayu, size=PHONE)
    look(page)
    main_action(page)
    for number in range(1, 5):
        tick(page, f"input[name=q{number}][value=b]")
    look(page)
    main_action(page)

    assert TrainingProgress.objects.of(cast.organisation).get().completed_at is not None


def test_agreement_is_written_signed_by_both_and_a_goal_set(open_page: OpenPage, look: Look, cast: Cast) -> None:
    pair = led(cast, Phase.NEGOTIATION)
    page = open_page(at(pair, "agreement_edit"), cast.ayu, size=PHONE)
    for name, words in ANSWERS.items():
        page.fill(f"[name={name}]", words)
    look(page)
    main_action(page)
    for person in (cast.ayu, cast.bram):
        page = open_page(at(pair, "agreement"), person, size=PHONE)
        look(page)
        main_action(page)
    page = open_page(at(pair, "goal_add"), cast.bram, size=PHONE)
    goal = {"title": "Membaca dasbor", "measure": "sebab", "baseline": "0", "target": "3", "due_on": "2027-01-15"}
    for name, words in goal.items():
        page.fill(f"[name={name}]", words)
    main_action(page)
    page.locator(f"form[action='{at(pair, 'phase_advance')}'] button").click()

    pair.relationship.refresh_from_db()
    assert agreement_in_force(pair.relationship) is not None
    assert pair.relationship.phase == Phase.GROWTH


def test_session_is_booked_at_a_time_that_suits_both(open_page: OpenPage, look: Look, cast: Cast) -> None:
    pair = led(cast, Phase.GROWTH)
    page = open_page("/saya/", cast.ayu, size=PHONE)
    look(page)
    page.goto(at(pair))
    look(page)
    page.locator(f"a[href='{at(pair, 'session_book')}']").first.click()
    look(page)
    page.fill("[name=topic]", "Dari kunjungan ke keranjang")
    page.locator("button.btn--main").click()

    session = pair.relationship.sessions.order_by("-number")[0]
    assert session.starts_at > NOW
    assert "Dari kunjungan ke keranjang" in page.inner_text("main")
    page.goto(at(pair, "session", session.public_id))
    look(page)


def test_answer_from_the_mail_takes_one_tap_and_opening_it_none(open_page: OpenPage, look: Look, cast: Cast) -> None:
    pair = led(cast, Phase.GROWTH)
    session = make_session(pair)
    page = open_page(one_tap_of(cast.bram), size=PHONE, script=False)
    seat = session.participants.get(person=cast.bram)
    assert seat.reply == Reply.WAITING
    page.locator("button[name=reply][value=yes]").click()

    seat.refresh_from_db()
    assert seat.reply == Reply.YES
    page = open_page(one_tap_of(cast.bram), size=PHONE)
    assert settings.SESSION_COOKIE_NAME not in {cookie["name"] for cookie in page.context.cookies()}
    look(page)


def test_two_taps_after_the_session_from_mail_and_app(open_page: OpenPage, look: Look, cast: Cast) -> None:
    pair = led(cast, Phase.GROWTH)
    session, after = make_session(pair), NEXT_DAY + timedelta(hours=1)
    mark_held(session, by=cast.ayu, now=after)
    with time_machine.travel(after, tick=True):
        in_app = open_page(at(pair, "session_check_in", session.public_id), cast.ayu, size=PHONE)
        for page in (open_page(one_tap_of(cast.bram), size=PHONE), in_app):
            look(page)
            tick(page, "input[name=usefulness][value='4']")
            tick(page, "input[name=taught_more][value=mentor]")
            main_action(page)

    assert CheckIn.objects.of(cast.organisation).filter(session=session).count() == 2


def test_step_back_asks_for_a_reason_and_keeps_everything(open_page: OpenPage, look: Look, cast: Cast) -> None:
    pair = led(cast, Phase.GROWTH)
    page = open_page(at(pair, "phase_back"), cast.bram, size=PHONE)
    look(page)
    main_action(page)
    assert page.locator("[aria-invalid=true]").count() == 1
    page.fill("[name=reason]", "Tujuan kami belum cocok")
    main_action(page)

    pair.relationship.refresh_from_db()
    assert (pair.relationship.phase, pair.relationship.goals.count()) == (Phase.NEGOTIATION, 1)


def test_closure_takes_its_four_parts(open_page: OpenPage, look: Look, cast: Cast) -> None:
    pair = led(cast, Phase.CLOSURE)
    goal = pair.relationship.goals.get()
    page = open_page(at(pair, "closure"), cast.ayu, size=PHONE)
    look(page)
    page.goto(at(pair, "goal_close", goal.public_id))
    tick(page, "input[name=state][value=reached]")
    main_action(page)
    for part in ClosurePart:
        page.goto(at(pair, "closure_part", part))
        if page.locator("[name=text]").count():
            page.fill("[name=text]", "Kata kami berdua")
        if page.locator("input[name=next_step]").count():
            tick(page, "input[name=next_step]")
        main_action(page)
    page.goto(at(pair, "closure"))
    page.locator(f"form[action='{at(pair, 'closure_complete')}'] button").click()

    pair.relationship.refresh_from_db()
    assert pair.relationship.ending == Ending.COMPLETED
    page.goto(at(pair))
    look(page)
