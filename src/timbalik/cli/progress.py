"""Progress in the terminal: a bar where somebody watches, plain named steps where not."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from gettext import gettext as _

# Called with what is being done, how much of it is done, and how much there is (0: unknown).
Step = Callable[[str, int, int], None]


@contextmanager
def steps() -> Iterator[Step]:
    """A function that long work calls as it goes on; everything it draws goes to stderr."""
    if not sys.stderr.isatty():
        yield _plain()
        return
    from rich.console import Console  # slow import: only long work shows a bar
    from rich.progress import (  # slow import: likewise
        BarColumn,
        MofNCompleteColumn,
        Progress,
        SpinnerColumn,
        TextColumn,
        TimeElapsedColumn,
    )

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as bar:
        known: dict[str, int] = {}

        def step(what: str, done: int = 0, total: int = 0) -> None:
            if what not in known:
                known[what] = int(bar.add_task(what, total=total or None))
            bar.update(bar.task_ids[known[what]], completed=done, total=total or None)

        yield step


def _plain() -> Step:
    seen: set[str] = set()

    def step(what: str, done: int = 0, total: int = 0) -> None:
        if what not in seen:
            seen.add(what)
            print(f"  {what}", file=sys.stderr, flush=True)

    return step


def named(step: Step) -> Step:
    """The same function, told the steps by their codes and showing them in words."""
    names = {
        "reading": _("reading the file"),
        "checking": _("checking the rows"),
        "people": _("importing people"),
        "lines": _("importing reporting lines"),
        "enrol": _("enrolling"),
        "prepare": _("preparing the calculation, this once: about half a minute"),
        "solve": _("pairing"),
        "remedies": _("looking for remedies"),
        "lead": _("four phases"),
    }

    def tell(what: str, done: int = 0, total: int = 0) -> None:
        step(names.get(what, what), done, total)

    return tell
