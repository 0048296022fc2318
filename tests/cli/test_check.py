"""``timbalik check``: every step runs and is told, also after one that failed, also those that run beside others."""

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
    offered = {"lint": says("a line", 3), "contracts": says("kept"), "types": says("typed", types)}
    monkeypatch.setattr(check, "steps", lambda root: offered)
    monkeypatch.setattr(check, "BESIDE", {"types": "lint"})
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


def test_what_runs_beside_others_begins_with_them(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Each waits for a file of the other: neither would end if one ran after the other."""
    wait = "import pathlib, time\npathlib.Path({!r}).touch()\nwhile not pathlib.Path({!r}).exists(): time.sleep(0.01)"
    names = {"browser": "wheel", "wheel": "browser"}
    offered = {
        mine: (sys.executable, "-c", wait.format(str(tmp_path / mine), str(tmp_path / other)))
        for mine, other in names.items()
    }
    monkeypatch.setattr(check, "steps", lambda root: offered)

    assert check.run(argparse.Namespace(steps=[], skip=[])) == 0
    out = capfd.readouterr().out
    assert out.index("── browser: ok") < out.index("── wheel: ok")


def test_steps_that_run_together_leave_each_other_a_core() -> None:
    names = list(check.steps(checkout.required_root()))
    assert names.index("types") + 1 == names.index("tests"), "before the first step that takes every core"
    assert names.index("browser") + 1 == names.index("wheel"), "one browser takes one core and a half"
    assert [path for path in check.ON_BOTH if not (Path(checkout.required_root()) / path).exists()] == []
