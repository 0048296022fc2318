"""Reading a table: the file goes to a limited process, its rows come back one by one."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from typing import IO, Any, cast

from timbalik.lib.spreadsheets.errors import (
    EmptyFile,
    FileTooLarge,
    NeedsTooMuchMemory,
    ReaderFailed,
    SpreadsheetRefused,
    TookTooLong,
)
from timbalik.lib.spreadsheets.kinds import kind_of, suffix_of
from timbalik.lib.spreadsheets.limits import DEFAULT, MEBIBYTE, Limits


@dataclass(frozen=True, slots=True)
class Row:
    """One row that holds at least one value; ``number`` is where a person finds it in the file."""

    number: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Table:
    """An opened table. ``rows`` can be walked once, while the ``open_table`` block lasts."""

    rows: Iterator[Row]
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    encoding: str = ""
    delimiter: str = ""
    error_cells: frozenset[str] = frozenset()
    bare_formulas: frozenset[str] = frozenset()


@contextmanager
def open_table(source: IO[bytes], *, name: str, sheet: str | None = None, limits: Limits = DEFAULT) -> Iterator[Table]:
    """Open the first visible sheet (or ``sheet``) of a workbook, or a delimited text.

    ``source`` is a binary file at its start; of ``name`` only the ending is used, never as a path. Raises
    ``SpreadsheetRefused``, here or while the rows are walked. The process is gone when the block ends.
    """
    _refuse_early(source, name, limits)
    process = _start(suffix_of(name), sheet, limits)
    timed_out = threading.Event()

    def stop() -> None:
        timed_out.set()
        process.kill()

    timer = threading.Timer(limits.wall_seconds, stop)
    timer.daemon = True
    timer.start()
    try:
        _feed(process, source)
        lines = _Lines(process, timed_out, limits)
        yield Table(rows=_rows(lines), **_about(lines.next()))
    finally:
        timer.cancel()
        process.kill()
        if process.stdout:
            process.stdout.close()
        process.wait()


def _refuse_early(source: IO[bytes], name: str, limits: Limits) -> None:
    """What needs no parsing is refused before a process starts; the child checks again."""
    source.seek(0, os.SEEK_END)
    size = source.tell()
    source.seek(0)
    if size > limits.file_bytes:
        raise FileTooLarge(bytes=size, accepted=limits.file_bytes)
    head = source.read(1024)
    source.seek(0)
    if not head:
        raise EmptyFile()
    kind_of(name, head)


def _start(suffix: str, sheet: str | None, limits: Limits) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-P", "-s", "-m", "timbalik.lib.spreadsheets.child", "--suffix", suffix]
    command += ["--limits", json.dumps(asdict(limits))]
    if sheet is not None:
        command += [f"--sheet={sheet}"]
    # An environment of its own: the settings of this process hold secrets that the parser has no business with.
    environment = {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path), "PYTHONIOENCODING": "utf-8"}
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        close_fds=True,
    )


def _feed(process: subprocess.Popen[bytes], source: IO[bytes]) -> None:
    stdin = cast("IO[bytes]", process.stdin)
    # A child that dies while it is fed breaks the pipe; the lines it did not write say more exactly why.
    with suppress(BrokenPipeError), stdin:
        while piece := source.read(MEBIBYTE):
            stdin.write(piece)


class _Lines:
    """The child's lines, with its refusals raised here and its death explained."""

    def __init__(self, process: subprocess.Popen[bytes], timed_out: threading.Event, limits: Limits) -> None:
        self.process, self.timed_out, self.limits = process, timed_out, limits

    def next(self) -> Any:
        line = cast("IO[bytes]", self.process.stdout).readline()
        if not line.endswith(b"\n"):
            raise self._death()
        told = json.loads(line)
        if isinstance(told, dict) and "refused" in told:
            refusal = SpreadsheetRefused.by_code.get(str(told["refused"]), ReaderFailed)
            raise refusal(**told["facts"])
        return told

    def _death(self) -> SpreadsheetRefused:
        status = self.process.wait()
        if self.timed_out.is_set():
            return TookTooLong(seconds=self.limits.wall_seconds)
        if status == -signal.SIGXCPU:
            return TookTooLong(seconds=self.limits.cpu_seconds)
        # The library aborts the process when memory is refused to it; the kernel kills it when the host has none left.
        if status in (-signal.SIGABRT, -signal.SIGKILL, -signal.SIGSEGV):
            return NeedsTooMuchMemory(megabytes=self.limits.memory_bytes // MEBIBYTE)
        return ReaderFailed(status=status)


def _about(told: dict[str, Any]) -> dict[str, Any]:
    return {
        "sheet": told.get("sheet", ""),
        "sheets": tuple(told.get("sheets", ())),
        "encoding": told.get("encoding", ""),
        "delimiter": told.get("delimiter", ""),
        "error_cells": frozenset(told.get("error_cells", ())),
        "bare_formulas": frozenset(told.get("bare_formulas", ())),
    }


def _rows(lines: _Lines) -> Iterator[Row]:
    while not isinstance(told := lines.next(), dict):
        yield Row(told[0], told[1:])
