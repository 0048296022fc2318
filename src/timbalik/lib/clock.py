"""Moments as people read them: local hour, zone by its name (WIB, WITA, WIT), day in words."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import get_language


def zone_name(moment: datetime, zone: ZoneInfo) -> str:
    """``WIB``, ``WITA``, ``WIT``; a zone without a name of its own is told by its distance (``UTC+8``, ``UTC+5:45``)."""
    name = moment.astimezone(zone).strftime("%Z")
    if name[:1] not in "+-":
        return name
    minutes = name[3:]
    return f"UTC{name[0]}{int(name[1:3])}" + (f":{minutes}" if minutes else "")


def hour(moment: datetime, zone: ZoneInfo) -> str:
    """``10.00`` in Indonesian, ``10:00`` elsewhere; always 24 hours."""
    separator = "." if (get_language() or "id").startswith("id") else ":"
    return moment.astimezone(zone).strftime(f"%H{separator}%M")


def clock(moment: datetime, zone: ZoneInfo) -> str:
    return f"{hour(moment, zone)} {zone_name(moment, zone)}"


def clock_span(start: datetime, end: datetime, zone: ZoneInfo) -> str:
    """``10.00–11.00 WIB``."""
    return f"{hour(start, zone)}–{clock(end, zone)}"


def day(moment: datetime, zone: ZoneInfo, *, with_year: bool = True) -> str:
    """``Selasa, 24 November 2026``."""
    return date_format(moment.astimezone(zone), "l, j F Y" if with_year else "l, j F")
