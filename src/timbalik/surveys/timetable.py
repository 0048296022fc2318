"""When a programme asks what: read from its dates, so that nobody has to remember it.

The baseline opens with the pairing, before the pairs begin; then a fifth of the way, half of it, and the day after the
last. A wave that nobody opened in its time is left out: a baseline asked in the middle would be none.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from timbalik.programmes.models import Cohort
from timbalik.programmes.states import ProgrammeState
from timbalik.surveys.states import WaveKind

STAYS_OPEN = timedelta(days=14)
BASELINE_UNTIL = timedelta(days=14)  # after the beginning
SHARES = {WaveKind.EARLY: 0.2, WaveKind.MIDWAY: 0.5}


def opening_days(cohort: Cohort) -> dict[str, date]:
    """The day on which each wave opens; the baseline has none of its own."""
    starts, ends = cohort.starts_on, cohort.programme.ends_on
    days: dict[str, date] = {kind: starts + (ends - starts) * share for kind, share in SHARES.items()}
    return days | {WaveKind.END: ends + timedelta(days=1)}


def due_waves(cohort: Cohort, *, now: datetime) -> list[str]:
    """The kinds of wave that are in their time now. No query."""
    state, today = cohort.programme.state, now.astimezone(_zone(cohort)).date()
    due: list[str] = []
    pairing_or_later = state in (ProgrammeState.MATCHING, ProgrammeState.RUNNING)
    if pairing_or_later and today <= cohort.starts_on + BASELINE_UNTIL:
        due.append(WaveKind.BASELINE)
    for kind, day in opening_days(cohort).items():
        asks = state == ProgrammeState.RUNNING or (kind == WaveKind.END and state == ProgrammeState.CLOSED)
        if asks and day <= today < day + STAYS_OPEN:
            due.append(kind)
    return due


def closing_time(cohort: Cohort, kind: str, *, now: datetime) -> datetime:
    """Two weeks, the baseline not longer than the first two weeks of the programme but at least one."""
    if kind != WaveKind.BASELINE:
        return now + STAYS_OPEN
    last = datetime.combine(cohort.starts_on + BASELINE_UNTIL + timedelta(days=1), time(), tzinfo=_zone(cohort))
    return max(last, now + timedelta(days=7))


def _zone(cohort: Cohort) -> ZoneInfo:
    return ZoneInfo(cohort.programme.organisation.time_zone)
