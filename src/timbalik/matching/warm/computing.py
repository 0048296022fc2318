"""Compute beside the worker, so that it can be stopped in the middle of it."""

from __future__ import annotations

import queue
from collections.abc import Callable
from concurrent.futures import TimeoutError as NotYet
from functools import partial
from typing import Any, Final

from timbalik.lib.companion import Companion
from timbalik.matching.models import RoundWork
from timbalik.matching.operations.taking import OnStep, run_here
from timbalik.matching.operations.working import see_that_it_goes_on

LOOK_EVERY_SECONDS: Final = 0.5
MOST_SECONDS: Final = 20 * 60.0

Run = Callable[[str, tuple[Any, ...], OnStep], Any]

COMPANION: Final = Companion("timbalik.matching.warm.child", most_seconds=MOST_SECONDS)


def running_of(work: RoundWork) -> Run:
    """Compute for this work, by the names of ``computations``; ended by somebody, the process that computes is stopped."""
    return running_while(partial(see_that_it_goes_on, work))


def running_while(check: Callable[[], None]) -> Run:
    """Compute in the companion, as long as ``check``, called again and again, raises nothing."""

    def run(name: str, question: tuple[Any, ...], on_step: OnStep) -> Any:
        steps: queue.SimpleQueue[str] = queue.SimpleQueue()
        try:
            answer = COMPANION.ask(name, *question, on_step=steps.put)
        except OSError:  # no process can be started here
            return run_here(name, question, on_step)
        try:
            while True:
                try:
                    return answer.result(timeout=LOOK_EVERY_SECONDS)
                except NotYet:
                    while not steps.empty():
                        on_step(steps.get())
                    check()
                    COMPANION.check()
        finally:
            if not answer.done():
                COMPANION.stop()

    return run
