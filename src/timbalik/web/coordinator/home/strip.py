"""How the pairs did from week to week, the most pressing first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from timbalik.engine.scheduling.holiday_calendar import indonesian_days_off
from timbalik.journey.health import Condition, PairHealth
from timbalik.journey.weeks import WEEK, Week, WeekState, weeks_of
from timbalik.meetings.states import SessionState
from timbalik.meetings.wording import names
from timbalik.programmes.models import Programme
from timbalik.web.charts.drawing import Tick
from timbalik.web.charts.heat import Heat, HeatRow, HeatWeek, State, heat

ROWS = 12
WEEKS = 30
BEHIND = 22  # when a programme is longer than the strip
DAYS_OFF = 3  # working days off that make a week of collective leave
STATES: dict[WeekState, State] = {
    WeekState.BEFORE: "none",
    WeekState.HEALTHY: "ok",
    WeekState.ATTENTION: "mid",
    WeekState.AT_RISK: "risk",
    WeekState.AHEAD: "next",
}


def strip(health: Sequence[PairHealth], programme: Programme, *, now: datetime) -> dict[str, Any]:
    """The strip, and the same as a table. Nothing is read from the database."""
    zone = ZoneInfo(programme.organisation.time_zone)
    begin, count = _span(programme, now.astimezone(zone).date())
    start = datetime.combine(begin, time(), tzinfo=zone)
    leave = _leave(programme, begin, count)
    rows = [(pair, weeks_of(pair, programme, start, count, now=now)) for pair in health[:ROWS]]
    chart = Heat(
        tuple(_row(pair, weeks, leave, programme, zone) for pair, weeks in rows),
        _months(begin, count),
        now=(now - start) // WEEK,
        joining_word=_("and"),
    )
    return {
        "heat": heat(chart) if rows else "",
        "heat_shown": len(rows),
        "heat_all": len(health),
        "heat_table": [_line(pair, programme, zone) for pair, _weeks in rows],
        "has_leave": bool(leave),
    }


def _span(programme: Programme, today: date) -> tuple[date, int]:
    """The Monday the strip begins with, and its weeks: the whole programme where it fits."""
    first = programme.starts_on - timedelta(days=programme.starts_on.weekday())
    count = (programme.ends_on - first).days // 7 + 1
    if count <= WEEKS:
        return first, count
    skipped = max(0, min((today - first).days // 7 - BEHIND, count - WEEKS))
    return first + skipped * WEEK, WEEKS


def _leave(programme: Programme, begin: date, count: int) -> frozenset[int]:
    if programme.organisation.holiday_country != "ID":
        return frozenset()
    off = indonesian_days_off(begin, begin + count * WEEK)
    working = Counter((day - begin).days // 7 for day in off if day.weekday() < 5)
    return frozenset(week for week, days in working.items() if days >= DAYS_OFF)


def _months(begin: date, count: int) -> tuple[Tick, ...]:
    firsts = [begin + timedelta(days=n) for n in range(count * 7) if n == 0 or (begin + timedelta(days=n)).day == 1]
    if len(firsts) > 1 and (firsts[1] - firsts[0]).days < 14:
        del firsts[0]  # two names would lie on each other
    return tuple(Tick((day - begin).days / 7, date_format(day, "M")) for day in firsts)


def _row(
    pair: PairHealth, weeks: Sequence[Week], leave: frozenset[int], programme: Programme, zone: ZoneInfo
) -> HeatRow:
    mentor, mentee = names(pair.mentors), names(pair.mentees)
    return HeatRow(
        url=reverse("coordinator:pair", args=[programme.public_id, pair.relationship.public_id]),
        mentor=mentor,
        mentee=mentee,
        weeks=tuple(_cell(week, number in leave) for number, week in enumerate(weeks)),
        label=_label(mentor, mentee, weeks),
        note=short_note(pair, zone),
        tone="risk" if pair.needs_a_person else "",
    )


def _cell(week: Week, is_leave: bool) -> HeatWeek:
    state = STATES[week.state]
    quiet = state == "next" or (state == "ok" and not week.has_session)
    return HeatWeek("off" if is_leave and quiet else state, week.has_session)


def _label(mentor: str, mentee: str, weeks: Sequence[Week]) -> str:
    counts = Counter(week.state for week in weeks)
    return _("%(mentor)s and %(mentee)s: %(well)s weeks healthy, %(mid)s need attention, %(risk)s at risk") % {
        "mentor": mentor,
        "mentee": mentee,
        "well": counts[WeekState.HEALTHY],
        "mid": counts[WeekState.ATTENTION],
        "risk": counts[WeekState.AT_RISK],
    }


def _line(pair: PairHealth, programme: Programme, zone: ZoneInfo) -> dict[str, Any]:
    held = [one for one in pair.sessions if one.state == SessionState.HELD]
    return {
        "pair": _("%s and %s") % (names(pair.mentors), names(pair.mentees)),
        "condition": pair.condition.label,
        "held": len(held),
        "last": date_format(held[-1].starts_at.astimezone(zone), "j M Y") if held else "–",
    }


def short_note(pair: PairHealth, zone: ZoneInfo) -> str:
    """Three or four words beside the strip; the sentence stands on the pair's page."""
    days = int(pair.facts.get("days", 0))
    without = ngettext("%(days)s day without a session", "%(days)s days without a session", days) % {"days": days}
    notes = {
        "fell_out_twice": ngettext(
            "%(count)s session fell out", "%(count)s sessions fell out", int(pair.facts.get("count", 0))
        )
        % {"count": pair.facts.get("count", 0)},
        "silent": without,
        "no_session_ahead": without,
        "not_answered": _("Not answered yet"),
        "missed_session": _("A session was missed"),
        "cancelled_no_new_time": _("No new time yet"),
        "unreported": _("Not recorded yet"),
        "training_waiting": _("Training still open"),
        "first_talk_waiting": _("Have not met yet"),
        "agreement_waiting": _("Not signed yet"),
        "goal_waiting": _("No measurable goal"),
        "closure_waiting": _("Closure still open"),
        "past_end": _("Past the last day"),
        "check_in_open": _("Two taps missing"),
        "paused": _("Paused"),
        "paused_long": _("Paused for long"),
    }
    if pair.condition == Condition.HEALTHY:
        held = [one for one in pair.sessions if one.state == SessionState.HELD]
        if not held:
            return _("On its way")
        return _("Session %(day)s") % {"day": date_format(held[-1].starts_at.astimezone(zone), "j M")}
    return notes.get(pair.code, _("Needs a decision"))
