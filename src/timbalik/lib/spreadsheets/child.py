"""The reading process: ``python -m timbalik.lib.spreadsheets.child``, started by ``reading`` and by nothing else.

It takes the file on standard input, limits itself before it looks at the first byte, and writes JSON lines: what the
table is, one array per row (its number in the file, then its cells), and ``{"end": rows}``. Without that last line
the reader knows that it died. A refusal is ``{"refused": code, "facts": {…}}``.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from typing import Any

from timbalik.lib.spreadsheets.errors import EmptyFile, NeedsTooMuchMemory, SpreadsheetRefused
from timbalik.lib.spreadsheets.kinds import kind_of
from timbalik.lib.spreadsheets.limits import MEBIBYTE, Limits


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--suffix", required=True)
    parser.add_argument("--sheet")
    parser.add_argument("--limits", type=json.loads, default={})
    given = parser.parse_args(arguments)
    limits = Limits(**given.limits)
    _limit_this_process(limits)
    try:
        for line in _lines(sys.stdin.buffer.read(limits.file_bytes + 1), f"x{given.suffix}", given.sheet, limits):
            _write(line)
    except SpreadsheetRefused as refused:
        _write({"refused": refused.code, "facts": refused.facts})
    except MemoryError:
        _write({"refused": NeedsTooMuchMemory.code, "facts": {"megabytes": limits.memory_bytes // MEBIBYTE}})
    sys.stdout.flush()
    return 0


def _lines(content: bytes, name: str, sheet: str | None, limits: Limits) -> Iterator[Any]:
    rows: Iterator[tuple[int, list[str]]]
    if kind_of(name, content[:1024]) == "workbook":
        # Slow import, and not needed for text.
        from timbalik.lib.spreadsheets.workbooks import read_workbook

        opened = read_workbook(content, sheet=sheet, limits=limits)
        rows = opened.rows
        yield {
            "sheet": opened.name,
            "sheets": opened.visible,
            "error_cells": sorted(opened.notes.error_cells),
            "bare_formulas": sorted(opened.notes.bare_formulas),
        }
    else:
        from timbalik.lib.spreadsheets.delimited import read_delimited  # Slow import, and not needed for workbooks.

        dialect, rows = read_delimited(content, limits)
        yield {"encoding": dialect.encoding, "delimiter": dialect.delimiter}
    count = 0
    for number, cells in rows:
        count += 1
        while cells and not cells[-1]:
            cells.pop()
        yield [number, *cells]
    if not count:
        raise EmptyFile()
    yield {"end": count}


def _write(line: Any) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")))
    sys.stdout.write("\n")


def _limit_this_process(limits: Limits) -> None:
    try:
        import resource  # Optional dependency: not on every system; the time limit of the parent holds there.
    except ImportError:
        return
    for what, most in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        _, hard = resource.getrlimit(what)
        resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


if __name__ == "__main__":
    sys.exit(main())
