"""What every test may ask for. The folder and the keys of the suite are set in ``timbalik.cli.suite_environment``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from importlib.util import find_spec
from typing import Any

import pytest
import time_machine
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from tests.factories.people import NOW
from tests.longest import place_of
from timbalik.cli.content import publish_all

pytest_plugins = ["tests.cast"]
# What drives a browser is installed by ``./timbalik e2e`` and ``check``, not by ``./timbalik test``.
collect_ignore = [] if find_spec("playwright") and find_spec("axe_playwright_python") else ["browser"]
# The same examples in every run, however busy the machine: whoever looks for new ones asks for another profile.
hypothesis_settings.register_profile(
    "suite", derandomize=True, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("suite")
LETTERS_OF_NO_WORD = "JQVXZ"


def pytest_configure() -> None:
    from django.conf import settings  # app ready

    # The manifest of collected files is made by serve; tests read the files where they lie.
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}

    from django.middleware import csrf  # app ready

    # Every form of a page carries 64 random signs: "Ayu" must not stand in a page because they happen to spell it.
    csrf.CSRF_ALLOWED_CHARS = LETTERS_OF_NO_WORD


def pytest_itemcollected(item: pytest.Item) -> None:
    """A test of the database has both: the data and the keys."""
    mark = item.get_closest_marker("django_db")
    wanted = set(getattr(item, "fixturenames", ())) & {
        "db",
        "transactional_db",
        "client",
        "admin_client",
        "live_server",
    }
    if mark is None and not wanted - {"client"}:
        return
    options: dict[str, Any] = {"transaction": bool(wanted & {"transactional_db", "live_server"})}
    if mark:
        options = dict(mark.kwargs)
    options.setdefault("databases", ["default", "keys"])
    item.add_marker(pytest.mark.django_db(**options), append=False)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    from django.conf import settings  # app ready

    items.sort(key=lambda item: place_of(item.nodeid))  # stable: inside a file nothing moves
    if "postgresql" in settings.DATABASES["default"]["ENGINE"]:
        return
    for item in items:
        if item.get_closest_marker("postgres"):
            item.add_marker(pytest.mark.skip(reason="says something about PostgreSQL; run ./timbalik test --postgres"))


@pytest.fixture(scope="session", autouse=True)
def _patient_pages() -> None:
    """A busy machine is no reason to find another answer than on a free one."""
    from timbalik.matching.warm import asking  # app ready

    asking.PATIENCE_SECONDS = asking.COMPANION._most_seconds = 1_200.0


@pytest.fixture
def now() -> datetime:
    """Monday 23 November 2026, 09.00 WIB: the moment at which a test happens."""
    return NOW


@pytest.fixture
def monday() -> Iterator[None]:
    """The clock stands there, and goes on."""
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def content(db: None) -> None:
    """Every text this version brings, published: notices, concepts, templates, agreements, training, pulses."""
    publish_all()
