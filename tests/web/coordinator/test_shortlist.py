"""The coordinator's shortlist: begin, bring a file, mend a row, read why, ask, close; nobody else finds it."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import Cast
from tests.factories.clients import signed_in
from tests.factories.enrolment import make_open_programme
from tests.factories.people import NOW, make_person
from tests.factories.programmes import make_role
from tests.factories.talent import make_talent_file
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Nomination, Programme, Shortlist
from timbalik.programmes.operations.nominations import answer_nomination
from timbalik.programmes.operations.shortlists import begin_shortlist
from timbalik.programmes.operations.talent import receive_talent_file, use_talent_file
from timbalik.programmes.states import Role, Route

pytestmark = pytest.mark.usefixtures("content", "monday")
TOPIC = "membaca-dasbor"


@pytest.fixture
def programme(cast: Cast) -> Programme:
    return make_open_programme(cast.organisation, cast.citra, routes=[Route.NOMINATION], mentor_levels=[])


def at(programme: Programme, name: str = "shortlist") -> str:
    return reverse(f"coordinator:{name}", args=[programme.public_id])


def file_with(*rows: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("talenta.csv", make_talent_file(*rows).read())


def row_of(person: Person, mark: str = "") -> str:
    return f"{person.staff_number};Tableau Desktop;;{mark};5;1990-01-01;"


def make_listed(programme: Programme, *people: Person) -> Shortlist:
    made = begin_shortlist(programme, [TOPIC], by=None, now=NOW)
    receive_talent_file(made, make_talent_file(*[row_of(one) for one in people]), file_name="a.csv", now=NOW)
    use_talent_file(made, by=None, now=NOW)
    return made


def test_whole_way_from_topics_to_a_yes(programme: Programme, cast: Cast) -> None:
    client = signed_in(cast.citra)
    assert "Pengetahuan apa yang dicari" in client.get(at(programme)).content.decode()
    began = client.post(at(programme), {"topics": [TOPIC], "keep_days": "14"})
    assert began["Location"] == at(programme, "shortlist_file")
    rows = [row_of(cast.ayu, "4"), "X-99;Tableau;;;;;", row_of(cast.bram)]
    client.post(at(programme, "shortlist_file"), {"file": file_with(*rows)})
    looked = client.get(at(programme, "shortlist_file")).content.decode()
    for words in (
        "2 orang menguasai",
        "Tidak ditemukan di antara orang di sini",
        "Penilaian Kinerja, Tanggal Lahir",
    ):
        assert words in looked
    client.post(at(programme, "shortlist_row"), {"row": "3", "act": "leave"})
    assert "Tidak ditemukan di antara" not in client.get(at(programme, "shortlist_file")).content.decode()
    client.post(at(programme, "shortlist_use"))
    page = client.get(at(programme)).content.decode()
    for words in ("Ada 2 orang yang dapat ditanya, 1 dengan bukti kuat", "Tableau Desktop", "Bukti kuat", "Ada bukti"):
        assert words in page
    client.post(at(programme, "shortlist_ask"), {"person": str(cast.ayu.public_id)})
    assert "1 ditanya, 0 menjawab ya" in client.get(at(programme)).content.decode()
    answer_nomination(Nomination.objects.of(cast.organisation).get(), yes=True, by=cast.ayu, now=NOW)
    assert "Tableau Desktop" in client.get(at(programme, "candidates")).content.decode()
    client.post(at(programme, "shortlist_close"))
    assert not Shortlist.objects.of(cast.organisation).exists()
    assert "Ayu Lestari" in client.get(at(programme, "candidates")).content.decode()


def test_nobody_but_its_coordinator_finds_any_of_it(programme: Programme, cast: Cast) -> None:
    make_listed(programme, cast.ayu)
    sponsor = make_person(cast.organisation, "Endang", with_account=True)
    make_role(sponsor, Role.SPONSOR, programme=programme)
    for person in (cast.ayu, cast.bram, cast.dian, sponsor):
        client = signed_in(person)
        for name in ("shortlist", "shortlist_file"):
            assert client.get(at(programme, name)).status_code == 404
        for name in (
            "shortlist",
            "shortlist_ask",
            "shortlist_close",
            "shortlist_use",
            "shortlist_row",
            "shortlist_discard",
        ):
            assert client.post(at(programme, name), {"person": str(cast.ayu.public_id)}).status_code == 404
    assert Shortlist.objects.of(cast.organisation).exists()
    programme.routes = []
    programme.save()
    assert signed_in(cast.citra).get(at(programme)).status_code == 404


def test_wrong_files_and_empty_choices_say_what_to_do(programme: Programme, cast: Cast) -> None:
    client = signed_in(cast.citra)
    assert client.post(at(programme), {"keep_days": "30"}).status_code == 422
    client.post(at(programme), {"topics": [TOPIC], "keep_days": "30"})
    for content, words in (
        (b"", "Berkas ini kosong"),
        (b"Nama;Kota\nAyu;Medan", "Tidak ada baris yang menyebut orang"),
        (b"NIK;Keahlian\n", "tidak ada orang di bawahnya"),
    ):
        said = client.post(at(programme, "shortlist_file"), {"file": SimpleUploadedFile("a.csv", content)})
        assert said.status_code == 422
        assert words in said.content.decode()
    client.post(at(programme, "shortlist_row"), {"row": "²"})
    client.post(at(programme, "shortlist_use"))
    assert client.post(at(programme, "shortlist_ask"), {"person": "x"}).status_code == 404
    assert "Belum ada yang cocok" in client.get(at(programme)).content.decode()


def test_viewer_does_not_read_of_themselves(programme: Programme, cast: Cast) -> None:
    make_listed(programme, cast.citra, cast.bram)
    assert "Ada 1 orang yang dapat ditanya" in signed_in(cast.citra).get(at(programme)).content.decode()
    asked = signed_in(cast.citra).post(at(programme, "shortlist_ask"), {"person": str(cast.citra.public_id)})
    assert asked.status_code == 404


def test_list_asks_as_little_for_60_people_as_for_2(programme: Programme, cast: Cast) -> None:
    client, asked, shown = signed_in(cast.citra), [], ""
    for number in (2, 60):
        make_listed(programme, *[make_person(cast.organisation, f"Suharti {number}-{n}") for n in range(number)])
        client.get(at(programme))
        with CaptureQueriesContext(connection) as caught:
            shown = client.get(at(programme)).content.decode()
        asked.append(len(caught))
    assert asked[0] == asked[1]
    assert shown.count("Tableau Desktop") == 25
