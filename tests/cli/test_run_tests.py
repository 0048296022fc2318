from __future__ import annotations

from pathlib import Path

import pytest

from tests.longest import LONGEST, place_of
from timbalik.cli.run_tests import spread


@pytest.mark.parametrize("asked", [[], ["-q"], ["--durations=10"]])
def test_whole_suite_uses_every_core(asked: list[str]) -> None:
    assert spread(asked)[:2] == ["-n", "logical"]


@pytest.mark.parametrize("asked", [["tests/lib"], ["-x"], ["-k", "audit"], ["-n", "0"], ["--pdb"]])
def test_part_of_the_suite_stays_in_one_process(asked: list[str]) -> None:
    assert spread(asked) == []


def test_longest_files_are_there_and_begin_first() -> None:
    root = Path(__file__).parents[2]
    assert [name for name in LONGEST if not (root / name).is_file()] == []
    assert place_of(f"{LONGEST[0]}::test_a[b]") == 0 < place_of(LONGEST[1]) < place_of("tests/lib/test_days.py::test_a")
