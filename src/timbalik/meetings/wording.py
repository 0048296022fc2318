"""When a session is, in the words of one reader: their language, their zone, the partner's hour if it differs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from timbalik.lib.clock import clock, clock_span, day
from timbalik.people.models.persons import Person


def when(starts_at: datetime, ends_at: datetime, *, reader: Person, others: Iterable[Person]) -> str:
    """``Selasa, 1 Desember 2026 pukul 10.00–11.00 WIB (11.00 WITA)``."""
    zone = ZoneInfo(reader.time_zone)
    text = _("%(day)s at %(span)s") % {"day": day(starts_at, zone), "span": clock_span(starts_at, ends_at, zone)}
    elsewhere = other_clocks(starts_at, reader=reader, others=others)
    return f"{text} ({elsewhere})" if elsewhere else text


def other_clocks(moment: datetime, *, reader: Person, others: Iterable[Person]) -> str:
    """The partners' hour, where their zone is another at that moment; else nothing."""
    mine = moment.astimezone(ZoneInfo(reader.time_zone)).utcoffset()
    zones = {other.time_zone: ZoneInfo(other.time_zone) for other in others}
    return ", ".join(clock(moment, zone) for zone in zones.values() if moment.astimezone(zone).utcoffset() != mine)


def names(people: Iterable[Person]) -> str:
    """``Dinda``, ``Dinda dan Pak Frans``; forms of address, never titles (GR-17)."""
    called = [_("somebody who has left") if person.is_erased else person.called for person in people]
    if len(called) < 2:
        return "".join(called)
    return _("%(some)s and %(last)s") % {"some": ", ".join(called[:-1]), "last": called[-1]}
