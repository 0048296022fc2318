"""A coordinator looks for potential mentors in an HR file whose columns nobody knows, reads why, and asks one."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.urls import reverse

from tests.browser.conftest import PHONE, WIDE, Look, OpenPage, tick
from tests.cast import Cast
from tests.factories.enrolment import make_open_programme
from timbalik.programmes.models import Nomination
from timbalik.programmes.states import Asked, Route

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("monday", "content"),
]


@pytest.mark.parametrize("size", [WIDE, PHONE])
def test_file_names_who_knows_it_and_one_is_asked(
    open_page: OpenPage, look: Look, cast: Cast, tmp_path: Path, size: tuple[int, int]
) -> None:
    programme = make_open_programme(cast.organisation, cast.citra, routes=[Route.NOMINATION], mentor_levels=[])
    rows = [
        f"{cast.ayu.staff_number};Tableau Desktop;Sangat baik;9",
        "X-99;Tableau;;8",
        f"{cast.bram.staff_number};Tableau;;7",
    ]
    file = tmp_path / "talenta.csv"
    file.write_text("\n".join(["Kode Orang;Bisa Apa Saja;Cara Bicara;Gaji", *rows]))

    page = open_page(reverse("coordinator:shortlist", args=[programme.public_id]), cast.citra, size=size)
    look(page)
    for group in page.locator("main details").all():
        group.evaluate("one => { one.open = true }")
    tick(page, "[name=topics][value=membaca-dasbor]")
    page.get_by_role("button", name="Mulai daftar").click()
    page.locator("#hand-in input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Lihat isi berkas").click()
    look(page, "light", "dark")
    assert "Gaji" not in page.inner_text("main")

    page.get_by_label("“Kode Orang”").select_option("staff_number")
    page.get_by_label("“Bisa Apa Saja”").select_option("skill")
    page.get_by_label("“Cara Bicara”").select_option("communication")
    page.locator("#columns input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Cocokkan ulang").click()
    look(page, "light", "dark")
    assert page.get_by_role("heading", level=1).inner_text().startswith("2 orang menguasai")
    with page.expect_download() as download:
        page.get_by_role("link", name="Unduh baris-baris ini").click()
    assert "X-99" in Path(download.value.path()).read_text("utf-8-sig")

    page.get_by_role("button", name="Masukkan ke daftar").click()
    look(page)
    page.get_by_role("button", name="Ayu Lestari").click()
    look(page, "light", "dark")
    asked = Nomination.objects.of(cast.organisation).get()
    assert (asked.nominee, asked.answer, asked.from_shortlist) == (cast.ayu, Asked.WAITING, True)
