"""A running programme in one page, from dates, states and completeness alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from timbalik.journey.health import Condition, PairHealth, health_of
from timbalik.journey.wording import action_in_words, health_in_words
from timbalik.lib.numerals import spelled
from timbalik.meetings.states import SessionState
from timbalik.meetings.wording import names
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Programme
from timbalik.relationships.states import PHASES, Phase
from timbalik.web.coordinator.home.coming import coming_days
from timbalik.web.coordinator.home.strip import strip
from timbalik.web.coordinator.home.units import participation_of
from timbalik.web.templatetags.wording import figure, spelled_first

MOST_WAITING = 5
GLYPHS = 33
BY_LETTER = ("remind", "ask", "find_time")
ALERTS = {Condition.AT_RISK: "risk", Condition.ATTENTION: "mid"}


def overview_page(programme: Programme, *, reader: Person, rows_taken: int = 0, now: datetime) -> dict[str, Any]:
    health = health_of(programme, now=now)
    urgent = [pair for pair in health if pair.needs_a_person]
    # What a letter can do was done for today; whom one must call or decide about stays until it is done.
    waiting = [one for one in urgent if one.action not in BY_LETTER or not one.is_reminded]
    paused = sum(pair.condition == Condition.PAUSED for pair in health)
    zone, room = ZoneInfo(reader.time_zone), MOST_WAITING - rows_taken
    return {
        "title": _title(len(health), len(urgent), paused),
        "has_pairs": bool(health),
        "phases": [
            _phase(phase, programme, [one for one in health if one.relationship.phase == phase], now=now)
            for phase in PHASES
        ],
        "todo": [_todo(pair, programme, zone) for pair in waiting[:room]],
        "more_todo": max(len(waiting) - room, 0),
        "written_today": len(urgent) - len(waiting),
        "stepped_back": _stepped_back(health),
        **coming_days(health, programme, reader=reader, now=now),
        **strip(health, programme, now=now),
        **participation_of(programme),
    }


def pair_names(pair: PairHealth) -> tuple[str, str]:
    return names(pair.mentors), names(pair.mentees)


def pair_url(pair: PairHealth, programme: Programme) -> str:
    return reverse("coordinator:pair", args=[programme.public_id, pair.relationship.public_id])


def _title(pairs: int, urgent: int, paused: int) -> str:
    """The conclusion in a sentence that begins with a word (EYD), for one pair as for thousands."""
    if not pairs:
        return _("No pair is on its way at the moment.")
    numbers = {"all": figure(pairs), "well": figure(pairs - urgent - paused), "need": figure(urgent)}
    if not urgent:
        return ngettext("The one pair is on its way.", "All %(all)s pairs are on their way.", pairs) % numbers
    if pairs == 1:
        return _("The one pair needs your help.")
    if spelled(urgent, language="id").isdigit():
        return _("Of %(all)s pairs, %(well)s are doing well, and %(need)s need your help.") % numbers
    said = _("Of %(all)s pairs, %(well)s are doing well.") % numbers
    need = ngettext("%(need)s needs your help.", "%(need)s need your help.", urgent) % {"need": spelled_first(urgent)}
    return f"{said} {need}"


def _phase(phase: Phase, programme: Programme, pairs: Sequence[PairHealth], *, now: datetime) -> dict[str, Any]:
    """The pairs of a phase; those that need a person stand first, and a crowd is cut, saying so."""
    shown = [
        {"url": pair_url(pair, programme), "label": _("%s and %s") % pair_names(pair), "alert": _alert(pair)}
        for pair in pairs[:GLYPHS]
    ]
    hidden = len(pairs) - len(shown)
    foot = _foot(phase, programme, pairs, now=now)
    if hidden:
        foot = _("and %(count)s more; %(foot)s") % {"count": figure(hidden), "foot": foot}
    return {"name": phase.label, "note": _note(phase), "count": figure(len(pairs)), "foot": foot, "pairs": shown}


def _alert(pair: PairHealth) -> str:
    return ALERTS.get(pair.condition, "back" if pair.has_stepped_back else "")


def _note(phase: Phase) -> str:
    return {
        Phase.PREPARATION: _("Getting to know and trust each other"),
        Phase.NEGOTIATION: _("Agreeing on rules and boundaries"),
        Phase.GROWTH: _("Learning towards a shared goal"),
        Phase.CLOSURE: _("Looking back and giving thanks"),
    }[phase]


def _foot(phase: Phase, programme: Programme, pairs: Sequence[PairHealth], *, now: datetime) -> str:
    if not pairs:
        return _("nobody here now")
    if phase == Phase.GROWTH:
        held = sum(one.state == SessionState.HELD for pair in pairs for one in pair.sessions)
        numbers = {"number": round(held / len(pairs)), "planned": programme.planned_sessions}
        return _("on average %(number)s of %(planned)s sessions held") % numbers
    days = sum((now - pair.relationship.phase_since).days for pair in pairs) // len(pairs)
    return ngettext("on average %(days)s day here", "on average %(days)s days here", days) % {"days": days}


def _todo(pair: PairHealth, programme: Programme, zone: ZoneInfo) -> dict[str, Any]:
    mentor, mentee = pair_names(pair)
    return {
        "mentor": mentor,
        "mentee": mentee,
        "url": pair_url(pair, programme),
        "tone": "risk" if pair.condition == Condition.AT_RISK else "",
        "reason": health_in_words(pair, zone),
        "verb": action_in_words(pair.action),
        "post": reverse("coordinator:pair_remind", args=[programme.public_id, pair.relationship.public_id])
        if pair.action in BY_LETTER
        else "",
    }


def _stepped_back(health: Sequence[PairHealth]) -> str:
    """Those who went back a phase last, in one sentence: it is normal, and no failure."""
    back = [pair for pair in health if pair.has_stepped_back]
    if not back:
        return ""
    named = _("%s and %s") % pair_names(back[0])
    if len(back) == 1:
        return named
    return ngettext("%(names)s and %(count)s other pair", "%(names)s and %(count)s other pairs", len(back) - 1) % {
        "names": named,
        "count": len(back) - 1,
    }
