from __future__ import annotations

from datetime import date

from timbalik.engine.scheduling.holiday_calendar import indonesian_days_off, indonesian_holidays

YEAR_END = (date(2026, 12, 20), date(2027, 1, 2))


def test_holidays_include_collective_leave_and_cross_the_year() -> None:
    assert dict(indonesian_holidays(*YEAR_END)) == {
        date(2026, 12, 24): "Cuti Bersama Hari Raya Natal",
        date(2026, 12, 25): "Hari Raya Natal",
        date(2027, 1, 1): "Tahun Baru Masehi",
    }


def test_holidays_speak_english_too() -> None:
    assert indonesian_holidays(*YEAR_END, language="en")[date(2026, 12, 25)] == "Christmas Day"


def test_days_off_of_2026_are_25() -> None:
    assert len(indonesian_days_off(date(2026, 1, 1), date(2026, 12, 31))) == 25
