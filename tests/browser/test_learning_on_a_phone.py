"""What people learn with, on a phone and without script: a scenario, the check, practice, the library, a lesson."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.browser.conftest import PHONE, WIDE, Look, OpenPage, tick
from tests.cast import Cast
from tests.factories.programmes import make_enrolment, make_programme
from timbalik.learning.models import Lesson, TrainingProgress, TrainingUnitVersion
from timbalik.learning.units import right_answers
from timbalik.lib.versions import latest
from timbalik.programmes.states import EnrolmentRole

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("monday", "content"),
]
KEY = "mentee-dasar"


def test_wrong_answers_are_explained_and_answered_again_without_script(open_page: OpenPage, cast: Cast) -> None:
    programme = make_programme(cast.organisation)
    make_enrolment(programme, cast.bram, role=EnrolmentRole.MENTEE)
    address = reverse("participant:training", args=[programme.public_id, KEY])
    page = open_page(f"{address}?bagian=3", cast.bram, size=PHONE, script=False)
    page.locator(".guides a").nth(1).click()
    page.get_by_text("Anda akan:").wait_for()

    right = right_answers(latest(TrainingUnitVersion, KEY).content)
    page.goto(f"{address}tanya/")
    for name, choice in right.items():
        tick(page, f"input[name={name}][value={choice if name not in list(right)[:3] else 'b'}]")
    page.locator("button.btn--main").click()
    asked_again = {name for name in right if page.locator(f"input[type=radio][name={name}]").count()}
    assert asked_again == {name for name in list(right)[:3] if right[name] != "b"}
    for name in asked_again:
        tick(page, f"input[name={name}][value={right[name]}]")
    page.locator("button.btn--l").first.click()
    page.get_by_text("Unit ini selesai").wait_for()
    assert TrainingProgress.objects.of(cast.organisation).get().right_answers == 8


def test_practice_and_library_stand_on_phone_and_desk(open_page: OpenPage, look: Look, cast: Cast) -> None:
    programme = make_programme(cast.organisation)
    make_enrolment(programme, cast.ayu)
    for size in (PHONE, WIDE):
        page = open_page(reverse("participant:practice", args=["kembali-mengajar"]), cast.ayu, size=size)
        for choice in (1, 1, 1):
            page.locator(".guides a").nth(choice).click()
        page.get_by_text("Yang Anda bawa pulang").wait_for()
        look(page, "light", "dark")
        for name, given in (("trainings", []), ("library", []), ("topic", ["memeriksa-ai"]), ("field_visit", [])):
            page.goto(reverse(f"participant:{name}", args=given))
            look(page, "light", "dark")


def test_lesson_is_written_and_shared_on_a_phone(open_page: OpenPage, look: Look, cast: Cast) -> None:
    programme = make_programme(cast.organisation)
    make_enrolment(programme, cast.ayu)
    page = open_page(reverse("participant:lesson_new", args=[programme.public_id]), cast.ayu, size=PHONE)
    page.locator("button.btn--main").click()
    look(page, "light", "dark")
    fields = {"title": "Membaca corong", "aim": "Menemukan kebocoran", "step_0": "Mencoba", "minutes_0": "20"}
    for name, words in fields.items():
        page.fill(f"[name={name}]", words)
    page.locator("button.btn--main").click()
    page.get_by_role("heading", name="Membaca corong").wait_for()
    look(page, "light", "dark")
    page.get_by_role("button", name="Bagikan di program").click()
    page.get_by_text("Semua peserta").first.wait_for()
    assert Lesson.objects.of(cast.organisation).get().shared_at is not None
