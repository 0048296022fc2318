"""``timbalik …``: finds the command's module, imports only that one, and turns its answer into an exit code."""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import sys
from collections.abc import Mapping, Sequence
from gettext import gettext as _

from timbalik import __version__
from timbalik.cli import checkout, language
from timbalik.cli.errors import CommandFailed

# In the order of the help: first what a newcomer types, last what a developer types.
COMMANDS: Mapping[str, str] = {
    "demo": "timbalik.cli.demo",
    "serve": "timbalik.cli.serve",
    "worker": "timbalik.cli.worker",
    "migrate": "timbalik.cli.migrate",
    "admin": "timbalik.cli.admin",
    "import": "timbalik.cli.import_people",
    "programme": "timbalik.cli.programme",
    "shortlist": "timbalik.cli.shortlist",
    "match": "timbalik.cli.match",
    "verify": "timbalik.cli.verify",
    "simulate": "timbalik.cli.simulate",
    "report": "timbalik.cli.report",
    "backup": "timbalik.cli.backup",
    "restore": "timbalik.cli.restore",
    "retention": "timbalik.cli.retention",
    "doctor": "timbalik.cli.doctor",
}
DEVELOPER_COMMANDS: Mapping[str, str] = {
    "test": "timbalik.cli.run_tests",
    "e2e": "timbalik.cli.run_browser",
    "check": "timbalik.cli.check",
    "dev": "timbalik.cli.dev",
}


def main(arguments: Sequence[str] | None = None) -> int:
    given = list(sys.argv[1:] if arguments is None else arguments)
    language.speak(language.language_of(given))
    parser = _parser(given)
    options, rest = parser.parse_known_args(given)
    if rest and not getattr(options, "passes_on", False):
        parser.error(_("unrecognized arguments: %s") % " ".join(rest))
    if options.command is None:
        parser.print_help()
        return 0
    options.rest = rest
    try:
        code: int = options.run(options)
    except CommandFailed as refusal:
        print(f"timbalik: {refusal}", file=sys.stderr)
        return refusal.code
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return 130
    except Exception as error:
        if type(error).__name__ not in {"ImproperlyConfigured", "SettingRefused"}:
            raise
        print("timbalik: " + _("a setting is not accepted: %s") % error, file=sys.stderr)
        return 2
    return code


def _parser(given: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="timbalik",
        description=_("Run a reverse-mentoring programme from the first HR spreadsheet to an honest closing report."),
        epilog=_("Help on one command: timbalik COMMAND --help"),
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"Timbalik {__version__}", help=_("print the version"))
    parser.add_argument("--lang", choices=language.LANGUAGES, help=_("language of the terminal (default: Indonesian)"))
    subparsers = parser.add_subparsers(dest="command", metavar=_("COMMAND"), title=_("commands"))
    for module in _modules(given):
        importlib.import_module(module).add_parser(subparsers)
    return parser


def _modules(given: Sequence[str]) -> list[str]:
    """The module of the command that was asked for; all of them for help and for errors."""
    offered = {**COMMANDS, **(DEVELOPER_COMMANDS if checkout.root() else {})}
    offered = {name: module for name, module in offered.items() if importlib.util.find_spec(module)}
    words = iter(given)
    for word in words:
        if word == "--lang":
            next(words, None)
        elif not word.startswith("-"):
            return [offered[word]] if word in offered else list(offered.values())
    return list(offered.values())
