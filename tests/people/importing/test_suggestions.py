from __future__ import annotations

from timbalik.people.importing.fields import Field
from timbalik.people.importing.suggestions import Dropped, suggest


def fields_of(headers: list[str], rows: list[list[str]]) -> dict[str, Field | None]:
    return {one.header: one.field for one in suggest([[header] for header in headers], rows)}


def test_of_two_columns_of_levels_the_one_that_shows_a_ladder_is_taken() -> None:
    rows = [["Bintang", "3"], ["Matahari", "5"], ["Bulan", "1"]]

    assert fields_of(["Golongan", "Level"], rows) == {"Golongan": None, "Level": Field.LEVEL}
    assert suggest([["Golongan"], ["Level"]], rows)[0].dropped == Dropped.TAKEN


def test_levels_told_by_known_words_are_a_ladder() -> None:
    rows = [["Staf", "x"], ["Staf Senior", "y"], ["Asisten Manajer", "z"]]

    assert fields_of(["Golongan", "Level"], rows) == {"Golongan": Field.LEVEL, "Level": None}
