"""What a sponsor sees: the newest frozen report, and nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast
from tests.factories.people import NOW
from tests.factories.programmes import make_programme, make_role
from tests.factories.relationships import make_pair
from tests.factories.surveys import answer
from timbalik.evaluation.operations import freeze_report
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Programme
from timbalik.programmes.states import Role
from timbalik.relationships.states import Side
from timbalik.surveys.operations import open_wave
from timbalik.surveys.states import WaveKind

pytestmark = pytest.mark.usefixtures("content")


@pytest.fixture
def programme(cast: Cast) -> Programme:
    """Bram sponsors it, Citra coordinates it."""
    programme = make_programme(cast.organisation, "Mentoring Terbalik 2026")
    make_role(cast.bram, Role.SPONSOR, programme)
    make_role(cast.citra, Role.COORDINATOR, programme)
    return programme


def as_(client: Client, person: Person) -> Client:
    assert person.account is not None
    client.force_login(person.account)
    return client


def address(programme: Programme, rest: str = "") -> str:
    return f"/sponsor/{programme.public_id}/{rest}"


def with_answers(programme: Programme, count: int) -> None:
    pairs = [make_pair(programme) for _ in range(count)]
    for kind, mentor in ((WaveKind.BASELINE, 2), (WaveKind.END, 4)):
        wave = open_wave(programme.cohorts.get(), kind, now=NOW)
        for position, pair in enumerate(pairs):
            answer(wave, pair.mentor, Side.MENTOR, INC1=mentor + (position + mentor // 3) % 2)
            answer(wave, pair.mentee, Side.MENTEE, INC1=mentor - 1 + position % 3)


def test_sponsor_of_one_programme_is_there_at_once(client: Client, cast: Cast, programme: Programme) -> None:
    response = as_(client, cast.bram).get("/sponsor/")
    assert (response.status_code, response.headers["Location"]) == (302, address(programme))


def test_sponsor_of_several_chooses(client: Client, cast: Cast, programme: Programme) -> None:
    other = make_programme(cast.organisation, "Gelombang kedua")
    make_programme(cast.organisation, "Program orang lain")
    make_role(cast.bram, Role.SPONSOR, other)
    page = as_(client, cast.bram).get("/sponsor/").content.decode()
    assert "Anda mensponsori dua program" in page
    assert address(other) in page
    assert "Program orang lain" not in page


def test_page_without_a_report_says_what_comes(client: Client, cast: Cast, programme: Programme) -> None:
    response = as_(client, cast.bram).get(address(programme))
    assert "Belum ada laporan" in response.content.decode()
    assert client.get(address(programme, "laporan.pdf")).status_code == 404


def test_newest_report_is_shown_and_stays_as_it_was_frozen(client: Client, cast: Cast, programme: Programme) -> None:
    make_pair(programme)
    freeze_report(programme, by=None, now=NOW - timedelta(days=2))
    make_pair(programme)
    freeze_report(programme, by=None, now=NOW - timedelta(days=1))
    make_pair(programme)
    page = as_(client, cast.bram).get(address(programme)).content.decode()
    assert "Sebanyak 2 pasangan telah mulai" in page


def test_page_states_change_with_its_interval_and_never_a_cause(
    client: Client, cast: Cast, programme: Programme
) -> None:
    with_answers(programme, 24)
    freeze_report(programme, by=None, now=NOW)
    page = as_(client, cast.bram).get(address(programme)).content.decode()
    assert 'class="ci"' in page
    assert "Tanpa kelompok pembanding" in page
    assert "Tidak ada kelompok pembanding" in page
    for word in ("terbukti", "berhasil", "dampak"):
        assert word not in page.lower()


def test_small_group_is_a_dash(client: Client, cast: Cast, programme: Programme) -> None:
    make_pair(programme)
    freeze_report(programme, by=None, now=NOW)
    page = as_(client, cast.bram).get(address(programme)).content.decode()
    assert "Tidak ditampilkan" in page
    assert "f-mentor" not in page.split("</header>", 1)[1]


def test_report_is_a_file_to_keep(client: Client, cast: Cast, programme: Programme) -> None:
    freeze_report(programme, by=None, now=NOW)
    response = as_(client, cast.bram).get(address(programme, "laporan.pdf"))
    assert response.content.startswith(b"%PDF-")
    assert response.headers["Content-Disposition"] == ('attachment; filename="mentoring-terbalik-2026-2026-11-23.pdf"')


@pytest.mark.parametrize("rest", ["", "laporan.pdf"])
@pytest.mark.parametrize("who", ["ayu", "citra", "dian"])
def test_nobody_else_comes_here(client: Client, cast: Cast, programme: Programme, who: str, rest: str) -> None:
    freeze_report(programme, by=None, now=NOW)
    as_(client, getattr(cast, who))
    assert client.get(address(programme, rest)).status_code == 404
    assert client.get("/sponsor/").status_code == 404


def test_visitor_signs_in_first(client: Client, programme: Programme) -> None:
    assert client.get(address(programme)).status_code == 302


def test_sponsor_sees_no_page_of_the_coordinator(client: Client, cast: Cast, programme: Programme) -> None:
    as_(client, cast.bram)
    assert client.get(f"/pengelola/program/{programme.public_id}/peserta/").status_code == 404
    assert client.get(f"/pengelola/program/{programme.public_id}/").status_code == 404


def test_page_reads_in_a_fixed_number_of_queries(client: Client, cast: Cast, programme: Programme) -> None:
    as_(client, cast.bram)
    counts = []
    for more in (1, 3):
        for _ in range(more):
            make_pair(programme)
        freeze_report(programme, by=None, now=NOW)
        with CaptureQueriesContext(connection) as caught:
            client.get(address(programme))
        counts.append(len(caught))
    assert counts[0] == counts[1] <= 12
