"""When a session is, for a page: hour, dash and zone stay on one line."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from timbalik.meetings import wording
from timbalik.people.models.persons import Person

JOINER, NO_BREAK = "\u2060", "\u00a0"  # a mail keeps plain spaces: some readers of mail show the joiner as a box


def unbroken(text: str) -> str:
    """``10.00–11.00 WIB (12.00 WITA)`` breaks before an hour, never inside one."""
    joined = text.replace("–", f"{JOINER}–{JOINER}")
    for zone in (" WIB", " WITA", " WIT", " UTC"):
        joined = joined.replace(zone, NO_BREAK + zone[1:])
    return joined


def when(starts_at: datetime, ends_at: datetime, *, reader: Person, others: Iterable[Person]) -> str:
    """As in the letters, held together."""
    return unbroken(wording.when(starts_at, ends_at, reader=reader, others=others))
