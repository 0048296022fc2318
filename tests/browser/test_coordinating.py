"""The coordinator's way: a people file with mistakes, a programme from the template, invitations, pairs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from tests.browser.conftest import PHONE, Look, OpenPage
from tests.cast import Cast
from tests.factories.matching import Studio
from tests.factories.outbox import waiting
from tests.factories.people import make_line, make_person, make_unit
from tests.factories.programmes import make_programme, make_role
from timbalik.matching.models import Override, Round
from timbalik.people.models.persons import Person
from timbalik.people.states import LineKnowledge
from timbalik.programmes.models import Programme
from timbalik.programmes.states import ProgrammeState
from timbalik.relationships.models import Relationship

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("monday"),
]
FILE = "NIP,Nama,Email,Lokasi,Gaji\n1,Suharti,suharti@kirana,Makassar,9\n,Wulan,,Jayapura,8\n3,Baiq Rahmawati,,Jayapura,7\n"


def press(page: Page, words: str) -> None:
    """The button or link with these words."""
    page.locator("main").get_by_role("button", name=words).or_(
        page.locator("main").get_by_role("link", name=words)
    ).click()


def test_file_with_mistakes_becomes_people(open_page: OpenPage, look: Look, cast: Cast, tmp_path: Path) -> None:
    make_role(cast.citra)
    (tmp_path / "staf.csv").write_text(FILE)
    page = open_page("/pengelola/impor/", cast.citra)
    look(page)
    page.set_input_files("input[type=file]", tmp_path / "staf.csv")
    press(page, "Unggah dan periksa")
    look(page, "light", "dark")
    assert "Gaji" in page.inner_text("main")  # named as dropped
    mend = page.locator("form", has=page.locator("input[name=row][value='2']")).filter(
        has=page.locator("input[name=field][value=email]")
    )
    mend.locator("input[name=value]").fill("suharti@kirana.example")
    mend.get_by_role("button").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Unduh baris yang tidak masuk").click()
    rejected = Path(download.value.path()).read_text("utf-8-sig")
    assert ("Wulan" in rejected, "Gaji" in rejected, "Suharti" in rejected) == (True, False, False)
    page.locator("main form[action$='/masukkan/'] button").click()

    look(page)
    assert Person.objects.of(cast.organisation).get(full_name="Suharti").email == "suharti@kirana.example"
    assert not Person.objects.of(cast.organisation).filter(full_name="Wulan").exists()


@pytest.mark.usefixtures("content")
def test_programme_is_made_opened_and_people_invited(open_page: OpenPage, look: Look, cast: Cast) -> None:
    make_role(cast.citra)
    page = open_page("/pengelola/program/baru/", cast.citra)
    look(page)
    page.fill("[name=name]", "Mentoring Terbalik 2027")
    page.fill("[name=starts_on]", "2027-01-11")
    press(page, "Buat program")
    look(page)
    press(page, "Buka pendaftaran")
    page.locator("main a", has_text="Undang orang").first.click()
    look(page)
    page.get_by_role("checkbox", name=re.compile("Ayu Lestari")).check()
    press(page, "Undang yang dicentang")

    programme = Programme.objects.of(cast.organisation).get()
    assert programme.state == ProgrammeState.OPEN
    assert [enrolment.person for enrolment in programme.enrolments.all()] == [cast.ayu]


@pytest.fixture
def studio(cast: Cast) -> Studio:
    """Ayu and Bram fit best, and so do Sari and Theresia; Lukman works under Theresia; one unit has no known lines."""
    programme = make_programme(cast.organisation, state=ProgrammeState.MATCHING)
    make_role(cast.citra, programme=programme)
    Person.objects.of(cast.organisation).update(line_knowledge=LineKnowledge.TOP)
    for person in (cast.ayu, cast.bram):
        person.refresh_from_db()
    studio = Studio(programme, cast.citra)
    studio.mentor(person=cast.ayu, offers={"dasbor": 5, "video": 1}, wants={"negosiasi": 3})
    studio.mentee(person=cast.bram, offers={"negosiasi": 5, "anggaran": 1}, wants={"dasbor": 3})
    sales = make_unit(cast.organisation, "Pemasaran")
    studio.mentor("Sari", offers={"video": 5, "dasbor": 1}, wants={"anggaran": 3})
    theresia = studio.mentee("Theresia", offers={"anggaran": 5, "negosiasi": 1}, wants={"video": 3})
    lukman = studio.mentor("Lukman Hadi", offers={"dasbor": 2}, wants={"negosiasi": 3})
    make_line(lukman.person, theresia.person)
    unknown = make_person(cast.organisation, "Kevin", unit=sales, line_knowledge=LineKnowledge.UNKNOWN)
    studio.mentor(person=unknown, offers={"logistik": 4}, wants={"kas": 3})
    studio.mentee("Endang", unit=sales, line_knowledge=LineKnowledge.UNKNOWN, offers={"kas": 4}, wants={"logistik": 3})
    return studio


def test_round_goes_from_its_proposals_to_open_pairs(
    open_page: OpenPage, look: Look, cast: Cast, studio: Studio
) -> None:
    page = open_page(reverse("coordinator:studio", args=[studio.programme.public_id]), cast.citra)
    press(page, "Buka putaran")
    assert page.locator(".seal").is_visible()
    assert "dasbor" in page.inner_text(".proposals")
    look(page, "light", "dark")

    page.fill("[name=lines-reason]", "Diperiksa bersama tim SDM.")
    page.locator("form[action$='/garis-lapor/'] button").click()
    assert "Diperiksa bersama tim SDM." in page.inner_text("#overrides")

    page.locator("a.why", has_text="Theresia").click()
    page.locator("#drawer .alts").wait_for()
    assert "salah satu memimpin yang lain" in page.inner_text("#drawer")  # not Lukman, and this is why
    with page.expect_response(re.compile("dengan=")):
        page.locator("#drawer .alts a", has_text="Ayu Lestari").click()
    page.locator("#drawer .net").wait_for()
    look(page)
    page.fill("#drawer form[method=post]:has(button[value=force]) [name=reason]", "Keduanya menyusun satu anggaran.")
    page.locator("#drawer button[value=force]").click()
    assert page.locator(".seal").count() == 0
    assert Override.objects.of(cast.organisation).filter(kind="force", price_hundredths__gt=0).count() == 1
    page.locator("#overrides li", has_text="satu anggaran").get_by_role("button").click()
    page.locator(".seal").wait_for()

    page.locator("[popovertarget=ask]").first.click()
    page.locator("#ask button.btn--main").click()
    look(page)
    letter = re.search(r"http://[^/]+(/ketuk/[^/\s]+/)", waiting(cast.bram)[-1].text)
    assert letter is not None
    tapped = open_page(letter[1], size=PHONE, script=False)
    tapped.locator("button.btn--main").click()
    in_app = open_page("/saya/usulan/", cast.ayu, size=PHONE)
    look(in_app)
    in_app.locator("button[name=answer][value=yes]").click()

    page.reload()
    page.locator("[popovertarget=open]").first.click()
    page.locator("#open button.btn--main").click()
    pair = Relationship.objects.of(cast.organisation).get()
    assert {member.person for member in pair.members.all()} == {cast.ayu, cast.bram}
    assert Round.objects.of(cast.organisation).get().state == "published"


def test_studio_is_worked_by_keyboard_alone(open_page: OpenPage, cast: Cast, studio: Studio) -> None:
    page = open_page(reverse("coordinator:studio", args=[studio.programme.public_id]), cast.citra)
    page.keyboard.press("Tab")
    assert page.locator(":focus").get_attribute("href") == "#content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Buka putaran"
    page.keyboard.press("Enter")

    page.locator(".seal").wait_for()
    page.locator("[popovertarget=ask]").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("#ask").is_visible()
    page.keyboard.press("Escape")
    assert page.locator("#ask").is_hidden()
    assert page.locator(":focus").get_attribute("popovertarget") == "ask"


@pytest.mark.parametrize("size", [PHONE, (1440, 900)])
def test_home_of_a_coordinator_is_accessible(
    open_page: OpenPage, look: Look, cast: Cast, studio: Studio, size: tuple[int, int]
) -> None:
    look(open_page("/pengelola/", cast.citra, size=size), "light", "dark")
