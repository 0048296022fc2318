from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from timbalik.cli.processes import Child, Supervisor

SLEEPER = "import pathlib, os, sys, time; pathlib.Path(sys.argv[1]).write_text(str(os.getpid())); time.sleep(60)"
SUPERVISED = """
import sys
from timbalik.cli.processes import Child, Supervisor
sleeper = [sys.executable, "-c", {sleeper!r}, sys.argv[1]]
raise SystemExit(Supervisor([Child("sleeper", sleeper, vital=True)]).run())
"""


def sleeper(file: Path) -> list[str]:
    return [sys.executable, "-c", SLEEPER, str(file)]


def wait_for(file: Path, *, unlike: str = "") -> int:
    deadline = time.monotonic() + 60
    while not file.exists() or file.read_text() in {"", unlike}:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return int(file.read_text())


def is_running(number: int) -> bool:
    try:
        return Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_end_of_a_vital_child_ends_all(tmp_path: Path) -> None:
    other = Child("other", sleeper(tmp_path / "other"), vital=False)
    vital = Child("vital", [sys.executable, "-c", "pass"], vital=True)

    assert Supervisor([other, vital]).run() == 1
    assert other.process is not None
    assert other.process.returncode == -signal.SIGTERM


def test_finished_check_ends_with_zero(tmp_path: Path) -> None:
    supervisor = Supervisor([Child("pages", sleeper(tmp_path / "pages"), vital=True)])

    def started() -> bool:
        supervisor.finish()
        return True

    assert supervisor.run(once_started=started) == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 0), (signal.SIGKILL, -signal.SIGKILL)]
)
def test_no_child_outlives_the_supervisor(tmp_path: Path, number: signal.Signals, code: int) -> None:
    file = tmp_path / "child"
    supervisor = subprocess.Popen([sys.executable, "-c", SUPERVISED.format(sleeper=SLEEPER), str(file)])
    child = wait_for(file)

    supervisor.send_signal(number)

    assert supervisor.wait(timeout=60) == code
    deadline = time.monotonic() + 60
    while is_running(child) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not is_running(child)


@pytest.mark.slow
def test_worker_that_was_killed_starts_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("timbalik.cli.processes.RESTART_AFTER_SECONDS", 0.1)
    file = tmp_path / "worker"
    supervisor = Supervisor(
        [Child("worker", sleeper(file), vital=False), Child("pages", sleeper(tmp_path / "pages"), vital=True)]
    )

    def started() -> bool:
        first = wait_for(file)
        os.kill(first, signal.SIGKILL)
        while supervisor._all_well() and file.read_text() in {"", str(first)}:  # empty while the next one writes
            time.sleep(0.02)
        supervisor.finish()
        return True

    assert supervisor.run(once_started=started) == 0
    assert supervisor.children[0].process is not None
    assert int(file.read_text()) == supervisor.children[0].process.pid
