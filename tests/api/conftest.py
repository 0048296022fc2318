from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy

import pytest
import time_machine
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from tests.api.world import World, make_world
from tests.cast import Cast, make_cast
from tests.factories.people import NOW
from timbalik.cli.content import publish_all


@pytest.fixture(autouse=True)
def _at_nine_on_monday() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Made once for the tests of a file, and gone after them."""
    with django_db_blocker.unblock(), transaction.atomic(), transaction.atomic(using="keys"):
        with time_machine.travel(NOW, tick=False):
            publish_all()
            world = make_world(make_cast())
        yield world
        transaction.set_rollback(True)
        transaction.set_rollback(True, using="keys")


@pytest.fixture
def world(built: World, db: None) -> World:
    """As it was built: what the test does to the databases is undone, and the objects are its own."""
    return deepcopy(built)


@pytest.fixture
def cast(request: pytest.FixtureRequest, db: None) -> Cast:
    """Those who live in the world, where the test has one."""
    if "world" in request.fixturenames:
        world: World = request.getfixturevalue("world")
        return world.cast
    return make_cast()
