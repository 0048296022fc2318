"""Start child processes, keep them, and stop them cleanly: what ``serve`` and ``demo`` stand on."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType

PATIENCE_SECONDS = 20  # how long a child may take to finish what it does
RESTART_AFTER_SECONDS = 2.0
PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """One process. If it is ``vital`` its end ends everything; else it is started again."""

    name: str
    command: Sequence[str]
    vital: bool
    environment: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    start_again_at: float = 0.0

    def start(self) -> None:
        # A session of its own: Ctrl-C reaches the supervisor alone, which then stops each child once.
        self.process = subprocess.Popen(
            list(self.command),
            env={**os.environ, **self.environment},
            start_new_session=True,
            preexec_fn=die_with_parent(),  # noqa: PLW1509 - no threads run in the supervisor
        )


def die_with_parent() -> Callable[[], None] | None:
    """A function for the child that asks Linux to stop it when its parent is killed; None elsewhere."""
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)
    return lambda: libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Supervisor:
    """Runs children until a signal or the end of a vital one."""

    def __init__(self, children: Sequence[Child]) -> None:
        self.children = children
        self.asked_to_stop = False

    def run(self, *, once_started: Callable[[], bool] = lambda: True) -> int:
        """Start all, call ``once_started`` (False ends everything), wait, stop all.

        Returns 0 after a signal or a finished check, 1 when a vital child ended by itself or the check failed.
        """
        before = {number: signal.signal(number, self._stop) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            for child in self.children:
                child.start()
            failed = not once_started()
            while not (failed or self.asked_to_stop):
                failed = not self._all_well()
                if not failed:
                    time.sleep(0.2)
            return 1 if failed and not self.asked_to_stop else 0
        finally:
            self.stop_children()
            for number, handler in before.items():
                signal.signal(number, handler)

    def finish(self) -> None:
        """End the run from within ``once_started``."""
        self.asked_to_stop = True

    def vital_ended(self) -> bool:
        return any(child.vital and child.process and child.process.poll() is not None for child in self.children)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.asked_to_stop = True

    def _all_well(self) -> bool:
        for child in self.children:
            if child.process is None or child.process.poll() is None:
                continue
            if child.vital:
                return False
            if not child.start_again_at:
                child.start_again_at = time.monotonic() + RESTART_AFTER_SECONDS
            elif time.monotonic() >= child.start_again_at:
                child.start_again_at = 0.0
                child.start()
        return True

    def stop_children(self) -> None:
        running = [child.process for child in self.children if child.process and child.process.poll() is None]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + PATIENCE_SECONDS
        for process in running:
            try:
                process.wait(timeout=max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
