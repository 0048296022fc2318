"""The two worlds, built once for each file that walks them; every test sees them as they were built."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import time_machine
from django.core.cache import cache
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from tests.factories.people import NOW
from tests.security.browsing import Browser
from tests.security.building import build_world, everything
from tests.security.world import World
from timbalik.cli.content import publish_all
from timbalik.people.models.persons import Person


@dataclass(frozen=True)
class Worlds:
    """``here`` is walked; ``elsewhere`` lends the stranger, and the ids that must lead nowhere."""

    here: World
    elsewhere: World
    browsers: dict[str, Browser]


@pytest.fixture(autouse=True)
def _on_monday(monday: None) -> None:
    """Pages ask the clock, and all that the factories make happens that day."""


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Worlds]:
    with django_db_blocker.unblock(), transaction.atomic(), transaction.atomic(using="keys"):
        with time_machine.travel(NOW, tick=False):
            publish_all()
            here, elsewhere = build_world("Kirana Nusantara"), build_world("Sagara Raya")
            people: dict[str, Person | None] = {**here.people, "visitor": None, "stranger": everything(elsewhere)}
            browsers = {role: Browser(person) for role, person in people.items()}
        yield Worlds(here, elsewhere, browsers)
        transaction.set_rollback(True)
        transaction.set_rollback(True, using="keys")


@pytest.fixture
def worlds(built: Worlds, db: None) -> Iterator[Worlds]:
    """A Monday morning in both; what the test does to them is undone."""
    cache.clear()
    logging.disable(logging.WARNING)  # thousands of refusals; what failed is still told
    with time_machine.travel(NOW, tick=False):
        yield built
    logging.disable(logging.NOTSET)
    cache.clear()
