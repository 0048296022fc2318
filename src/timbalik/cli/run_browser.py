"""``timbalik e2e``: the part of the suite that drives headless Chromium. Words it does not know go to pytest."""

from __future__ import annotations

import argparse
import os
import shutil
from collections.abc import Sequence
from gettext import gettext as _

from timbalik.cli import checkout
from timbalik.cli.errors import CommandFailed
from timbalik.cli.run_tests import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "e2e", help=_("run the tests in a browser (developers)"), epilog=_("Everything else is handed to pytest.")
    )
    parser.set_defaults(run=run, passes_on=True)


def run(options: argparse.Namespace) -> int:
    # Playwright keeps an event loop in the test's own thread, which Django would take for asynchronous code.
    environment = {"CHROMIUM": chromium(), "DJANGO_ALLOW_ASYNC_UNSAFE": "true"}
    return pytest(["-m", "browser", *where(options.rest), *options.rest], environment)


def where(words: Sequence[str]) -> list[str]:
    """The folder of these tests, unless a file is named: nothing else needs to be read to find them."""
    root = checkout.required_root()
    named = any(not word.startswith("-") and (root / word.partition("::")[0]).exists() for word in words)
    return [] if named else ["tests/browser"]


def chromium() -> str:
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        raise CommandFailed(
            _("No Chromium found. Install it (Debian: apt-get install chromium) or name it in CHROMIUM.")
        )
    return found
