from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_glossary_names_what_the_code_has() -> None:
    rows = [
        line.split("|") for line in (ROOT / "docs" / "glossary.md").read_text().splitlines() if line.startswith("| ")
    ]
    names = {name for row in rows for quoted in re.findall(r"`(\w+(?:\.\w+)?)`", row[4]) for name in quoted.split(".")}
    source = "\n".join(path.read_text() for path in (ROOT / "src").rglob("*.py"))

    assert {name for name in names if not re.search(rf"\b{name}\b", source)} == set()
