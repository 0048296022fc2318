"""Work that comes back: an app names it in its ``tasks.py``, the worker does it when it is due.

.. code-block:: python

    @periodic(every=timedelta(minutes=10))
    def remind_overdue(now: datetime) -> None: ...

``shared`` work (the default) is done by one worker of the whole installation at each due time; work that is not
shared runs in every worker and must protect itself by leases, as the outbox does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

Work = Callable[[datetime], None]
EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class PeriodicWork:
    name: str
    every: timedelta
    shared: bool
    work: Work

    def due_at(self, now: datetime) -> datetime:
        """The latest due time that is not after ``now``: the same on every host."""
        return EPOCH + ((now - EPOCH) // self.every) * self.every


_registered: dict[str, PeriodicWork] = {}


def periodic(*, every: timedelta, shared: bool = True) -> Callable[[Work], Work]:
    """Register a function of ``now`` under the name of its app and itself (``meetings.remind_overdue``)."""

    def register(work: Work) -> Work:
        name = f"{work.__module__.removeprefix('timbalik.').split('.')[0]}.{work.__name__}"
        _registered[name] = PeriodicWork(name, every, shared, work)
        return work

    return register


def registered() -> tuple[PeriodicWork, ...]:
    return tuple(sorted(_registered.values(), key=lambda one: one.name))
