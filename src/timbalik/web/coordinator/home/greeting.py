"""The line above the title: a greeting by the hour, the day, and how far the programme has come."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from timbalik.lib.clock import day
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Programme


def greeting(person: Person, programme: Programme, *, now: datetime) -> str:
    zone = ZoneInfo(person.time_zone)
    local = now.astimezone(zone)
    words = {"greeting": _hello(local.hour) % {"name": person.called}, "day": day(now, zone)}
    week, weeks = week_of(programme, now=now)
    if not 1 <= week <= weeks:
        return _("%(greeting)s. Today is %(day)s.") % words
    return _("%(greeting)s. Today is %(day)s, week %(week)s of %(weeks)s.") % {**words, "week": week, "weeks": weeks}


def week_of(programme: Programme, *, now: datetime) -> tuple[int, int]:
    """The present week of the programme, from 1, and how many it has."""
    today = now.astimezone(ZoneInfo(programme.organisation.time_zone)).date()
    return (today - programme.starts_on).days // 7 + 1, (programme.ends_on - programme.starts_on).days // 7 + 1


def _hello(hour: int) -> str:
    if hour < 11:
        return pgettext("until eleven", "Good morning, %(name)s")
    if hour < 15:
        return pgettext("from eleven to three", "Good day, %(name)s")
    if hour < 18:
        return pgettext("from three to six", "Good afternoon, %(name)s")
    return pgettext("after six", "Good evening, %(name)s")
