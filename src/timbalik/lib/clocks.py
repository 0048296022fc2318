"""What an app keeps and for how long: each app names its own in ``retention.py``, ``journey.retention`` ends them all.

.. code-block:: python

    @retained
    def old_ballots(organisation: Organisation, now: datetime) -> Iterator[Due]:
        rows = ...
        yield Due("rankings", rows.count(), rows.delete)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Due:
    """So many of a kind stand longer than promised; ``end`` ends them."""

    kind: str
    count: int
    end: Callable[[], object]


Finder = Callable[[Any, datetime], Iterator[Due]]  # an organisation (``lib`` knows no models), and the moment

_finders: dict[str, Finder] = {}


def retained(finder: Finder) -> Finder:
    """Register a function that finds what is over, under its module and name."""
    _finders[f"{finder.__module__}.{finder.__name__}"] = finder
    return finder


def due(organisation: Any, now: datetime) -> Iterator[Due]:
    """What every app finds, in the order of their names."""
    for name in sorted(_finders):
        yield from _finders[name](organisation, now)
