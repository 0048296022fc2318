"""Kernels are compiled once, kept, and do without a place to keep them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from timbalik.engine.assignment.compiled import is_compiled, njit

USE = """
import numpy as np
from timbalik.engine.assignment.kernels_room import may_pair
code, masks = np.zeros(2, np.int32), np.ones((1, 2), np.uint32)
print(may_pair(0, 1, code, code + 1, masks, masks), sum(may_pair.stats.cache_hits.values()))
"""

needs_compiler = pytest.mark.skipif(not is_compiled(), reason="needs numba")


@needs_compiler
@pytest.mark.slow
def test_a_second_process_finds_what_the_first_compiled(tmp_path: Path) -> None:
    answers = [
        subprocess.run(
            [sys.executable, "-c", USE],
            env={**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()
        for _ in range(2)
    ]

    assert answers == [["True", "0"], ["True", "1"]]
    assert list(tmp_path.rglob("*may_pair*.nbc"))


@needs_compiler
def test_a_kernel_that_cannot_be_kept_is_compiled_all_the_same() -> None:
    nowhere: dict[str, object] = {}
    exec("def double(number):\n    return 2 * number\n", nowhere)  # noqa: S102 - a kernel without a source file

    assert njit()(nowhere["double"])(21) == 42  # type: ignore[type-var, operator]
