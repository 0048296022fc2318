from __future__ import annotations

from datetime import date, time

from timbalik.matching import hours
from timbalik.matching.weeks import SLOT_MINUTES

MONDAY = date(2026, 11, 23)


def minutes(mine: list[tuple[int, time, time]], zone: str, theirs: list[tuple[int, time, time]], other: str) -> int:
    one, two = (hours.pack(hours.weeks([entry], MONDAY)) for entry in ((mine, zone), (theirs, other)))
    return int(hours.shared(one, two)[0, 0]) * SLOT_MINUTES


def test_shared_minutes_in_one_zone() -> None:
    mine = [(0, time(9), time(11)), (3, time(13), time(14))]
    theirs = [(0, time(10), time(12)), (3, time(13, 30), time(15))]

    assert minutes(mine, "Asia/Jakarta", theirs, "Asia/Jakarta") == 60 + 30


def test_shared_minutes_across_wib_and_wit() -> None:
    """Nine in Jakarta is eleven in Jayapura."""
    nine = [(0, time(9), time(10))]

    assert minutes(nine, "Asia/Jakarta", nine, "Asia/Jayapura") == 0
    assert minutes(nine, "Asia/Jakarta", [(0, time(11), time(12))], "Asia/Jayapura") == 60


def test_hours_wrap_around_the_week() -> None:
    """Monday half past six in Jayapura is Sunday evening in UTC."""
    early = [(0, time(6, 30), time(8))]
    late = [(6, time(22, 30), time(23, 30))]

    assert minutes(early, "Asia/Jayapura", late, "Europe/London") == 30


def test_half_hours_count_only_when_whole() -> None:
    assert minutes([(0, time(9, 10), time(9, 50))], "UTC", [(0, time(9), time(10))], "UTC") == 0


def test_session_needs_its_minutes_in_one_piece() -> None:
    """Two separate half hours are an hour in sum and no room for an hour's session."""
    pieces = hours.weeks([([(0, time(9), time(9, 30)), (0, time(10), time(10, 30))], "UTC")], MONDAY)
    whole = hours.weeks([([(0, time(9), time(10))], "UTC")], MONDAY)

    assert not hours.session_starts(pieces, 60).any()
    assert hours.session_starts(whole, 60).sum() == 1
    assert hours.session_starts(pieces, 30).sum() == 2
