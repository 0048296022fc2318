"""A headless Chromium, and pages in it that tell of everything the browser complained about."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any, Literal

import pytest
import time_machine
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.factories.people import NOW
from timbalik.people.models.persons import Person

# No look-up of anything outside: the suite runs without a network.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE = (1440, 900)
PHONE = (360, 740)
PATIENCE = 60_000  # a busy machine is no fault of a page
REFUSED_FORM = "status of 422"  # a form that comes back with its errors: an answer, not a fault
OpenPage = Callable[..., Page]
Look = Callable[..., None]
Scheme = Literal["light", "dark"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=os.environ["CHROMIUM"], args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(autouse=True)
def _on_monday(monday: None) -> None:
    """Pages ask the clock, and all that the factories make happens that day."""


@pytest.fixture(autouse=True)
def _whole_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a tap the next page is there with its styles, not only its first line: a person reads no sooner either."""

    def patient(act: Callable[..., None]) -> Callable[..., None]:
        def act_and_wait(self: Locator, *given: Any, **options: Any) -> None:
            act(self, *given, **options)
            self.page.wait_for_load_state()

        return act_and_wait

    for name in ("click", "press"):
        monkeypatch.setattr(Locator, name, patient(getattr(Locator, name)))


@pytest.fixture
def complaints() -> list[str]:
    """What the browser said: errors of scripts, refusals of the content policy, answers that failed."""
    return []


@pytest.fixture
def monday() -> Iterator[None]:
    """It is Monday 23 November 2026, 09.00 WIB, and the clock goes on."""
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def open_page(browser: Browser, live_server: LiveServer, complaints: list[str]) -> Iterator[OpenPage]:
    """A function that opens an address of the product in a new context, as somebody or nobody, and returns the page."""
    contexts = []

    def heard(said: ConsoleMessage) -> None:
        if said.type in {"error", "warning"} and REFUSED_FORM not in said.text:
            complaints.append(said.text)

    def failed(request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # a page that was left, or an answer that became a file
            complaints.append(f"{request.url}: {request.failure}")

    def open_page(
        path: str,
        person: Person | None = None,
        *,
        size: tuple[int, int] = WIDE,
        dark: bool = False,
        script: bool = True,
        language: str = "id-ID",
    ) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",  # axe measures colours, not the way to them
            java_script_enabled=script,
            locale=language,
            timezone_id="Asia/Jakarta",
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        if person is not None:
            key = settings.SESSION_COOKIE_NAME
            context.add_cookies([{"name": key, "value": session_of(person), "url": live_server.url}])
        page = context.new_page()
        page.on("console", heard)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("requestfailed", failed)
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def session_of(person: Person) -> str:
    """What the browser of somebody keeps who has signed in."""
    client = Client()
    assert person.account is not None
    client.force_login(person.account)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def tick(page: Page, selector: str) -> None:
    """Tick or choose by the keyboard, as whoever uses no mouse does."""
    control = page.locator(selector).first
    if not control.is_checked():
        control.press("Space")


@pytest.fixture
def look() -> Look:
    """A function that looks at a page as axe does, and asks that nothing stands beyond its edge."""
    axe = Axe()

    def look(page: Page, *schemes: Scheme) -> None:
        page.wait_for_load_state()
        page.locator(".htmx-request, [aria-busy=true]").first.wait_for(state="detached")
        for scheme in schemes or ("light",):
            page.emulate_media(color_scheme=scheme)
            found = axe.run(page)
            assert found.violations_count == 0, f"{page.url} ({scheme})\n{found.generate_report()}"
        assert page.viewport_size is not None
        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], page.url

    return look
