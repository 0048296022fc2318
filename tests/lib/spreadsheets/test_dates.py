from datetime import date

import pytest

from timbalik.lib.spreadsheets.dates import DateRead, Order, order_of, parse_date

DAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    "text",
    [
        "24/11/2026",
        "24-11-2026",
        "24.11.2026",
        "24/11/26",
        "2026/11/24",
        "2026-11-24",
        "2026-11-24 00:00",
        "2026-11-24T08:30:00",
        "20261124",
        "46350",
        "46350.0",
        "24 November 2026",
        "24 nopember 2026",
        "24-Nov-26",
        "Selasa, 24 November 2026",
        "November 24, 2026",
        "11/24/2026",
    ],
)
def test_date_is_read_in_every_style(text: str) -> None:
    assert parse_date(text).day == DAY


@pytest.mark.parametrize(
    ("text", "month"), [("1 Agustus 2021", 8), ("1 Des 2021", 12), ("1-Mei-2021", 5), ("1 Oct 2021", 10)]
)
def test_month_names_of_both_languages_are_read(text: str, month: int) -> None:
    assert parse_date(text) == DateRead(date(2021, month, 1))


def test_date_with_two_meanings_tells_both() -> None:
    assert parse_date("03/04/2021") == DateRead(date(2021, 4, 3), other=date(2021, 3, 4))
    assert parse_date("03/04/2021", order="month_first") == DateRead(date(2021, 3, 4), other=date(2021, 4, 3))
    assert parse_date("04/04/2021") == DateRead(date(2021, 4, 4))


@pytest.mark.parametrize("text", ["31/02/2024", "2023-02-29", "32/13/2021", "31 April 2021"])
def test_day_that_no_calendar_has_is_told(text: str) -> None:
    assert parse_date(text) == DateRead(None, reason="not_on_calendar")


@pytest.mark.parametrize("text", ["kemarin", "12", "99999", "24 Smarch 2026", "2026"])
def test_other_text_is_no_date(text: str) -> None:
    assert parse_date(text) == DateRead(None, reason="not_a_date")


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["01/02/2021", "24/11/2026"], ("day_first", True)),
        (["01/02/2021", "11/24/2026"], ("month_first", True)),
        (["01/02/2021"], ("day_first", False)),
        (["24/11/2026", "11/24/2026"], ("day_first", False)),
        (["2026-11-24"], ("day_first", False)),
    ],
)
def test_column_proves_its_order(texts: list[str], expected: tuple[Order, bool]) -> None:
    assert order_of(texts) == expected
