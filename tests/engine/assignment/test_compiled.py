"""Kernels are compiled once, kept, run from there without the compiler, and do without a place to keep them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from timbalik.engine.assignment.compiled import njit
from timbalik.engine.assignment.kernels_base import count_each

USE = """
import sys
import numpy as np
from timbalik.engine.assignment.kernels_base import count_each
counts = np.zeros(3, np.int64)
count_each(np.array([0, 2, 2], np.int32), counts)
print(counts.tolist(), "numba" in sys.modules)
"""


def used(folder: Path) -> str:
    """Return what a process says that may keep kernels in a folder."""
    return subprocess.run(
        [sys.executable, "-c", USE],
        env={**os.environ, "NUMBA_CACHE_DIR": str(folder)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()


def kernel_of(source: str, **options: Any) -> Any:
    """Return a kernel that has no source file."""
    names: dict[str, Any] = {}
    exec(source, names)  # noqa: S102 - what a kernel without a source file is
    return njit(**options)(names["kernel"])


@pytest.mark.slow
def test_a_second_process_runs_what_the_first_compiled_and_loads_no_compiler(tmp_path: Path) -> None:
    assert [used(tmp_path) for _ in range(2)] == ["[1, 0, 2] True", "[1, 0, 2] False"]

    (kept,) = tmp_path.glob("kernels-*/kernels_base.count_each-*")
    whole = kept.read_bytes()
    kept.write_bytes(whole[:-100])
    assert used(tmp_path) == "[1, 0, 2] True", "a file cut short is made anew"
    assert kept.read_bytes() == whole

    kept.chmod(0o666)
    assert used(tmp_path) == "[1, 0, 2] True", "what anybody could have written is not run"


def test_a_kernel_that_cannot_be_kept_is_compiled_all_the_same(tmp_path: Path) -> None:
    file = tmp_path / "no folder"
    file.touch()
    assert used(file) == "[1, 0, 2] True"

    assert kernel_of("def kernel(number):\n    return 2 * number\n")(21) == 42


def test_a_kernel_returns_one_number_several_or_nothing() -> None:
    array = np.arange(12).reshape(3, 4)
    one = kernel_of("def kernel(array):\n    return array[1, 2]\n")
    two = kernel_of("def kernel(arrays, flag, mask):\n    return arrays[0][1, 0] & mask, arrays[1] if flag else 0\n")
    none = kernel_of("def kernel(array):\n    array[0, 0] = 7\n", nogil=True)

    assert one(array) == 6
    assert one(array.T) == 9, "rows that do not follow each other are read by their steps"
    assert two((array[:, ::2], 5), True, np.uint64(6)) == (4, 5)
    assert two((array.astype(np.int64), 5), False, np.uint64(6)) == (4, 0)
    assert none(array) is None
    assert array[0, 0] == 7


@pytest.mark.parametrize(
    ("argument", "error"),
    [
        ([1, 2], TypeError),
        (2**63, OverflowError),
        (np.frombuffer(bytes(17), np.int64, 2, 1), TypeError),
        (np.ones(2, ">i8"), TypeError),
    ],
)
def test_a_kernel_refuses_what_it_cannot_read(argument: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        count_each(argument, np.zeros(3, np.int64))


def test_a_kernel_that_returns_no_whole_number_is_refused_as_it_is_compiled() -> None:
    with pytest.raises(TypeError, match="whole numbers"):
        kernel_of("def kernel(number):\n    return number / 2\n")(1)


def test_a_division_by_nothing_is_an_error_as_in_plain_python() -> None:
    with pytest.raises(ArithmeticError):
        kernel_of("def kernel(number):\n    return 1 // number\n")(0)
