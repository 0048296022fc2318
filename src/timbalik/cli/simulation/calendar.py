"""A virtual clock: lives of many pairs, each a generator of the moments at which it goes on, played in order of time."""

from __future__ import annotations

import heapq
from collections.abc import Generator, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

Life = Generator[datetime, datetime, None]


@dataclass
class Clock:
    """Plays lives until each has ended or ``until`` is reached; whoever waits for a later moment stays as they are then."""

    now: datetime
    until: datetime | None = None
    _waiting: list[tuple[datetime, int, Life]] = field(default_factory=list)
    _order: int = 0

    def add(self, lives: Iterable[Life]) -> None:
        for life in lives:
            self._wait(next(life), life)

    def play(self) -> Iterable[datetime]:
        """Go from moment to moment; each is given out after what happens at it."""
        while self._waiting and (self.until is None or self._waiting[0][0] <= self.until):
            moment, _, life = heapq.heappop(self._waiting)
            self.now = max(self.now, moment)
            with suppress(StopIteration):
                self._wait(life.send(self.now), life)
            yield self.now

    def _wait(self, moment: datetime, life: Life) -> None:
        self._order += 1
        heapq.heappush(self._waiting, (moment, self._order, life))


def office_hour(moment: datetime, hour: int, zone: str = "Asia/Jakarta") -> datetime:
    """That hour of the day, or of the next working day when it falls on a weekend."""
    local = moment.astimezone(ZoneInfo(zone)).replace(hour=hour, minute=0, second=0, microsecond=0)
    while local.weekday() > 4 or local <= moment:
        local += timedelta(days=1)
    return local
