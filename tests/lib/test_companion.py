from __future__ import annotations

import os
import signal
import sys
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from timbalik.lib.companion import Companion, CompanionLost, CompanionStuck

CHILD = """
import os, time
from timbalik.lib.companion import serve

remembered = []

def add(one, other, *, on_step):
    on_step("adding")
    print("what a library says does no harm")
    return one + other

def remember(what, *, on_step):
    remembered.append(what)
    return list(remembered)

def refuse(*, on_step):
    raise LookupError("nothing here")

def strange(*, on_step):
    return lambda: None

def sleep(*, on_step):
    on_step("sleeping")
    time.sleep(60)

def pid(*, on_step):
    return os.getpid()

serve({one.__name__: one for one in (add, remember, refuse, strange, sleep, pid)}, idle_seconds=30)
"""


@pytest.fixture
def companion(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    (tmp_path / "companion_child.py").write_text(CHILD)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), *filter(None, sys.path)]))
    found = Companion("companion_child", most_seconds=120)
    yield found
    found.stop()


def answer(future: Future[Any]) -> Any:
    return future.result(timeout=120)


def test_companion_answers_in_order_and_tells_its_steps(companion: Companion) -> None:
    steps: list[str] = []

    first, second = companion.ask("add", 1, 2, on_step=steps.append), companion.ask("add", 3, 4)

    assert (answer(first), answer(second), steps) == (3, 7, ["adding"])


def test_companion_remembers_between_questions(companion: Companion) -> None:
    answer(companion.ask("remember", "Ayu"))

    assert answer(companion.ask("remember", "Bram")) == ["Ayu", "Bram"]


def test_refusals_and_answers_that_cannot_travel_come_back_as_errors(companion: Companion) -> None:
    with pytest.raises(LookupError, match="nothing here"):
        answer(companion.ask("refuse"))
    with pytest.raises(RuntimeError, match="lambda"):
        answer(companion.ask("strange"))


def test_killed_companion_is_started_again(companion: Companion) -> None:
    before = answer(companion.ask("pid"))
    waiting = companion.ask("sleep")
    os.kill(before, signal.SIGKILL)

    with pytest.raises(CompanionLost):
        answer(waiting)
    assert answer(companion.ask("pid")) != before


def test_who_waits_for_a_dead_companion_is_told_when_somebody_else_asks_first(companion: Companion) -> None:
    """Before the thread that listens has noticed: here it waits for the lock."""
    before = answer(companion.ask("pid"))
    with companion._lock:
        waiting = companion.ask("sleep")
        os.kill(before, signal.SIGKILL)
        os.waitid(os.P_PID, before, os.WEXITED | os.WNOWAIT)
        asked = companion.ask("pid")
        assert waiting.done()

    with pytest.raises(CompanionLost):
        answer(waiting)
    assert answer(asked) != before


class Foreign:
    """Travels as something that cannot be made on the other side."""

    def __reduce__(self) -> Any:
        return int, ("nobody's number",)


def test_question_that_cannot_be_read_there_is_not_waited_for(companion: Companion) -> None:
    with pytest.raises(CompanionLost):
        answer(companion.ask("add", Foreign(), 1))

    assert answer(companion.ask("add", 1, 1)) == 2


def test_question_that_takes_too_long_is_ended(companion: Companion) -> None:
    answer(companion.ask("pid"))
    companion._most_seconds = 0.0
    waiting = companion.ask("sleep")

    companion.check()

    with pytest.raises(CompanionStuck):
        answer(waiting)
    assert companion.pid is None


def test_companion_ends_with_whoever_asks(companion: Companion) -> None:
    answer(companion.ask("pid"))
    process = companion._process
    assert process is not None
    assert process.stdin is not None
    companion.ask("sleep")

    process.stdin.close()

    assert process.wait(timeout=120) == 0
