"""``docs/security-checks.md`` names tests that are there, and every test of this folder."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LISTED = set(re.findall(r"`([\w/.-]+\.(?:py|md))`", (ROOT / "docs/security-checks.md").read_text(encoding="utf-8")))


def test_every_file_named_is_there() -> None:
    assert len(LISTED) > 20
    assert [name for name in sorted(LISTED) if not (ROOT / name).is_file()] == []


def test_every_test_of_this_folder_is_named() -> None:
    here = {path.relative_to(ROOT).as_posix() for path in Path(__file__).parent.glob("test_*.py")}
    assert here <= LISTED
