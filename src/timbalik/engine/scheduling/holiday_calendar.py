"""Days on which nobody in Indonesia should be invited: public holidays and collective leave (cuti bersama)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Literal

Language = Literal["id", "en"]
_LANGUAGES: Mapping[Language, str] = {"id": "id", "en": "en_US"}


def indonesian_holidays(first: date, last: date, *, language: Language = "id") -> Mapping[date, str]:
    """Return the holidays from ``first`` to ``last``, both included, with their names.

    Categories *public* and *government* (cuti bersama). Dates by the moon that no decree has fixed yet are estimates
    and say so in their name. Two holidays on one day share an entry, their names joined by ``; ``.

    Examples
    --------
    >>> indonesian_holidays(date(2026, 12, 24), date(2026, 12, 31))[date(2026, 12, 24)]
    'Cuti Bersama Hari Raya Natal'
    """
    found: dict[date, str] = {}
    for year in range(first.year, last.year + 1):
        found |= {day: name for day, name in _holidays_of(year, language).items() if first <= day <= last}
    return MappingProxyType(dict(sorted(found.items())))


def indonesian_days_off(first: date, last: date) -> frozenset[date]:
    """Return the dates alone, for `free_time.Calendar.closed`."""
    return frozenset(indonesian_holidays(first, last))


@lru_cache(maxsize=64)
def _holidays_of(year: int, language: Language) -> Mapping[date, str]:
    # Slow import: a third of a second, which only those who schedule should wait for.
    import holidays

    calendar = holidays.country_holidays(
        "ID", years=year, language=_LANGUAGES[language], categories=(holidays.PUBLIC, holidays.GOVERNMENT)
    )
    return MappingProxyType(dict(calendar.items()))
