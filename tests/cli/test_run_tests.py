from __future__ import annotations

import pytest

from timbalik.cli.run_tests import spread


@pytest.mark.parametrize("asked", [[], ["-q"], ["--durations=10"]])
def test_whole_suite_uses_every_core(asked: list[str]) -> None:
    assert spread(asked)[:2] == ["-n", "logical"]


@pytest.mark.parametrize("asked", [["tests/lib"], ["-x"], ["-k", "audit"], ["-n", "0"], ["--pdb"]])
def test_part_of_the_suite_stays_in_one_process(asked: list[str]) -> None:
    assert spread(asked) == []
