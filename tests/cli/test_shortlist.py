"""The shortlist from the command line: the same operations, nobody asked, nothing written by a dry run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.factories.enrolment import make_open_programme
from tests.factories.people import make_organisation, make_person
from timbalik.cli.main import main
from timbalik.people.models.organisations import Organisation
from timbalik.programmes.models import Nomination, Programme, Shortlist
from timbalik.programmes.states import Route

pytestmark = pytest.mark.usefixtures("content")
Said = pytest.CaptureFixture[str]


@pytest.fixture
def organisation(db: None) -> Organisation:
    made = make_organisation()
    make_person(made, "Suharti", staff_number="00417")
    return made


@pytest.fixture
def programme(organisation: Organisation) -> Programme:
    return make_open_programme(organisation, None, routes=[Route.NOMINATION], mentor_levels=[])


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "talenta.csv"
    path.write_text("NIK;Sertifikasi;Komunikasi;Usia\n417;Tableau;baik;25\nX-9;Tableau;;30\n", encoding="utf-8")
    return str(path)


def shortlist(*arguments: str) -> int:
    return main(["--lang", "en", "shortlist", *arguments])


def test_dry_run_says_and_writes_nothing(programme: Programme, file: str, capsys: Said) -> None:
    assert shortlist("begin", "--topic", "membaca-dasbor", "--file", file, "--dry-run") == 0
    said = capsys.readouterr().out
    assert "sought: 1" in said
    assert "nobody was made of them): 3" in said
    assert "Never read: Usia" in said
    assert not Shortlist.objects.of(programme.organisation).exists()


def test_begun_shown_replaced_and_closed(programme: Programme, file: str, capsys: Said) -> None:
    begin = ("begin", "--topic", "membaca-dasbor", "--file", file)
    assert shortlist(*begin) == 0
    assert "Suharti [strong]: Certificates: Tableau" in capsys.readouterr().out
    assert shortlist(*begin) == 1
    assert shortlist(*begin, "--replace") == 0
    assert shortlist("show") == 0
    assert "1 person could be asked." in capsys.readouterr().out
    assert shortlist("close") == 0
    assert shortlist("show") == 1
    assert not Shortlist.objects.of(programme.organisation).exists()
    assert not Nomination.objects.of(programme.organisation).exists()


def test_headers_nobody_knows_are_named_and_their_meaning_said(
    programme: Programme, tmp_path: Path, capsys: Said
) -> None:
    path = tmp_path / "lain.csv"
    path.write_text("Kode;Bisa;Usia\n417;Tableau;25\n", encoding="utf-8")
    begin = ("begin", "--topic", "membaca-dasbor", "--file", str(path))
    assert shortlist(*begin) == 1
    assert "Columns: Kode, Bisa\n" in capsys.readouterr().out
    said = ("--column", "Kode=staff_number", "--column", "Bisa=skill", "--column", "Usia=skill")
    assert shortlist(*begin, *said, "--dry-run") == 0
    told = capsys.readouterr().out
    assert "sought: 1" in told
    assert "Never read: Usia" in told
    assert shortlist(*begin, "--column", "Bisa=umur") == 2
    assert shortlist(*begin, *said) == 0
    assert "Suharti" in capsys.readouterr().out


def test_wrong_words_are_told(programme: Programme, file: str, tmp_path: Path, capsys: Said) -> None:
    bare = tmp_path / "bare.csv"
    bare.write_text("Nama;Kota\nAyu;Medan\n", encoding="utf-8")
    assert shortlist("begin") == 2
    assert shortlist("begin", "--topic", "tidak-ada") == 2
    assert shortlist("begin", "--topic", "sql", "--file", str(bare)) == 1
    assert shortlist("begin", "--topic", "sql", "--dry-run") == 2
    programme.routes = []
    programme.save()
    assert shortlist("begin", "--topic", "sql", "--file", file) == 1
    assert "takes no names" in capsys.readouterr().err
