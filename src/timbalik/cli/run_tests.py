"""``timbalik test``: the suite, on SQLite or on a PostgreSQL of its own. Words it does not know go to pytest."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from gettext import gettext as _

from timbalik.cli import checkout

# A file stays with one worker, so what its tests share is made once; the order is that of tests/longest.py, not that of their number.
EVERY_CORE = ("-n", "logical", "--maxprocesses", "8", "--dist", "loadfile", "--no-loadscope-reorder")


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "test",
        help=_("run the tests (developers)"),
        epilog=_("Everything else is handed to pytest."),
        allow_abbrev=False,
    )
    parser.add_argument("--postgres", action="store_true", help=_("on a PostgreSQL started for this run"))
    parser.set_defaults(run=run, passes_on=True)


def run(options: argparse.Namespace) -> int:
    if options.postgres:
        from timbalik.cli.temporary_postgres import temporary_postgres  # optional dependency

        with temporary_postgres() as environment:
            return pytest(options.rest, environment)
    return pytest(options.rest, {})


def pytest(arguments: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run pytest in the checkout; without arguments, or with options alone, on every core."""
    checkout.refresh()
    return subprocess.run(
        [sys.executable, "-m", "pytest", *spread(arguments), *arguments],
        cwd=checkout.required_root(),
        env={**os.environ, **environment},
        check=False,
    ).returncode


def spread(arguments: Sequence[str]) -> list[str]:
    """One worker for each core when the whole suite is asked for."""
    chosen = {"-n", "-k", "-x", "-m", "--pdb", "--lf", "--collect-only"}
    if any(word in chosen or not word.startswith("-") for word in arguments):
        return []
    return [*EVERY_CORE]
