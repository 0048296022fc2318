from __future__ import annotations

import re
from pathlib import Path

from timbalik.config.environment import DOCUMENTED

ROOT = Path(__file__).resolve().parents[2]


def test_hosting_guide_lists_every_setting_and_no_other() -> None:
    guide = (ROOT / "docs" / "hosting.md").read_text()
    headings = re.findall(r"^### `(?:TIMBALIK_)?(\w+)`", guide, flags=re.MULTILINE)

    assert sorted(headings) == sorted(DOCUMENTED)


def test_environment_reads_only_documented_settings() -> None:
    source = (ROOT / "src/timbalik/config/environment.py").read_text()
    read = set(re.findall(r'PREFIX \+ "([A-Z_]+)"', source)) | set(re.findall(r'_secret\(env, "([A-Z_]+)"', source))

    assert read == set(DOCUMENTED)
