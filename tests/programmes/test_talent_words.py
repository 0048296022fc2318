"""What is read from the headers and cells of HR files, and what never is."""

from __future__ import annotations

import pytest

from timbalik.people.importing.fields import Field
from timbalik.programmes.states import Evidence
from timbalik.programmes.talent_words import Left, items_of, read_header, says_something, scale_of, speaks_well


@pytest.mark.parametrize(
    ("header", "read_as"),
    [
        ("NIK", Field.STAFF_NUMBER),
        ("Candidate Email", Field.EMAIL),
        ("Keahlian", Evidence.SKILL),
        ("Technical Skills", Evidence.SKILL),
        ("Sertifikasi yang dimiliki", Evidence.CERTIFICATE),
        ("Training attended", Evidence.COURSE),
        ("Pelatihan yang diberikan", Evidence.TAUGHT),
        ("Pembicara di", Evidence.PRESENTED),
        ("Interview: communication rating", Evidence.COMMUNICATION),
        ("Performance rating", Left.NEVER),
        ("Nilai Kinerja 2026", Left.NEVER),
        ("Jenis Kelamin", Left.NEVER),
        ("Usia", Left.NEVER),
        ("Agama", Left.NEVER),
        ("Suku", Left.NEVER),
        ("Foto", Left.NEVER),
        ("Asal Universitas", Left.NEVER),
        ("9-box talent", Left.NEVER),
        ("Tanggal sertifikat", Left.NOT_NEEDED),
        ("Kota", Left.NOT_NEEDED),
    ],
)
def test_header_is_read_as(header: str, read_as: object) -> None:
    column = read_header(header)
    assert (column.who or column.kind or column.left) == read_as


@pytest.mark.parametrize(
    ("text", "scale", "said"),
    [
        ("Sangat baik", 0, "Sangat baik"),
        ("kurang baik", 0, ""),
        ("cukup", 0, ""),
        ("4", 5, "4/5"),
        ("3", 5, ""),
        ("85", 100, "85/100"),
        ("3,8/5", 0, "3,8/5"),
        ("90%", 5, "90/100"),
        ("4", 0, ""),
        ("6", 5, ""),
        ("ramah dan cantik", 5, ""),
    ],
)
def test_mark_speaks_for_somebody_or_says_nothing(text: str, scale: int, said: str) -> None:
    assert speaks_well(text, scale=scale) == said


def test_scale_is_the_least_that_holds_the_highest_mark() -> None:
    columns: list[list[str]] = [["3", "4"], ["7,5"], ["88", "baik"], ["250"], []]
    assert [scale_of(texts) for texts in columns] == [5, 10, 100, 0, 5]


def test_items_are_single_things_and_never_a_national_number() -> None:
    assert list(items_of("Tableau, Power BI; 3174012345678901 \n SQL / Excel | -")) == [
        "Tableau",
        "Power BI",
        "SQL",
        "Excel",
    ]


def test_ways_to_say_none_are_nothing() -> None:
    assert [says_something(text) for text in ("Tidak pernah", "0", "belum ada", "3", "Webinar K3")] == [
        False,
        False,
        False,
        True,
        True,
    ]
