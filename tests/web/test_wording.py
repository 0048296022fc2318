from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.template import engines
from django.utils import timezone, translation


def shown(source: str, language: str = "id", **context: object) -> str:
    with translation.override(language):
        return engines["django"].from_string(source).render(context)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ 1977.6|figure:1 }}", "1.977,6"),
        ("{{ 16.6|signed }}", "+16,6"),
        ("{{ 0.04|signed }}", "0,0"),
        ("{{ 0.125|percent }}", "13%"),
        ("{{ 0.824|percent:1 }}", "82,4%"),
        ("{{ 20|percent_of:24 }}", "83%"),
        ("{{ 0|percent_of:0 }}", ""),
        ("{{ 8244|points }}", "82,4"),
        ("{{ None|points }}", ""),
        ("{{ 3|spelled }}", "tiga"),
        ("{{ 4|spelled_first }}", "Empat"),
        ("{{ 24|spelled_first }}", "24"),
        ("{{ 'Dinda Ayu Pramesti'|initials }}", "DP"),
        ("{{ 7.50|unlocalize_figure }}", "7.5"),
    ],
)
def test_wording_in_indonesian(source: str, text: str) -> None:
    assert shown(source) == text


def test_signed_uses_the_minus_of_print() -> None:
    with translation.override("id"):
        template = engines["django"].from_string("{{ x|signed }} {{ y|signed }}")
        assert template.render({"x": -16.6, "y": -0.04}) == "−16,6 0,0"


def test_figures_in_english_have_points() -> None:
    assert shown("{{ 1977.6|figure:1 }}", "en") == "1,977.6"


@pytest.mark.parametrize(
    ("language", "text"), [("id", "24 November 2026, 10.00 WITA"), ("en", "24 November 2026, 10:00 WITA")]
)
def test_moment_tells_the_hour_where_the_reader_is(language: str, text: str) -> None:
    with timezone.override(ZoneInfo("Asia/Makassar")), translation.override(language):
        page = engines["django"].from_string("{{ then|moment }}")
        assert page.render({"then": datetime(2026, 11, 24, 2, tzinfo=UTC)}) == text


def test_face_of_an_hour_is_written_as_the_language_does() -> None:
    assert (shown("{{ at|face }}", at=time(9)), shown("{{ at|face }}", "en", at=time(9))) == ("09.00", "09:00")
