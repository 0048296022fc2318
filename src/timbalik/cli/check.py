"""``timbalik check``: all that CI runs, step by step; every step runs even if an earlier one failed."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from gettext import gettext as _
from pathlib import Path

from timbalik.cli import checkout
from timbalik.cli.errors import CommandFailed
from timbalik.cli.run_tests import EVERY_CORE

PYTHON = sys.executable
DJANGO = (PYTHON, "-m", "django", "--settings", "timbalik.config.settings")
TIMBALIK = (PYTHON, "-m", "timbalik.cli")
TEMPLATES = "src/**/templates/**/*.html"
#: What keeps one core busy runs beside the steps from the named one on, which do no more; what it says is told in its turn.
BESIDE = {"types": "format", "wheel": "browser"}
#: What speaks with the database, on the other one too: pages and the API's table of access run on SQLite, hostile input over every
#: address and the counts of queries on both. ``timbalik test --postgres`` runs everything there.
ON_BOTH = (
    *(
        f"tests/{part}"
        for part in (
            "audit", "evaluation", "journey", "lib", "matching", "meetings", "people", "programmes", "relationships", "surveys",
            "systems",
        )
    ),
    "tests/api/test_hostile_input.py",
    "tests/cli/test_backup.py",
    "tests/security/test_hostile_input.py",
    "tests/security/test_side_by_side.py",
    "tests/web/test_query_counts.py",
)  # fmt: skip


def _tool(name: str) -> str:
    return str(Path(PYTHON).with_name(name))


def steps(root: Path) -> Mapping[str, Sequence[str]]:
    templates = [str(path.relative_to(root)) for path in sorted(root.glob(TEMPLATES))]
    return {
        "format": (_tool("ruff"), "format", "--check", "."),
        "templates": (_tool("djade"), "--target-version", "5.2", "--check", *templates),
        "lint": (_tool("ruff"), "check", "."),
        "contracts": (_tool("lint-imports"), "--no-cache"),
        "migrations": (*DJANGO[:3], "makemigrations", "--check", "--dry-run", *DJANGO[3:]),
        "translations": (*TIMBALIK, "dev", "messages", "--check"),
        "types": (_tool("mypy"),),
        "tests": (*TIMBALIK, "test"),
        "postgres": (*TIMBALIK, "test", "--postgres", *EVERY_CORE, "-m", "not browser and not either", *ON_BOTH),
        "browser": (*TIMBALIK, "e2e"),
        "wheel": (PYTHON, "-m", "timbalik.cli.wheel_check"),
    }


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("check", help=_("run all that CI runs (developers)"))
    parser.add_argument("steps", nargs="*", metavar=_("STEP"), help=_("only these steps"))
    parser.add_argument("--skip", action="append", default=[], metavar=_("STEP"), help=_("leave this step out"))
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    root = checkout.required_root()
    offered = steps(root)
    if unknown := {*options.steps, *options.skip} - set(offered):
        raise CommandFailed(
            _("Unknown: %(unknown)s. There are: %(steps)s")
            % {"unknown": ", ".join(sorted(unknown)), "steps": ", ".join(offered)},
            code=2,
        )
    chosen = [name for name in offered if name in (options.steps or offered) and name not in options.skip]
    failed = []
    with tempfile.TemporaryDirectory(prefix="timbalik-check-") as folder, ThreadPoolExecutor() as beside:
        begun: dict[str, Future[Ran]] = {}
        for name in chosen:
            for other in (one for one, first in BESIDE.items() if one in chosen and name in (one, first)):
                if other not in begun:
                    begun[other] = beside.submit(_run, offered[other], root, Path(folder), subprocess.PIPE)
            if not _passes(name, offered[name], root, Path(folder), begun.get(name)):
                failed.append(name)
    print(_("Failed: %s") % ", ".join(failed) if failed else _("All %d steps passed.") % len(chosen))
    return 1 if failed else 0


@dataclass(frozen=True)
class Ran:
    code: int
    seconds: float
    said: str


def _passes(name: str, command: Sequence[str], root: Path, data_dir: Path, begun: Future[Ran] | None) -> bool:
    print(f"── {name}", flush=True)
    ran = begun.result() if begun else _run(command, root, data_dir)
    print(ran.said, end="")
    print(f"── {name}: {'ok' if ran.code == 0 else f'FAILED ({ran.code})'}, {ran.seconds:.1f} s", flush=True)
    return ran.code == 0


def _run(command: Sequence[str], root: Path, data_dir: Path, output: int | None = None) -> Ran:
    """With ``output`` a pipe, what the step says is kept until it is told; else it is heard at once."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("TIMBALIK_")}
    environment["TIMBALIK_DATA_DIR"] = str(data_dir)
    began = time.monotonic()
    errors = subprocess.STDOUT if output else None
    done = subprocess.run(command, cwd=root, env=environment, check=False, text=True, stdout=output, stderr=errors)
    return Ran(done.returncode, time.monotonic() - began, done.stdout or "")
