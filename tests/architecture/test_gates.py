"""Words that must not stand in the code: ways around safety, and traces of the machine somebody worked on."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "timbalik"

# Where a way around escaping is right, and why.
MARK_SAFE_ALLOWED = {
    "web/charts/drawing.py": "joins pieces that format_html made",
    "web/charts/forest.py": "a fixed attribute and an empty element, no data in them",
    "web/templatetags/pictures.py": "the shapes of our own icons, read from a file of the package",
}

FORBIDDEN_IN_TEMPLATES = {
    "inline style": r"<style\b|\sstyle\s*=",
    "inline script": r"<script(?![^>]*\bsrc=)",
    "inline handler": r"\son[a-z]+\s*=\s*[\"']",
    "javascript address": r"javascript:",
    "unescaped value": r"\|\s*safe\b|autoescape\s+off|\|\s*safeseq\b",
    "address of another host": r"(?:src|href|action)\s*=\s*[\"'](?:https?:)?//",
}
FORBIDDEN_IN_CODE = {
    "csrf_exempt": r"\bcsrf_exempt\b",
    "raw SQL by string": r"\.(?:raw|extra)\((?!\))",
    "pickle": r"^\s*(?:import|from)\s+pickle\b",
}
# Each with its reason; what is no longer there must leave the list too.
TOLERATED = {
    ("src/timbalik/engine/assignment/blocks.py", "pickle"): "a pool hands work to its own workers, as pools do",
    ("src/timbalik/lib/companion.py", "pickle"): "two of our own processes speak through a pipe that nobody else holds",
}
TRACES = {
    "path of a machine": r"(?<![\w.])/(?:work|root|farm)/|\.\./shared\b",
    "host of a registry": r"pypi\.org|pythonhosted|npmjs\.org|deb\.debian|registry-1",
    "key": r"-----BEGIN [A-Z ]*PRIVATE KEY|AKIA[0-9A-Z]{16}|ghp_[A-Za-z0-9]{36}|xox[abp]-",
}
TEXT = {
    ".py",
    ".html",
    ".css",
    ".js",
    ".md",
    ".toml",
    ".txt",
    ".po",
    ".json",
    ".csv",
    ".svg",
    ".typ",
    ".sh",
    ".yml",
    "",
}


def _hits(patterns: dict[str, str], text: str) -> Iterator[tuple[str, int]]:
    for what, pattern in patterns.items():
        for match in re.finditer(pattern, text, flags=re.MULTILINE | re.IGNORECASE):
            yield what, text.count("\n", 0, match.start()) + 1


def _templates() -> list[Path]:
    return sorted(path for path in SOURCE.rglob("*.html") if "templates" in path.parts)


def _tracked() -> list[Path]:
    """Every file git holds or would hold; without git (a source archive) every file of the source."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        return sorted(path for path in (ROOT / "src").rglob("*") if path.is_file())
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def test_templates_hold_nothing_a_strict_policy_refuses() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}: {what}"
        for path in _templates()
        for what, line in _hits(FORBIDDEN_IN_TEMPLATES, path.read_text())
    ]

    assert found == []


def test_code_takes_no_way_around_safety() -> None:
    found = {
        (str(path.relative_to(ROOT)), what): line
        for path in sorted(SOURCE.rglob("*.py"))
        for what, line in _hits(FORBIDDEN_IN_CODE, path.read_text())
    }

    assert set(found) == set(TOLERATED)


def test_mark_safe_stands_only_where_a_reason_is_given() -> None:
    using = {
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        if re.search(r"\bmark_safe\b|\bSafeString\(", path.read_text())
    }

    assert using == set(MARK_SAFE_ALLOWED)


def test_no_file_tells_of_a_machine_a_registry_or_a_key() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}: {what}"
        for path in _tracked()
        if path.suffix in TEXT and path != Path(__file__)
        for what, line in _hits(TRACES, path.read_text(errors="replace"))
    ]

    assert found == []


@pytest.mark.parametrize(
    "template",
    [
        '<p style="color:red">',
        "<script>x()</script>",
        '<a onclick="x()">',
        "{{ name|safe }}",
        '<img src="//cdn.example/x">',
    ],
)
def test_gate_for_templates_catches(template: str) -> None:
    assert list(_hits(FORBIDDEN_IN_TEMPLATES, template))


def test_gate_for_templates_lets_a_script_file_pass() -> None:
    assert not list(_hits(FORBIDDEN_IN_TEMPLATES, "<script src=\"{% static 'timbalik/js/page.js' %}\" defer></script>"))
