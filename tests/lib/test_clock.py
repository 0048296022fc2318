from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from timbalik.lib.clock import clock, clock_span, day

TEN = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
JAKARTA = ZoneInfo("Asia/Jakarta")


@pytest.mark.parametrize(
    ("zone", "text"),
    [
        ("Asia/Jakarta", "10.00 WIB"),
        ("Asia/Makassar", "11.00 WITA"),
        ("Asia/Jayapura", "12.00 WIT"),
        ("Asia/Singapore", "11.00 UTC+8"),
        ("Asia/Kathmandu", "08.45 UTC+5:45"),
        ("America/Sao_Paulo", "00.00 UTC-3"),
    ],
)
def test_clock_names_the_zone(zone: str, text: str) -> None:
    with translation.override("id"):
        assert clock(TEN, ZoneInfo(zone)) == text


def test_span_and_day_speak_the_language_of_the_page() -> None:
    with translation.override("id"):
        indonesian = clock_span(TEN, TEN.replace(hour=4), JAKARTA), day(TEN, JAKARTA)
    with translation.override("en"):
        english = clock_span(TEN, TEN.replace(hour=4), JAKARTA), day(TEN, JAKARTA, with_year=False)
    assert indonesian == ("10.00–11.00 WIB", "Selasa, 24 November 2026")
    assert english == ("10:00–11:00 WIB", "Tuesday, 24 November")


def test_day_is_the_day_of_the_person() -> None:
    late = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
    with translation.override("id"):
        assert day(late, JAKARTA, with_year=False) == "Rabu, 25 November"
