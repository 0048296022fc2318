"""A process kept beside this one: it imports what is heavy and remembers what was costly, and is asked through pickles.

Questions are answered one after the other. The process ends by itself when it was not asked for a while, and with the one
that asks (its standard input closes). Dead or stuck, it is started anew by the next question: what it remembered is gone,
so that whoever asks must be able to say it again. Both sides are this program; nothing of a user's is unpickled.
"""

from __future__ import annotations

import os
import pickle
import queue
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Final

IDLE_SECONDS: Final = 15 * 60.0
OnStep = Callable[[str], None]


class CompanionLost(Exception):
    """The process ended before it had answered: killed, out of memory, or stopped by us."""


class CompanionStuck(CompanionLost):
    """It took longer than it may, and was stopped."""


@dataclass
class _Asked:
    future: Future[Any]
    on_step: OnStep
    at: float = field(default_factory=time.monotonic)


class Companion:
    """Starts ``python -m module`` when first asked; the module calls :func:`serve`."""

    def __init__(self, module: str, *, most_seconds: float) -> None:
        self._command = [sys.executable, "-m", module]
        self._most_seconds = most_seconds
        self._lock = threading.RLock()
        self._process: subprocess.Popen[bytes] | None = None
        self._asked: dict[int, _Asked] = {}
        self._tickets = 0

    @property
    def pid(self) -> int | None:
        """The process that runs now, if any."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def ask(self, name: str, *arguments: Any, on_step: OnStep = lambda step: None) -> Future[Any]:
        """Put a question; the future holds its answer, the error it met, or ``CompanionLost``.

        Raises ``OSError`` where no process can be started.
        """
        with self._lock:
            self.check()
            process = self._process
            if process is None or process.poll() is not None:
                self.stop()  # its listener may not have noticed yet, and then leaves who waits to nobody
                process = self._start()
            self._tickets += 1
            asked = self._asked[self._tickets] = _Asked(Future(), on_step)
            try:
                _send(process.stdin, (self._tickets, name, arguments))
            except OSError:
                self.stop()
            return asked.future

    def check(self) -> None:
        """Stop the process when the question it works on has taken too long."""
        with self._lock:
            oldest = min((asked.at for asked in self._asked.values()), default=None)
            if oldest is not None and time.monotonic() - oldest > self._most_seconds:
                self.stop(CompanionStuck())

    def stop(self, reason: CompanionLost | None = None) -> None:
        """End the process; whoever waits meets ``reason``."""
        with self._lock:
            process, self._process = self._process, None
            waiting, self._asked = list(self._asked.values()), {}
        if process is not None:
            process.kill()
            process.wait()
        for asked in waiting:
            asked.future.set_exception(reason or CompanionLost())

    def _start(self) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)
        self._process = process
        threading.Thread(target=self._listen, args=[process], daemon=True, name="companion").start()
        return process

    def _listen(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None
        try:
            while True:
                ticket, kind, value = pickle.load(process.stdout)  # noqa: S301 - written by our own process
                with self._lock:  # a question is answered or lost, never both
                    asked = self._asked.get(ticket) if kind == "step" else self._asked.pop(ticket, None)
                if asked is None:
                    continue
                if kind == "step":
                    asked.on_step(value)
                elif kind == "done":
                    asked.future.set_result(value)
                else:
                    asked.future.set_exception(value)
        except (EOFError, OSError, pickle.UnpicklingError):
            pass
        with self._lock:
            if self._process is process:
                self.stop()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                _close(pipe)
        process.wait()


def serve(answers: Mapping[str, Callable[..., Any]], *, idle_seconds: float = IDLE_SECONDS) -> None:
    """Answer questions until nobody asks any more. Every function takes ``on_step`` by name."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not get between the answers
    questions: queue.SimpleQueue[Any] = queue.SimpleQueue()
    threading.Thread(target=_hear, args=[questions], daemon=True).start()
    while True:
        try:
            ticket, name, arguments = questions.get(timeout=idle_seconds)
        except queue.Empty:
            return

        def tell(step: str, ticket: int = ticket) -> None:
            _send(out, (ticket, "step", step))

        try:
            answer = (ticket, "done", answers[name](*arguments, on_step=tell))
        except Exception as error:
            answer = (ticket, "failed", error)
        try:
            packed = pickle.dumps(answer)
        except Exception as error:
            packed = pickle.dumps((ticket, "failed", RuntimeError(f"{type(error).__name__}: {error}")))
        out.write(packed)
        out.flush()


def _hear(questions: queue.SimpleQueue[Any]) -> None:
    """Read ahead, so that the end of the asking process ends this one at once, in the middle of a long answer too."""
    try:
        while True:
            questions.put(pickle.load(sys.stdin.buffer))  # noqa: S301 - written by our own process
    except EOFError:
        os._exit(0)
    except Exception:  # what cannot be read would leave the asking process waiting
        traceback.print_exc()
        os._exit(1)


def _send(pipe: BinaryIO | Any, message: tuple[Any, ...]) -> None:
    pickle.dump(message, pipe, protocol=pickle.HIGHEST_PROTOCOL)
    pipe.flush()


def _close(pipe: Any) -> None:
    try:
        pipe.close()
    except OSError:  # what was still to be written has no reader any more
        return
