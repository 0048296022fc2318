"""How a pair did from week to week, read from the dates of its sessions alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from timbalik.journey.health import GRACE, Condition, PairHealth
from timbalik.journey.pair_facts import SessionDates
from timbalik.meetings.states import SessionState
from timbalik.programmes.models import Programme

WEEK = timedelta(days=7)


class WeekState(StrEnum):
    BEFORE = "before"  # the pair had not begun
    HEALTHY = "healthy"
    ATTENTION = "attention"
    AT_RISK = "at_risk"
    AHEAD = "ahead"


@dataclass(frozen=True)
class Week:
    state: WeekState
    has_session: bool = False


def weeks_of(
    health: PairHealth, programme: Programme, begin: datetime, count: int, *, now: datetime
) -> tuple[Week, ...]:
    """``count`` weeks from ``begin``. The present week says what ``health_of`` says; no query."""
    return tuple(_week(health, programme, begin + number * WEEK, now=now) for number in range(count))


def _week(health: PairHealth, programme: Programme, begin: datetime, *, now: datetime) -> Week:
    end = begin + WEEK
    held = any(one.state == SessionState.HELD and begin <= one.starts_at < end for one in health.sessions)
    if begin > now:
        return Week(WeekState.AHEAD)
    if end <= health.relationship.opened_at:
        return Week(WeekState.BEFORE)
    if end > now:
        return Week(_present(health), held)
    return Week(_past(health.sessions, health.relationship.opened_at, end, programme.cadence_days), held)


def _present(health: PairHealth) -> WeekState:
    if health.condition == Condition.AT_RISK:
        return WeekState.AT_RISK
    return WeekState.ATTENTION if health.condition == Condition.ATTENTION else WeekState.HEALTHY


def _past(sessions: Sequence[SessionDates], opened_at: datetime, at: datetime, cadence_days: int) -> WeekState:
    """One session that fell out, or a gap beyond the rhythm, asks for attention; two, or twice the rhythm, are a risk."""
    last, fallen = opened_at, 0
    for session in sessions:
        if session.starts_at >= at:
            break
        if session.state == SessionState.HELD:
            last, fallen = session.starts_at, 0
        elif session.state == SessionState.MISSED or (
            session.state == SessionState.CANCELLED and session.cancelled_side
        ):
            fallen += 1
    rhythm = timedelta(days=cadence_days)
    if fallen > 1 or at - last > 2 * rhythm + GRACE:
        return WeekState.AT_RISK
    return WeekState.ATTENTION if fallen or at - last > rhythm + GRACE else WeekState.HEALTHY
