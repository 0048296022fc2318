"""The page budget of a first visit: at most 20 KB of styles, 30 of typeface and 20 of script, compressed."""

import gzip
import re
from pathlib import Path

import django_htmx

from timbalik.web.stylesheet import LAYERS, TARGET, source_files, stylesheet

SCRIPTS = (
    Path(django_htmx.__file__).parent / "static/django_htmx/htmx-2.min.js",
    TARGET.parent / "js/page.js",
)


def compressed(text: bytes) -> int:
    return len(gzip.compress(text, 9))


def test_the_stylesheet_keeps_the_budget() -> None:
    assert compressed(stylesheet().encode()) < 20_000


def test_the_scripts_keep_the_budget() -> None:
    assert sum(compressed(script.read_bytes()) for script in SCRIPTS) < 20_000


def test_the_typeface_keeps_the_budget() -> None:
    assert (TARGET.parent / "fonts/plus-jakarta-sans-latin.woff2").stat().st_size < 30_000


def test_every_style_stands_in_a_layer() -> None:
    for file in source_files()[1:]:
        assert re.match(rf"@layer ({'|'.join(LAYERS)}) \{{", file.read_text()), file


def test_important_is_left_to_utilities_and_print() -> None:
    loud = {file.stem for file in source_files() if "!important" in file.read_text()}
    assert loud <= {"utilities", "print"}


def test_the_stylesheet_asks_nothing_of_others() -> None:
    assert re.findall(r"url\(([^)]*)\)", stylesheet()) == ['"fonts/plus-jakarta-sans-latin.woff2"']
