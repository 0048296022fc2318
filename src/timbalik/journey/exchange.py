"""Did both give, did both gain? Judged from what the two wrote after their sessions, and told to the pair alone (L-27, GR-19)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from timbalik.meetings.queries import OpenedCheckIn
from timbalik.relationships.states import Side

WINDOW = 3  # S-04: after three meetings in one direction the pair is asked
ENOUGH = 2  # of them, on the side that gains


@dataclass(frozen=True)
class SessionExchange:
    """One session held, with what each member wrote. ``open_for`` names who has not yet written both lines (GR-19)."""

    session_id: int
    said: Sequence[OpenedCheckIn]
    sides: Mapping[int, str]  # person → side

    @property
    def open_for(self) -> tuple[int, ...]:
        whole = {one.person_id for one in self.said if one.gave and one.gained}
        return tuple(person for person in self.sides if person not in whole)

    @property
    def is_two_way(self) -> bool:
        return not self.open_for

    def gained(self, side: str) -> bool:
        """By their own word, or by what the other side says to have given."""
        return any(one.gained if self.sides.get(one.person_id) == side else one.gave for one in self._known)

    def gave(self, side: str) -> bool:
        return any(one.gave if self.sides.get(one.person_id) == side else one.gained for one in self._known)

    @property
    def has_words(self) -> bool:
        return any(one.gave or one.gained for one in self._known)

    @property
    def _known(self) -> list[OpenedCheckIn]:
        return [one for one in self.said if one.person_id in self.sides]


@dataclass(frozen=True)
class Balance:
    """In how many sessions each side gave and gained something, of those with words."""

    of: int
    mentor_gave: int
    mentor_gained: int
    mentee_gave: int
    mentee_gained: int


def ledger(
    held: Iterable[int], check_ins: Iterable[OpenedCheckIn], sides: Mapping[int, str]
) -> tuple[SessionExchange, ...]:
    """One entry for each session held, in the order of ``held``."""
    said: dict[int, list[OpenedCheckIn]] = {}
    for one in check_ins:
        said.setdefault(one.session_id, []).append(one)
    return tuple(SessionExchange(session, tuple(said.get(session, ())), sides) for session in held)


def balance(entries: Iterable[SessionExchange]) -> Balance:
    spoken = [entry for entry in entries if entry.has_words]

    def count(asked: str, side: Side) -> int:
        return sum(getattr(entry, asked)(side) for entry in spoken)

    return Balance(
        of=len(spoken),
        mentor_gave=count("gave", Side.MENTOR),
        mentor_gained=count("gained", Side.MENTOR),
        mentee_gave=count("gave", Side.MENTEE),
        mentee_gained=count("gained", Side.MENTEE),
    )


def starving_side(entries: Sequence[SessionExchange]) -> str:
    """The side that gained nothing in the last three sessions with words while the other did in two or more; else empty."""
    latest = _latest(entries)
    if len(latest) < WINDOW:
        return ""
    gains = {side.value: sum(entry.gained(side) for entry in latest) for side in Side}
    poor = [side for side, gained in gains.items() if gained == 0]
    return poor[0] if len(poor) == 1 and max(gains.values()) >= ENOUGH else ""


def asks_anew(entries: Sequence[SessionExchange], *, reviewed_at: datetime | None) -> bool:
    """One side starves, and nobody has written anew what is in it for them since the first of these sessions spoke."""
    if not starving_side(entries):
        return False
    began = min(one.at for entry in _latest(entries) for one in entry.said)
    return reviewed_at is None or reviewed_at < began


def _latest(entries: Sequence[SessionExchange]) -> list[SessionExchange]:
    return [entry for entry in entries if entry.has_words][-WINDOW:]
