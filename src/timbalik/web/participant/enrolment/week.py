"""The working week as people tick it, and the hours it stands for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time

from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext_lazy as _

from timbalik.people.models.availability import Availability
from timbalik.people.operations import WeeklyHours

DAYS = tuple((str(day), WEEKDAYS_ABBR[day], WEEKDAYS[day]) for day in range(5))  # Monday to Friday
HOURS = ((8, 10), (10, 12), (13, 15), (15, 17))
SLOTS = tuple((f"{starts:02}", f"{starts:02}–{ends}", f"{starts:02}.00–{ends}.00") for starts, ends in HOURS)
ZONES = (
    ("Asia/Jakarta", _("WIB: Jakarta, Sumatra, Java, western Kalimantan")),
    ("Asia/Makassar", _("WITA: Makassar, Bali, Nusa Tenggara, eastern Kalimantan")),
    ("Asia/Jayapura", _("WIT: Jayapura, Maluku, Papua")),
)


def hours_of(ticks: Iterable[str]) -> tuple[WeeklyHours, ...]:
    """``1-08`` → Tuesday, 08.00 to 10.00."""
    found = []
    for tick in ticks:
        day, _, start = tick.partition("-")
        starts, ends = next(slot for slot in HOURS if slot[0] == int(start))
        found.append(WeeklyHours(int(day), time(starts), time(ends)))
    return tuple(found)


def ticks_of(hours: Iterable[Availability]) -> list[str]:
    """The ticks that lie wholly within the hours kept."""
    kept = [(slot.weekday, slot.starts.hour, slot.ends.hour) for slot in hours]
    return [
        f"{day}-{starts:02}"
        for day, _, _ in DAYS
        for starts, ends in HOURS
        if any(weekday == int(day) and first <= starts and ends <= last for weekday, first, last in kept)
    ]
