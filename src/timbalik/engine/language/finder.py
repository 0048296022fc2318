"""The interface every finder of concepts keeps, and what goes in and comes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol


class InvalidConcepts(ValueError):
    """Concepts that can't be searched: none, a key twice, or one without a name."""


@dataclass(frozen=True)
class Concept:
    """What can be found. ``names`` are shown to people, ``words`` are other ways to say it, in any language."""

    key: str
    names: tuple[str, ...]
    words: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class Suggestion:
    """A concept that may be meant. ``score`` runs from 0 to 1 and orders suggestions; it is no probability."""

    key: str
    score: float


class ConceptFinder(Protocol):
    """Finds concepts for a text. Finding is all it does: a person confirms before anything is kept."""

    def find(self, text: str, *, limit: int = 5) -> tuple[Suggestion, ...]:
        """At most ``limit`` suggestions, best first; none when nothing reaches the finder's threshold."""
        ...


def checked(concepts: Sequence[Concept]) -> tuple[Concept, ...]:
    """The concepts as a tuple.

    Raises ``InvalidConcepts``.
    """
    keys = [concept.key for concept in concepts]
    if not keys:
        raise InvalidConcepts("no concepts were given")
    if len(set(keys)) < len(keys):
        raise InvalidConcepts("a key was given twice")
    if nameless := [concept.key for concept in concepts if not any(name.strip() for name in concept.names)]:
        raise InvalidConcepts(f"no name for: {', '.join(nameless)}")
    return tuple(concepts)
