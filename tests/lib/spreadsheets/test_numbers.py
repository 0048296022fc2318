from decimal import Decimal

import pytest

from timbalik.lib.spreadsheets.numbers import is_mangled, parse_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("3,0", "3.0"),
        ("1.234,5", "1234.5"),
        ("1.234", "1234"),
        ("1,234.5", "1234.5"),
        ("-7", "-7"),
        ("2.5", "2.5"),
        ("1 234,5", "1234.5"),
    ],
)
def test_number_is_read_with_decimal_comma_or_point(text: str, number: str) -> None:
    assert parse_number(text) == Decimal(number)


@pytest.mark.parametrize("text", ["", "III/a", "1,2,3", "1.2.3", "12a"])
def test_other_text_is_no_number(text: str) -> None:
    assert parse_number(text) is None


def test_shortened_number_is_recognised() -> None:
    assert [is_mangled(text) for text in ("1,23E+05", "3.17401E+15", "E5", "20417", "2E")] == [
        True,
        True,
        False,
        False,
        False,
    ]
