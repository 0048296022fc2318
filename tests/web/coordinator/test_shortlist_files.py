"""The file behind a shortlist: large ones by the worker, columns said by hand, rows that name nobody taken along."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import Cast
from tests.factories.clients import signed_in
from tests.factories.enrolment import make_open_programme
from tests.factories.people import NOW, make_person
from tests.factories.programmes import make_role
from tests.factories.talent import make_talent_file
from timbalik.people.models.persons import Person
from timbalik.programmes import talent_tasks
from timbalik.programmes.models import Programme, Shortlist, ShortlistEntry
from timbalik.programmes.operations.shortlists import begin_shortlist
from timbalik.programmes.operations.talent import receive_talent_file
from timbalik.programmes.states import Role, Route
from timbalik.web.coordinator.imports import finding
from timbalik.web.coordinator.shortlist import files

pytestmark = pytest.mark.usefixtures("content", "monday")
UNKNOWN = "Kode Orang;Bisa Apa Saja;Gaji\n"


@pytest.fixture
def programme(cast: Cast) -> Programme:
    return make_open_programme(cast.organisation, cast.citra, routes=[Route.NOMINATION], mentor_levels=[])


@pytest.fixture
def shortlist(programme: Programme) -> Shortlist:
    return begin_shortlist(programme, ["membaca-dasbor"], by=None, now=NOW)


@pytest.fixture
def page(shortlist: Shortlist, cast: Cast) -> Client:
    return signed_in(cast.citra)


def at(programme: Programme, name: str = "shortlist_file") -> str:
    return reverse(f"coordinator:{name}", args=[programme.public_id])


def row_of(number: str) -> str:
    return f"{number};Tableau Desktop;;4;;;"


def upload(page: Client, programme: Programme, *rows: str) -> None:
    file = SimpleUploadedFile("talenta.csv", make_talent_file(*rows).read())
    page.post(at(programme), {"file": file})


def test_large_file_is_read_and_used_by_the_worker(
    page: Client, programme: Programme, shortlist: Shortlist, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MOST_IN_A_REQUEST", 2)
    assert finding.MOST_IN_A_REQUEST > 1_000
    upload(page, programme, row_of(cast.ayu.staff_number), row_of(cast.bram.staff_number), row_of("X-99"))

    html = page.get(at(programme)).content.decode()
    assert "Berkas sedang dibaca" in html
    assert at(programme, "shortlist_discard") in html
    polled = page.get(at(programme, "shortlist_steps"), headers={"HX-Request": "true"}).content.decode()
    assert polled.startswith("<section")
    assert "sedang dikerjakan" in page.get(at(programme, "shortlist")).content.decode()
    talent_tasks.fit_file.func(shortlist.pk)
    done = page.get(at(programme, "shortlist_steps"), headers={"HX-Request": "true"})
    assert done.headers["HX-Redirect"] == at(programme)
    assert "2 orang menguasai" in page.get(at(programme)).content.decode()

    html = page.post(at(programme, "shortlist_use"), follow=True).content.decode()
    assert "Orang-orangnya sedang dimasukkan ke daftar" in html
    talent_tasks.use_file.func(shortlist.pk, cast.citra.pk)
    assert page.get(at(programme, "shortlist_steps")).headers["Location"] == at(programme, "shortlist")
    html = page.get(at(programme, "shortlist")).content.decode()
    assert "Ada 2 orang yang dapat ditanya" in html
    assert "1 baris tidak menyebut siapa pun di sini" in html


def test_stopped_nothing_of_it_is_kept(
    page: Client, programme: Programme, shortlist: Shortlist, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MOST_IN_A_REQUEST", 1)
    upload(page, programme, row_of(cast.ayu.staff_number), row_of(cast.bram.staff_number))
    page.post(at(programme, "shortlist_discard"))
    talent_tasks.fit_file.func(shortlist.pk)
    shortlist.refresh_from_db()
    assert (shortlist.rows, shortlist.step, shortlist.file_name) == (None, "", "")


def test_work_that_failed_is_told_where_the_file_is_chosen(
    page: Client, programme: Programme, shortlist: Shortlist
) -> None:
    Shortlist.everywhere.filter(pk=shortlist.pk).update(step="failed")
    assert "Tidak ada isi berkas yang disimpan" in page.get(at(programme)).content.decode()


def test_columns_nobody_knows_are_said_by_hand(page: Client, programme: Programme, cast: Cast) -> None:
    content = f"{UNKNOWN}{cast.ayu.staff_number};Tableau Desktop;Rp9.000.000\n".encode()
    html = page.post(at(programme), {"file": SimpleUploadedFile("a.csv", content)}).content.decode()
    assert "Ini kolom apa?" in html
    assert "Bisa Apa Saja" in html
    assert 'value="Gaji"' not in html
    said = {"header": ["Kode Orang", "Bisa Apa Saja"], "column_0": "staff_number", "column_1": "skill"}

    forgotten = page.post(at(programme, "shortlist_columns"), said)
    assert forgotten.status_code == 422
    assert "Pilih berkasnya sekali lagi" in forgotten.content.decode()
    page.post(at(programme, "shortlist_columns"), {**said, "file": SimpleUploadedFile("a.csv", content)})
    html = page.get(at(programme)).content.decode()
    assert "1 orang menguasai" in html
    assert "9.000.000" not in html


def test_columns_need_a_person_and_something_said(page: Client, programme: Programme, cast: Cast) -> None:
    upload(page, programme, row_of(cast.ayu.staff_number))
    file = SimpleUploadedFile("a.csv", make_talent_file(row_of(cast.ayu.staff_number)).read())
    said = {"header": ["Sertifikasi"], "column_0": "certificate", "file": file}
    answer = page.post(at(programme, "shortlist_columns"), said)
    assert answer.status_code == 422
    assert "Sebutkan satu kolom" in answer.content.decode()
    file = SimpleUploadedFile("a.csv", b"Lain;Sekali\n1;2\n")
    other = {"header": ["Kode", "Bisa"], "column_0": "email", "column_1": "skill", "file": file}
    answer = page.post(at(programme, "shortlist_columns"), other)
    assert "tidak punya kolom seperti itu" in answer.content.decode()
    assert "1 orang menguasai" in page.get(at(programme)).content.decode()


def test_rows_that_name_nobody_are_taken_along(page: Client, programme: Programme, cast: Cast) -> None:
    upload(page, programme, row_of(cast.ayu.staff_number), row_of("=1+1"))
    content = page.get(at(programme, "shortlist_rejected")).content.decode("utf-8-sig")
    rows = list(csv.reader(StringIO(content)))
    assert [row[:2] for row in rows] == [["Baris", "Nomor induk karyawan"], ["3", "'=1+1"]]
    assert "Tableau" not in content
    page.post(at(programme, "shortlist_row"), {"row": "3", "act": "leave"})
    assert page.get(at(programme, "shortlist_rejected")).status_code == 404


def test_others_find_none_of_it(programme: Programme, shortlist: Shortlist, cast: Cast) -> None:
    content = make_talent_file(row_of(cast.ayu.staff_number), row_of("X-99"))
    receive_talent_file(shortlist, content, file_name="a.csv", now=NOW)
    sponsor = make_person(cast.organisation, "Endang", with_account=True)
    make_role(sponsor, Role.SPONSOR, programme=programme)
    for person in (cast.ayu, cast.dian, sponsor):
        client = signed_in(person)
        assert client.get(at(programme, "shortlist_rejected")).status_code == 404
        assert client.get(at(programme, "shortlist_steps")).status_code == 404
        assert client.post(at(programme, "shortlist_columns")).status_code == 404


def test_look_at_a_file_asks_as_little_for_60_rows_as_for_2(page: Client, programme: Programme, cast: Cast) -> None:
    asked, html = [], ""
    for number in (2, 60):
        upload(page, programme, *[row_of(f"X-{place}") for place in range(number)], row_of(cast.ayu.staff_number))
        page.get(at(programme))
        with CaptureQueriesContext(connection) as caught:
            html = page.get(at(programme)).content.decode()
        asked.append(len(caught))
    assert asked[0] == asked[1]
    assert html.count("Tidak ditemukan di antara orang di sini") == 25


def test_ten_thousand_people_are_shown_25_at_a_time(
    page: Client, programme: Programme, shortlist: Shortlist, cast: Cast
) -> None:
    now = {"created_at": NOW, "updated_at": NOW}
    people = Person.objects.bulk_create(
        [
            Person(organisation=cast.organisation, full_name=f"Suharti {place:05}", staff_number=f"S{place}", **now)
            for place in range(10_000)
        ],
        batch_size=1_000,
    )
    found = [["certificate", "membaca-dasbor", "Tableau Desktop"]]
    ShortlistEntry.objects.bulk_create(
        [
            ShortlistEntry(
                organisation=cast.organisation, shortlist=shortlist, person=one, found=found, is_strong=bool(place % 2)
            )
            for place, one in enumerate(people)
        ],
        batch_size=1_000,
    )
    with CaptureQueriesContext(connection) as caught:
        html = page.get(f"{at(programme, 'shortlist')}?page=400").content.decode()
    assert "5.000 dengan bukti kuat" in html
    assert html.count("Tableau Desktop") == 25
    assert "Suharti 09998" in html
    assert len(caught) < 25
    assert len(html) < 80_000
