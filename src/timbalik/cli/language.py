"""The language of the terminal: Indonesian unless the shell or ``--lang`` asks for English.

The standard library's gettext is used as it stands, so that ``--help`` needs no Django and argparse speaks
the same language. The ids are English; ``locale/id`` holds the Indonesian.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Sequence
from pathlib import Path

LANGUAGES = ("id", "en")
DOMAIN = "django"  # one name for every catalogue of the project
LOCALE = Path(__file__).parent / "locale"


def language_of(arguments: Sequence[str]) -> str:
    """What ``--lang`` says, else what the shell says, else Indonesian."""
    for position, argument in enumerate(arguments):
        if argument == "--":
            break
        if argument.startswith("--lang="):
            return _known(argument.partition("=")[2])
        if argument == "--lang" and position + 1 < len(arguments):
            return _known(arguments[position + 1])
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(variable):
            return "en" if value.startswith("en") else "id"
    return "id"


def speak(language: str) -> None:
    """Let every later ``gettext.gettext`` of this process answer in that language."""
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain(DOMAIN, str(LOCALE))
    gettext.textdomain(DOMAIN)


def spoken() -> str:
    return _known(os.environ.get("LANGUAGE", "id"))


def _known(value: str) -> str:
    return value if value in LANGUAGES else "id"
