"""The learning plan: it follows from the goals, their dates and the programme's rhythm. Nothing of it is stored but the steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

CLOSING_TIME = timedelta(days=14)  # kept free before the last day, for the closure


class RowKind(StrEnum):
    HELD = "held"
    BOOKED = "booked"
    SUGGESTED = "suggested"
    HALFWAY = "halfway"
    STEP = "step"
    DUE = "due"
    CLOSING = "closing"


@dataclass(frozen=True)
class Aim:
    """An open goal as the plan sees it: key, date, and its steps (key, date, done)."""

    key: int
    due_on: date | None
    steps: tuple[tuple[int, date | None, bool], ...] = ()


@dataclass(frozen=True)
class Met:
    """A learning session that took place or is booked."""

    key: int
    on: date
    is_held: bool


@dataclass(frozen=True)
class PlanRow:
    """One line of the plan. ``key``: of the session or the step; ``aim``: of the goal it serves."""

    on: date
    kind: RowKind
    aim: int | None = None
    key: int | None = None
    is_done: bool = False


def suggested_dates(*, after: date, until: date, every: int, most: int) -> list[date]:
    """Days at the programme's rhythm, Saturday and Sunday moved to the Monday after, none past ``until``."""
    dates: list[date] = []
    day = after + timedelta(days=every)
    while len(dates) < most and day <= until:
        on = day + timedelta(days=7 - day.weekday()) if day.weekday() >= 5 else day
        if on <= until:
            dates.append(on)
        day += timedelta(days=every)
    return dates


def learning_plan(
    aims: Sequence[Aim], met: Sequence[Met], *, today: date, last_day: date, every: int, planned: int
) -> list[PlanRow]:
    """Sessions, halves, steps and dates of the goals, in the order of days.

    Sessions not booked yet are suggested from the last one on, as many as the programme plans, and shared among the
    goals: the one that is due first comes first, none is served after its date.
    """
    closing = last_day - CLOSING_TIME
    latest = max((one.on for one in met), default=today - timedelta(days=every))
    days = suggested_dates(
        after=max(latest, today - timedelta(days=every)), until=closing, every=every, most=max(planned - len(met), 0)
    )
    rows = [
        PlanRow(one.on, RowKind.HELD if one.is_held else RowKind.BOOKED, key=one.key, is_done=one.is_held)
        for one in met
    ]
    rows += [PlanRow(day, RowKind.SUGGESTED, aim=aim) for day, aim in zip(days, _shared(aims, days), strict=True)]
    start = min((row.on for row in rows), default=today)
    for aim in aims:
        rows += [PlanRow(on, RowKind.STEP, aim.key, key, is_done) for key, on, is_done in aim.steps if on is not None]
        if aim.due_on is not None:
            rows.append(PlanRow(aim.due_on, RowKind.DUE, aim.key))
            if aim.due_on - start >= timedelta(days=2 * every):
                rows.append(PlanRow(start + (aim.due_on - start) / 2, RowKind.HALFWAY, aim.key))
    rows.append(PlanRow(closing, RowKind.CLOSING))
    order = list(RowKind)
    return sorted(rows, key=lambda row: (row.on, order.index(row.kind), row.key or 0))


def _shared(aims: Sequence[Aim], days: Sequence[date]) -> list[int | None]:
    """Which goal each day serves."""
    waiting = sorted(aims, key=lambda aim: (aim.due_on or date.max, aim.key))
    chosen: list[int | None] = []
    for place, day in enumerate(days):
        standing = [aim for aim in waiting if aim.due_on is None or aim.due_on >= day]
        share = place * len(waiting) // len(days)
        preferred = waiting[share] if waiting else None
        if preferred is not None and preferred not in standing:
            preferred = standing[0] if standing else None
        chosen.append(preferred.key if preferred else None)
    return chosen
