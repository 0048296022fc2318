"""Long work says what it is at: a bar where somebody watches, each step once where not; nothing of it on stdout."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from timbalik.cli.main import main
from timbalik.cli.progress import steps
from timbalik.engine.assignment.kept import folders


class Screen(io.StringIO):
    """A terminal that remembers."""

    def isatty(self) -> bool:
        return True


def test_somebody_who_watches_sees_a_bar_with_its_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")

    with steps() as step:
        step("solving", 1, 4)
        step("solving", 3, 4)

    assert "solving" in screen.getvalue()
    assert "3/4" in screen.getvalue()


def test_a_log_names_each_step_once(capsys: pytest.CaptureFixture[str]) -> None:
    with steps() as step:
        for done in range(3):
            step("solving", done, 3)
        step("writing", 0, 0)

    assert capsys.readouterr().err == "  solving\n  writing\n"


def test_match_says_why_the_first_round_of_all_takes_longer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "s.csv").write_text("90,80\n80,10\n")

    def said() -> bool:
        main(["--lang", "id", "match", "--scores", str(tmp_path / "s.csv")])
        return "menyiapkan perhitungan, sekali ini saja" in capsys.readouterr().err

    said()  # what this process has compiled or loaded stays with it
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    assert said()
    folders()[0].mkdir()
    assert not said()


def test_match_tells_its_steps_beside_the_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "s.csv").write_text("90,80\n80,10\n")

    assert main(["--lang", "en", "match", "--scores", str(tmp_path / "s.csv")]) == 0

    said = capsys.readouterr()
    assert "solving and proving" in said.err
    assert said.out.splitlines()[0] == "2 pairs, total 160"
