"""Pages ask the clock: for every test of theirs it is the Monday on which all that the factories make happens."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _on_monday(monday: None) -> None:
    """Whenever the suite is run: a round that was sent that day, say, waits for answers a week and no longer."""
