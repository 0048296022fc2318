from __future__ import annotations

from pathlib import Path

import pytest

from tests.factories.people import make_organisation
from timbalik.audit.models import AuditEntry
from timbalik.cli.main import main
from timbalik.people.models.persons import Person

pytestmark = pytest.mark.django_db

FILE = """NIK;Nama;Divisi;Agama;Tanggal Masuk
00123;Suharti;Keuangan;-;01/02/2015
00124;Dr. Ir. H. Bram Wicaksono;Digital;-;31/02/2016
;Tanpa Nomor;Digital;-;
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "karyawan.csv"
    path.write_text(FILE)
    return path


def test_import_writes_people_and_says_what_it_left(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    organisation = make_organisation()

    code = main(["--lang", "en", "import", "people", str(file)])

    said = capsys.readouterr().out
    assert code == 0
    assert sorted(Person.objects.of(organisation).values_list("staff_number", "full_name")) == [
        ("00123", "Suharti"),
        ("00124", "Dr. Ir. H. Bram Wicaksono"),
    ]
    assert "Left behind, before anything was written: Agama" in said
    assert "row 4, Staff number: The staff number is missing." in said
    assert "Rows read: 3; people new: 2, changed: 0, unchanged: 0; rows that stayed out: 1." in said
    assert AuditEntry.objects.filter(channel="command").exists()


def test_dry_run_writes_nothing(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    organisation = make_organisation()

    assert main(["--lang", "en", "import", "people", str(file), "--dry-run"]) == 0

    assert not Person.objects.of(organisation).exists()
    assert "Dry run. Rows read: 3; new people: 2" in capsys.readouterr().out


def test_rejected_rows_are_written_where_asked(file: Path, tmp_path: Path) -> None:
    make_organisation()

    main(["--lang", "en", "import", "people", str(file), "--rejected", str(tmp_path / "out.csv")])

    assert "Tanpa Nomor" in (tmp_path / "out.csv").read_text()
    assert "Suharti" not in (tmp_path / "out.csv").read_text()


def test_column_is_read_as_told(file: Path) -> None:
    organisation = make_organisation()

    main(["--lang", "en", "import", "people", str(file), "--column", "Divisi=site"])

    assert set(Person.objects.of(organisation).values_list("site", flat=True)) == {"Keuangan", "Digital"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere.csv"], "There is no file nowhere.csv."),
        (["FILE", "--column", "Agama=full_name"], "This column is never imported"),
        (["FILE", "--column", "Bagian=unit"], "The file has no such column"),
        (["FILE", "--column", "NIK=weight"], "accepted: HEADER=FIELD with one of"),
        (["FILE", "--column", "NIK="], "No column gives the field “Staff number”"),
        (["FILE", "--organisation", "Elsewhere"], "There are: Kirana Nusantara"),
    ],
)
def test_refusal_says_what_was_met(
    file: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    organisation = make_organisation()

    code = main(["--lang", "en", "import", "people", *[str(file) if one == "FILE" else one for one in arguments]])

    assert code in {1, 2}
    assert words in capsys.readouterr().err
    assert not Person.objects.of(organisation).exists()
