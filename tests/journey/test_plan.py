"""The learning plan follows from goals, dates and rhythm."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from timbalik.journey.plan import Aim, Met, PlanRow, RowKind, learning_plan, suggested_dates

MONDAY = date(2026, 11, 23)


def plan(aims: list[Aim], met: list[Met] | None = None, planned: int = 4, weeks: int = 16) -> list[PlanRow]:
    last = MONDAY + timedelta(weeks=weeks)
    return learning_plan(aims, met or [], today=MONDAY, last_day=last, every=14, planned=planned)


def of_kind(rows: list[PlanRow], kind: RowKind) -> list[PlanRow]:
    return [row for row in rows if row.kind == kind]


def test_sessions_follow_the_rhythm_from_today() -> None:
    rows = of_kind(plan([Aim(1, None)]), RowKind.SUGGESTED)
    assert [row.on for row in rows] == [MONDAY + timedelta(weeks=2 * n) for n in range(4)]


def test_plan_goes_on_from_the_last_session_and_counts_those_that_were() -> None:
    held = Met(7, MONDAY - timedelta(days=3), is_held=True)
    rows = plan([Aim(1, None)], [held])
    assert rows[0] == PlanRow(held.on, RowKind.HELD, key=7, is_done=True)
    suggested = of_kind(rows, RowKind.SUGGESTED)
    assert len(suggested) == 3
    assert suggested[0].on == held.on + timedelta(days=14)


def test_goal_that_is_due_first_is_served_first_and_none_after_its_date() -> None:
    soon, late = Aim(1, MONDAY + timedelta(weeks=3)), Aim(2, MONDAY + timedelta(weeks=14))
    rows = of_kind(plan([late, soon], planned=6), RowKind.SUGGESTED)
    assert [row.aim for row in rows] == [1, 1, 2, 2, 2, 2]


def test_each_dated_goal_has_its_day_and_a_half_way_mark() -> None:
    rows = plan([Aim(1, MONDAY + timedelta(weeks=12), ((5, MONDAY + timedelta(weeks=1), True),))])
    assert [row.on for row in of_kind(rows, RowKind.DUE)] == [MONDAY + timedelta(weeks=12)]
    assert [row.on for row in of_kind(rows, RowKind.HALFWAY)] == [MONDAY + timedelta(weeks=6)]
    assert [(row.key, row.is_done) for row in of_kind(rows, RowKind.STEP)] == [(5, True)]


def test_without_goals_there_are_days_but_nothing_they_serve() -> None:
    assert {row.aim for row in plan([])} == {None}


@given(
    every=st.integers(1, 60),
    most=st.integers(0, 40),
    span=st.integers(0, 500),
    start=st.dates(date(2026, 1, 1), date(2030, 1, 1)),
)
def test_suggested_days_are_working_days_within_the_time(every: int, most: int, span: int, start: date) -> None:
    until = start + timedelta(days=span)
    days = suggested_dates(after=start, until=until, every=every, most=most)
    assert len(days) <= most
    assert all(start < day <= until and day.weekday() < 5 for day in days)
