from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from timbalik.programmes import content
from timbalik.programmes.levels import fits, levels_on
from timbalik.programmes.templates_content import TemplateUnreadable, read_template

STANDARD = Path(content.__file__).parent / "templates" / "tpl-standar-2mingguan.json"


def standard() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(STANDARD.read_text(encoding="utf-8"))["content"]
    return read


@pytest.mark.parametrize(
    ("name", "value"),
    [("weeks", 0), ("cadence_days", "14"), ("mentor_rungs", [40, 0]), ("mentee_rungs", [60]), ("direction", "upwards")],
)
def test_template_refuses_what_is_out_of_range(name: str, value: object) -> None:
    with pytest.raises(TemplateUnreadable):
        read_template(standard() | {name: value})


def test_template_refuses_a_missing_parameter() -> None:
    with pytest.raises(TemplateUnreadable, match="notice"):
        read_template({key: value for key, value in standard().items() if key != "notice"})


@pytest.mark.parametrize(
    ("ladder", "mentors", "mentees"),
    [
        ([1, 2, 3, 4, 5], [1, 2], [4, 5]),
        ([5, 5, 1], [1, 1], [5, 5]),
        ([21, 22, 31, 41], [21, 22], [31, 41]),
        (range(1, 11), [1, 4], [7, 10]),
        ([3], [], []),
        ([], [], []),
    ],
)
def test_levels_come_from_the_ends_of_the_ladder(ladder: list[int], mentors: list[int], mentees: list[int]) -> None:
    assert (levels_on(ladder, (0, 40)), levels_on(ladder, (60, 100))) == (mentors, mentees)


def test_unknown_rank_fits_only_where_anybody_does() -> None:
    assert [fits(None, []), fits(None, [1, 2]), fits(2, [1, 2]), fits(3, [1, 2])] == [True, False, True, False]
