"""The clone this package runs from, if it runs from one: commands for developers exist only there."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

from timbalik.cli.errors import CommandFailed


def root() -> Path | None:
    """The folder of the clone, or None when Timbalik was installed from a wheel."""
    folder = Path(__file__).resolve().parents[3]
    return folder if (folder / "pyproject.toml").is_file() and (folder / "tests").is_dir() else None


def required_root() -> Path:
    folder = root()
    if folder is None:
        raise CommandFailed("This command needs a clone of the repository.")
    return folder


def refresh() -> None:
    """Make again what the wheel's build step makes, where a source is newer: translations, styles, typeface."""
    folder = root()
    if folder is not None:
        _build_step(folder).make_all(folder, only_stale=True)


def _build_step(folder: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("hatch_build", folder / "hatch_build.py")
    if spec is None or spec.loader is None:
        raise CommandFailed("hatch_build.py is missing.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
