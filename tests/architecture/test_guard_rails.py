"""Every guard-rail has a test, and every test that ``docs/guard-rails.md`` names is there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "docs" / "guard-rails.md"
RULES = {f"GR-{number:02}" for number in range(1, 21)}


def test_every_rule_has_a_row() -> None:
    assert set(re.findall(r"^\| (GR-\d\d) \|", TABLE.read_text(encoding="utf-8"), re.MULTILINE)) == RULES


def test_every_test_named_exists() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", TABLE.read_text(encoding="utf-8"))
    missing = [
        f"{file}::{name}"
        for file, name in named
        if not (ROOT / file).is_file() or f"def {name}(" not in (ROOT / file).read_text(encoding="utf-8")
    ]
    assert len(named) >= len(RULES)
    assert missing == []
