"""What differs between two versions of an agreement, point by point."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from timbalik.lib.differences import Piece, word_differences
from timbalik.relationships.elements import Answers, Element
from timbalik.relationships.states import Place


@dataclass(frozen=True)
class Moved:
    """A topic of the map that stands elsewhere now; empty where it stood nowhere."""

    topic: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    element: Element
    pieces: tuple[Piece, ...] = ()
    moved: tuple[Moved, ...] = ()


def compare_answers(listed: Sequence[Element], before: Answers, after: Answers) -> list[Change]:
    """The elements that differ, in their order."""
    return list(_changes(listed, before, after))


def _changes(listed: Sequence[Element], before: Answers, after: Answers) -> Iterator[Change]:
    for element in listed:
        if all(before.get(key) == after.get(key) for key in element.answer_keys()):
            continue
        if not element.is_map:
            yield Change(element, word_differences(before.get(element.key, ""), after.get(element.key, "")))
            continue
        own = [element.own_key(place) for place in Place]
        pieces = [
            word_differences(before.get(key, ""), after.get(key, ""))
            for key in own
            if before.get(key) != after.get(key)
        ]
        yield Change(element, tuple(piece for line in pieces for piece in line), tuple(_moves(element, before, after)))


def _moves(element: Element, before: Answers, after: Answers) -> Iterator[Moved]:
    for topic in element.topics:
        old, new = before.get(topic.key, ""), after.get(topic.key, "")
        if old != new:
            yield Moved(topic.text, _label(old), _label(new))


def _label(place: str) -> str:
    return str(Place(place).label) if place in Place.values else ""
