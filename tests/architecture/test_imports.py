"""The order of imports, and the reasons for imports inside functions."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "timbalik"
REASONS = re.compile(r"#.*\b(slow import|optional dependency|app ready)\b", re.IGNORECASE)
MODULES = sorted(path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)


@pytest.mark.slow
def test_import_contracts_are_kept() -> None:
    pytest.importorskip("importlinter", reason="comes with ./timbalik check, which runs the contracts as a step too")
    lint = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert lint.returncode == 0, lint.stdout


def test_import_inside_a_function_states_its_reason() -> None:
    silent = [
        f"{path.relative_to(ROOT)}:{line}" for path in MODULES for line in _imports_in_functions(path.read_text())
    ]

    assert silent == []


def test_import_inside_a_function_without_a_reason_is_found() -> None:
    source = "def f():\n    import os\n\n\ndef g():\n    import sys  # slow import: reads a model\n"

    assert list(_imports_in_functions(source)) == [2]


def _imports_in_functions(source: str) -> Iterator[int]:
    """Line numbers of imports inside functions that no comment explains, on the line or right above it."""
    lines = source.splitlines()
    for function in ast.walk(ast.parse(source)):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        for statement in ast.walk(function):
            if isinstance(statement, ast.Import | ast.ImportFrom):
                above = (
                    statement.lineno - 2
                    if lines[statement.lineno - 2].strip().startswith("#")
                    else statement.lineno - 1
                )
                here = "\n".join(lines[above : statement.end_lineno])
                if not REASONS.search(here):
                    yield statement.lineno
