from __future__ import annotations

import pytest

from tests.factories.people import NOW, make_organisation
from tests.factories.programmes import make_programme
from tests.factories.relationships import make_pair
from timbalik.evaluation.operations import freeze_report
from timbalik.evaluation.pdf import report_pdf

pytestmark = pytest.mark.usefixtures("content")


@pytest.mark.parametrize("language", ["id", "en"])
def test_pdf_is_tagged_and_speaks_the_language(language: str) -> None:
    programme = make_programme(make_organisation(), "Mentoring #Terbalik *2026*")
    make_pair(programme)
    made = report_pdf(freeze_report(programme, by=None, now=NOW), language=language)
    assert made.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in made
    assert f"/Lang({language}".encode() in made.replace(b" ", b"")


def test_mark_makes_another_document() -> None:
    programme = make_programme(make_organisation())
    report = freeze_report(programme, by=None, now=NOW)
    assert report_pdf(report, language="id") == report_pdf(report, language="id")
    assert report_pdf(report, language="id", mark="SIMULASI") != report_pdf(report, language="id")
