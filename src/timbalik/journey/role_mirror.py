"""Who taught, as both saw it. The mentor teaches and the mentee learns (GR-09, P-15 to P-17); told to the pair alone."""

from __future__ import annotations

from collections.abc import Sequence

from timbalik.journey.exchange import SessionExchange
from timbalik.relationships.states import Side

IN_A_ROW = 3


def is_led_by_mentee(entry: SessionExchange) -> bool:
    """Whoever answered says that the mentee taught more; where the two disagree, or nobody said, it does not count."""
    answers = {one.taught_more for one in entry.said}
    return answers == {Side.MENTEE.value}


def turned_around(entries: Sequence[SessionExchange]) -> int:
    """How many of the latest sessions in a row were led by the mentee; those nobody answered for are passed over."""
    count = 0
    for entry in reversed([entry for entry in entries if entry.said]):
        if not is_led_by_mentee(entry):
            break
        count += 1
    return count


def needs_nudge(entries: Sequence[SessionExchange]) -> bool:
    """GR-09: three in a row, and again after each further three."""
    count = turned_around(entries)
    return count > 0 and count % IN_A_ROW == 0
