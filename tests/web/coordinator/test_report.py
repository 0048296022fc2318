"""Frozen reports, for whoever runs or evaluates a programme."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import Cast
from tests.factories.people import NOW
from tests.factories.programmes import make_programme, make_role
from tests.factories.relationships import make_pair
from timbalik.evaluation.models import Report
from timbalik.evaluation.operations import freeze_report
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Programme
from timbalik.programmes.states import Role
from timbalik.surveys.operations import open_wave
from timbalik.surveys.states import WaveKind

pytestmark = pytest.mark.usefixtures("content")


@pytest.fixture
def programme(cast: Cast) -> Programme:
    """Citra coordinates it, Bram evaluates it, Ayu takes part."""
    programme = make_programme(cast.organisation, "Mentoring Terbalik 2026")
    make_role(cast.citra, Role.COORDINATOR, programme)
    make_role(cast.bram, Role.EVALUATOR, programme)
    make_pair(programme, mentor=cast.ayu)
    return programme


def as_(client: Client, person: Person) -> Client:
    assert person.account is not None
    client.force_login(person.account)
    return client


def address(programme: Programme, rest: str = "") -> str:
    return f"/pengelola/program/{programme.public_id}/bukti/{rest}"


@pytest.mark.parametrize("who", ["citra", "bram"])
def test_freezing_makes_a_report_and_leads_to_it(client: Client, cast: Cast, programme: Programme, who: str) -> None:
    response = as_(client, getattr(cast, who)).post(address(programme, "bekukan/"), follow=True)
    report = Report.objects.of(cast.organisation).get()
    assert (report.programme, report.frozen_by) == (programme, getattr(cast, who))
    assert response.redirect_chain == [(address(programme, f"{report.public_id}/"), 302)]
    assert "Laporan sudah dibekukan" in response.content.decode()


def test_opening_the_page_freezes_nothing(client: Client, cast: Cast, programme: Programme) -> None:
    as_(client, cast.citra)
    assert client.get(address(programme, "bekukan/")).status_code == 405
    page = client.get(address(programme)).content.decode()
    assert "Yang pernah ditampilkan ikut diperhitungkan" in page
    assert not Report.objects.of(cast.organisation).exists()


def test_list_marks_what_sponsors_see(client: Client, cast: Cast, programme: Programme) -> None:
    for _ in range(3):
        freeze_report(programme, by=cast.citra, now=NOW)
    open_wave(programme.cohorts.get(), WaveKind.BASELINE, now=NOW)
    page = as_(client, cast.citra).get(address(programme)).content.decode()
    assert page.count("Dilihat sponsor") == 1
    assert page.count("laporan.pdf") == 3


def test_evaluator_begins_with_the_reports_and_sees_no_other_page(
    client: Client, cast: Cast, programme: Programme
) -> None:
    response = as_(client, cast.bram).get("/pengelola/bukti/")
    assert address(programme) in response.content.decode()
    page = response.content.decode()
    assert "/peserta/" not in page
    assert client.get(f"/pengelola/program/{programme.public_id}/peserta/").status_code == 404


def test_report_of_another_programme_is_not_here(client: Client, cast: Cast, programme: Programme) -> None:
    elsewhere = freeze_report(make_programme(cast.organisation), by=None, now=NOW)
    as_(client, cast.citra)
    assert client.get(address(programme, f"{elsewhere.public_id}/")).status_code == 404
    assert client.get(address(programme, f"{elsewhere.public_id}/laporan.pdf")).status_code == 404


def test_report_is_a_file_to_keep(client: Client, cast: Cast, programme: Programme) -> None:
    report = freeze_report(programme, by=None, now=NOW)
    response = as_(client, cast.citra).get(address(programme, f"{report.public_id}/laporan.pdf"))
    assert response.content.startswith(b"%PDF-")


@pytest.mark.parametrize("who", ["ayu", "dian"])
def test_nobody_else_comes_here(client: Client, cast: Cast, programme: Programme, who: str) -> None:
    report = freeze_report(programme, by=None, now=NOW)
    as_(client, getattr(cast, who))
    for rest in ("", f"{report.public_id}/", f"{report.public_id}/laporan.pdf"):
        assert client.get(address(programme, rest)).status_code == 404
    assert client.post(address(programme, "bekukan/")).status_code == 404
    assert client.get("/pengelola/bukti/").status_code == 404


def test_list_reads_in_a_fixed_number_of_queries(client: Client, cast: Cast, programme: Programme) -> None:
    as_(client, cast.citra)
    counts = []
    for more in (1, 3):
        for _ in range(more):
            freeze_report(programme, by=cast.citra, now=NOW)
        with CaptureQueriesContext(connection) as caught:
            client.get(address(programme))
        counts.append(len(caught))
    assert counts[0] == counts[1] <= 12


# --- Where an evaluator begins ---------------------------------------------------------------------------------------


def test_evaluator_begins_with_counts_newest_report_and_what_is_not_shown(client: Client, cast: Cast) -> None:
    programme = make_programme(cast.organisation, "Mentoring Terbalik 2026")
    pair = make_pair(programme)
    make_role(cast.citra, Role.EVALUATOR, programme)
    report = freeze_report(programme, by=None, now=NOW)
    browser = as_(client, cast.citra)
    page = browser.get(reverse("coordinator:evaluations")).content.decode()
    assert "Anda mengevaluasi satu program" in page
    assert reverse("coordinator:report_file", args=[programme.public_id, report.public_id]) in page
    assert pair.mentor.full_name not in page
    listed = browser.get(reverse("coordinator:report", args=[programme.public_id])).content.decode()
    assert reverse("coordinator:evaluations") in listed
    assert reverse("coordinator:pairs", args=[programme.public_id]) not in listed


def test_evaluators_home_asks_as_little_for_five_programmes_as_for_one(client: Client, cast: Cast) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert browser.get(reverse("coordinator:evaluations")).status_code == 200
        return len(caught)

    browser = as_(client, cast.citra)
    make_role(cast.citra, Role.EVALUATOR, make_programme(cast.organisation))
    few = queries()
    for _number in range(4):
        programme = make_programme(cast.organisation)
        make_role(cast.citra, Role.EVALUATOR, programme)
        freeze_report(programme, by=None, now=NOW)
    assert queries() == few <= 12
