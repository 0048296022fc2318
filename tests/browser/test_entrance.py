"""The first page a visitor meets, at both widths, in both schemes, with and without script."""

from __future__ import annotations

import gzip

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import PHONE, WIDE, OpenPage

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("size", [WIDE, PHONE])
@pytest.mark.parametrize("dark", [False, True])
def test_entrance_is_accessible_and_keeps_to_the_policy(
    open_page: OpenPage, complaints: list[str], size: tuple[int, int], dark: bool
) -> None:
    page = open_page("/", size=size, dark=dark)

    found = Axe().run(page)

    assert found.violations_count == 0, found.generate_report()
    assert complaints == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_entrance_works_without_script(open_page: OpenPage) -> None:
    page = open_page("/", script=False)

    assert page.locator("main").is_visible()


@pytest.mark.parametrize(("language", "code"), [("id-ID", "id"), ("en-GB", "en")])
def test_entrance_speaks_the_language_of_the_browser(open_page: OpenPage, language: str, code: str) -> None:
    page = open_page("/", language=language)

    assert page.locator("html").get_attribute("lang") == code


def test_first_visit_stays_within_the_budget(open_page: OpenPage) -> None:
    """At most 5 requests and 85 KB compressed, so that a phone on a slow line shows the page at once."""
    page = open_page("/")
    names = page.evaluate("performance.getEntriesByType('resource').map(one => one.name)")

    sizes = {name: len(gzip.compress(page.request.get(name).body())) for name in {page.url, *names}}

    assert len(sizes) <= 5, sizes
    assert sum(sizes.values()) <= 85_000, sizes
