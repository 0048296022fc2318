"""``timbalik check``: every step runs and is told, also after one that failed, also the one that runs beside the others."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from timbalik.cli import check, checkout


def says(word: str, code: int = 0) -> Sequence[str]:
    return (sys.executable, "-c", f"print({word!r}); raise SystemExit({code})")


def ran(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], *names: str, types: int) -> tuple[int, str]:
    offered = {"lint": says("a line", 3), "contracts": says("kept"), check.BESIDE: says("typed", types)}
    monkeypatch.setattr(check, "steps", lambda root: offered)
    code = check.run(argparse.Namespace(steps=[*names], skip=[]))
    return code, capfd.readouterr().out


@pytest.mark.parametrize(("types", "failed"), [(0, "lint"), (1, "lint, types")])
def test_every_step_runs_and_is_told(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], types: int, failed: str
) -> None:
    code, out = ran(monkeypatch, capfd, types=types)

    assert code == 1
    assert [word in out for word in ("a line", "kept", "typed")] == [True] * 3
    assert out.splitlines()[-1].endswith(failed)
    assert "── lint: FAILED (3)" in out
    assert f"── types: {'FAILED (1)' if types else 'ok'}" in out
    assert out.index("── types") < out.index("typed") < out.index("── types: ")


def test_only_the_steps_that_were_named_run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    code, out = ran(monkeypatch, capfd, "contracts", types=1)

    assert code == 0
    assert "typed" not in out


def test_types_run_before_the_first_step_that_takes_every_core() -> None:
    """Else both would share the cores."""
    names = list(check.steps(checkout.required_root()))
    assert names.index(check.BESIDE) + 1 == names.index("tests")
    assert [path for path in check.ON_BOTH if not (Path(checkout.required_root()) / path).exists()] == []
