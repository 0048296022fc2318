"""Compute an arrangement beside the worker, so that it can be stopped in the middle of it."""

from __future__ import annotations

import queue
from collections.abc import Callable
from concurrent.futures import TimeoutError as NotYet
from typing import TYPE_CHECKING, Final

from timbalik.lib.companion import Companion
from timbalik.matching.inputs import Inputs
from timbalik.matching.models import RoundWork
from timbalik.matching.operations.taking import OnStep, compute_here
from timbalik.matching.operations.working import see_that_it_goes_on

if TYPE_CHECKING:
    from timbalik.matching.arranging import Arrangement

LOOK_EVERY_SECONDS: Final = 0.5
MOST_SECONDS: Final = 20 * 60.0

COMPANION: Final = Companion("timbalik.matching.warm.child", most_seconds=MOST_SECONDS)


def computing_of(work: RoundWork) -> Callable[[Inputs, OnStep], Arrangement]:
    """Compute for this work; ended by somebody, the process that computes is stopped."""

    def compute(inputs: Inputs, on_step: OnStep) -> Arrangement:
        steps: queue.SimpleQueue[str] = queue.SimpleQueue()
        try:
            answer = COMPANION.ask("arrange", inputs, on_step=steps.put)
        except OSError:  # no process can be started here
            return compute_here(inputs, on_step)
        try:
            while True:
                try:
                    found: Arrangement = answer.result(timeout=LOOK_EVERY_SECONDS)
                    return found
                except NotYet:
                    while not steps.empty():
                        on_step(steps.get())
                    see_that_it_goes_on(work)
                    COMPANION.check()
        finally:
            if not answer.done():
                COMPANION.stop()

    return compute
