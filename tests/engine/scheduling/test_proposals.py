from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from timbalik.engine.scheduling.errors import InvalidHours
from timbalik.engine.scheduling.free_time import Calendar, WeeklyHours
from timbalik.engine.scheduling.proposals import propose_slots
from timbalik.engine.scheduling.spans import Span

NOW = datetime(2026, 11, 20, 2, 7, tzinfo=UTC)  # Friday 09.07 in Jakarta
MENTEE = Calendar("Asia/Jakarta", tuple(WeeklyHours(day, time(9), time(17)) for day in range(5)))
MENTOR = Calendar("Asia/Jayapura", (WeeklyHours(1, time(12), time(15)), WeeklyHours(3, time(10), time(12))))


def propose(*calendars: Calendar, minutes: int = 60, lead_hours: int = 48, days: int = 14, count: int = 3) -> list[str]:
    found = propose_slots(
        calendars,
        minutes=minutes,
        now=NOW,
        lead=timedelta(hours=lead_hours),
        horizon=timedelta(days=days),
        count=count,
    )
    return [f"{slot.start:%a %d %H.%M}" for slot in found]


def test_three_slots_fall_on_three_days() -> None:
    assert propose(MENTEE, MENTOR) == ["Tue 24 03.00", "Thu 26 02.00", "Tue 01 03.00"]


def test_slots_of_one_day_do_not_overlap() -> None:
    assert propose(MENTEE, MENTOR, days=5) == ["Tue 24 03.00", "Tue 24 04.00", "Tue 24 05.00"]


def test_fewer_slots_are_proposed_when_there_is_no_more_time() -> None:
    assert propose(MENTEE, MENTOR, minutes=120, days=5) == ["Tue 24 03.00"]
    assert propose(MENTEE, MENTOR, minutes=240) == []
    assert propose() == []


def test_lead_time_is_kept_and_starts_fall_on_a_quarter() -> None:
    assert propose(MENTEE, lead_hours=0, days=1, count=1) == ["Fri 20 02.15"]
    assert propose(MENTEE, lead_hours=1, days=1, count=1) == ["Fri 20 03.15"]
    assert propose(MENTEE, lead_hours=48, days=2) == []


def test_every_slot_suits_everybody() -> None:
    busy = Span(datetime(2026, 11, 24, 3, tzinfo=UTC), datetime(2026, 11, 24, 4, 20, tzinfo=UTC))
    taken = Calendar(MENTEE.zone, MENTEE.hours, busy=(busy,))
    assert propose(taken, MENTOR, count=1) == ["Tue 24 04.30"]


def test_no_length_is_refused() -> None:
    with pytest.raises(InvalidHours, match="1 or more"):
        propose(MENTEE, minutes=0)
