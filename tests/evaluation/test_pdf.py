from __future__ import annotations

import re
import zlib
from datetime import timedelta

import pytest

from tests.factories.people import NOW, make_organisation
from tests.factories.programmes import make_programme
from tests.factories.relationships import make_pair
from tests.factories.surveys import answer
from timbalik.evaluation.operations import freeze_report
from timbalik.evaluation.pdf import report_pdf
from timbalik.programmes.models import Programme
from timbalik.relationships.states import Side
from timbalik.surveys.instruments import CONTACT, items_of
from timbalik.surveys.operations import open_wave
from timbalik.surveys.states import WaveKind

# What a report holds is counted in test_reports; here it is typeset.
pytestmark = [pytest.mark.usefixtures("content"), pytest.mark.either]


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


def test_report_frozen_at_any_moment_can_be_printed() -> None:
    programme = make_programme(make_organisation())
    report = freeze_report(programme, by=None, now=NOW + timedelta(microseconds=123_456))
    assert report_pdf(report, language="id").startswith(b"%PDF-")


@pytest.mark.slow
@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("kinds", [(), (WaveKind.BASELINE, WaveKind.EARLY, WaveKind.MIDWAY), tuple(WaveKind)])
def test_sponsor_gets_one_page_whatever_was_asked(kinds: tuple[WaveKind, ...], language: str) -> None:
    programme = make_programme(make_organisation("PT Perkebunan Nusantara Cahaya Samudra Abadi (Persero)"))
    pairs = [make_pair(programme) for _ in range(24)]
    for kind in kinds:
        wave = open_wave(programme.cohorts.get(), kind, now=NOW)
        for place, pair in enumerate(pairs):
            for person, side in ((pair.mentor, Side.MENTOR), (pair.mentee, Side.MENTEE)):
                asked = items_of(wave.instrument.content, kind, side)
                told = {item.code: 2 + (place + len(kind)) % 3 for item in asked if item.kind != CONTACT}
                answer(wave, person, side, **told)

    made = report_pdf(freeze_report(programme, by=None, now=NOW), language=language)

    assert pages(made) == 1


def test_counting_pages_sees_more_than_one() -> None:
    import typst

    assert pages(typst.compile(b"= A\n#pagebreak()\n= B")) == 2


def pages(pdf: bytes) -> int:
    """How many pages a PDF has, also where its objects lie compressed in streams."""
    objects = [pdf]
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        try:
            objects.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return sum(len(re.findall(rb"/Type\s*/Page\b", part)) for part in objects)


def test_programme_without_pairs_can_be_printed(db: None) -> None:
    programme: Programme = make_programme(make_organisation())
    assert pages(report_pdf(freeze_report(programme, by=None, now=NOW), language="en")) == 1
