"""Build step of the wheel: compile the translations, join the styles and subset the typeface.

The results are git-ignored: the sources are the ``.po`` files, ``web/styles`` and the font that comes as a dependency.
"""

from __future__ import annotations

import os
import runpy
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FONT_TARGET = Path("src/timbalik/web/static/timbalik/fonts/plus-jakarta-sans-latin.woff2")
# Basic Latin, Latin-1, the punctuation and arrows the pages use, and the typographic spaces.
UNICODES = "U+0020-007E,U+00A0-00FF,U+0131,U+0152-0153,U+02C6,U+02DA,U+02DC,U+2009,U+2013-2014,U+2018-201A,U+201C-201E,U+2022,U+2026,U+202F,U+2032-2033,U+20AC,U+2190-2193,U+21C5,U+2212,U+2248,U+2264-2265"


class TimbalikBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        made = [*compile_translations(root), bundle_styles(root), subset_font(root)]
        build_data["artifacts"].extend(str(path.relative_to(root)) for path in made)


def make_all(root: Path, *, only_stale: bool = False) -> list[Path]:
    """Make everything that is git-ignored and belongs into the wheel; return what was made (or is there already)."""
    return [*compile_translations(root, only_stale=only_stale), subset_font(root)]


def compile_translations(root: Path, *, only_stale: bool = False) -> list[Path]:
    import polib

    made = []
    for source in sorted((root / "src").rglob("*.po")):
        target = source.with_suffix(".mo")
        if only_stale and target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        # whole or not at all: a server may read while this runs
        beside = target.with_suffix(f".{os.getpid()}")
        polib.pofile(str(source)).save_as_mofile(str(beside))
        beside.replace(target)
        made.append(target)
    return made


def bundle_styles(root: Path) -> Path:
    # By its path: the package itself cannot be imported here, its dependencies are not installed.
    module = runpy.run_path(str(root / "src/timbalik/web/stylesheet.py"))
    target: Path = module["bundle_styles"]()
    return target


def subset_font(root: Path) -> Path:
    import fontpkg_plus_jakarta_sans as font
    from fontTools import subset

    target = root / FONT_TARGET
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.exists():
        source = next(p for p in Path(font.__file__).parent.rglob("*.ttf") if "italic" not in p.name.lower())
        subset.main(
            [
                str(source),
                f"--output-file={target}",
                "--flavor=woff2",
                f"--unicodes={UNICODES}",
                "--layout-features=kern,liga,tnum,calt,ccmp,mark,mkmk",
                "--no-hinting",
            ]
        )
    return target
