from __future__ import annotations

from pathlib import Path

import pytest

from tests.factories.people import make_organisation
from tests.factories.programmes import make_programme
from tests.factories.relationships import make_pair
from timbalik.cli.main import main
from timbalik.evaluation.models import Report

pytestmark = pytest.mark.usefixtures("content")
EN = ["--lang", "en", "report"]


def test_report_is_frozen_and_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    programme = make_programme(make_organisation("Kirana Nusantara"))
    make_pair(programme)
    file = tmp_path / "laporan.pdf"

    assert main([*EN, str(file)]) == 0

    assert file.read_bytes().startswith(b"%PDF-")
    assert programme.reports.count() == 1
    assert str(file) in capsys.readouterr().out


def test_latest_report_is_written_again_without_freezing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_programme(make_organisation("Kirana Nusantara"))
    file = tmp_path / "laporan.pdf"
    assert main([*EN, str(file), "--latest"]) == 1
    assert "No report of" in capsys.readouterr().err
    assert not file.exists()

    main([*EN, str(file)])
    main([*EN, str(tmp_path / "lagi.pdf"), "--latest", "--language", "id"])

    assert Report.everywhere.count() == 1


def test_programme_must_be_named_when_there_are_several(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    organisation = make_organisation("Kirana Nusantara")
    make_programme(organisation, "Gelombang satu")
    make_programme(organisation, "Gelombang dua")

    assert main([*EN, str(tmp_path / "laporan.pdf")]) == 2

    assert "Gelombang dua, Gelombang satu" in capsys.readouterr().err
