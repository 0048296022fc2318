from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from tests.api.world import World, make_world
from tests.cast import Cast
from tests.factories.people import NOW


@pytest.fixture(autouse=True)
def _at_nine_on_monday() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def world(content: None, cast: Cast) -> World:
    return make_world(cast)
