"""What an agreement asks for, and what is still missing in the answers to it.

The content of an ``AgreementTextVersion`` lists ``elements``: key, number, title, question, ``required``, and, where it
has them, a ``hint`` and an ``example`` that the pair changes until it fits. Answers are texts by element key. An element
of kind ``map`` lists topics instead: each is placed (``topics.family`` → ``ask``), and the pair may add lines of its own
to each column (``topics.own_ask``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from timbalik.lib.versions import in_language
from timbalik.relationships.states import Place

# GR-08: without the line between work and private life nobody signs, whatever the text version says is required.
BOUNDARY = "work_personal_line"

Answers = Mapping[str, str]
LONGEST_ANSWER = 2000
MAP = "map"
OWN = "own_"


@dataclass(frozen=True)
class MapTopic:
    """A topic of the boundary map: its answer's key, whether it is about work or private life, and where it begins."""

    key: str
    area: str
    text: str
    place: str


@dataclass(frozen=True)
class Element:
    key: str
    number: int
    title: str
    question: str
    hint: str
    example: str
    is_required: bool
    kind: str = "text"
    topics: tuple[MapTopic, ...] = ()

    @property
    def is_map(self) -> bool:
        return self.kind == MAP

    def own_key(self, place: str) -> str:
        return f"{self.key}.{OWN}{place}"

    def answer_keys(self) -> tuple[str, ...]:
        """The keys an answer to this element may stand under."""
        if not self.is_map:
            return (self.key,)
        return (*(topic.key for topic in self.topics), *(self.own_key(place) for place in Place))

    def is_answered(self, answers: Answers) -> bool:
        """A map is answered once every topic has its place."""
        return all(answers.get(topic.key) for topic in self.topics) if self.is_map else bool(answers.get(self.key))


def elements(content: Mapping[str, Any], language: str | None = None) -> tuple[Element, ...]:
    """The elements in order, in one language."""

    def words(entry: Mapping[str, Any], name: str) -> str:
        return in_language(entry[name], language) if entry.get(name) else ""

    return tuple(
        Element(
            key=entry["key"],
            number=entry.get("number", number),
            title=words(entry, "title"),
            question=words(entry, "question"),
            hint=words(entry, "hint"),
            example=words(entry, "example"),
            is_required=bool(entry.get("required")) or entry["key"] == BOUNDARY,
            kind=entry.get("kind", "text"),
            topics=tuple(
                MapTopic(f"{entry['key']}.{topic['key']}", topic["area"], words(topic, "text"), topic["place"])
                for topic in entry.get("topics", ())
            ),
        )
        for number, entry in enumerate(content["elements"], start=1)
    )


def known_answers(content: Mapping[str, Any], answers: Answers) -> dict[str, str]:
    """The answers to elements of this text, trimmed; empty ones, unknown keys and unknown places are left out."""
    return {key: answer for key, answer in _known(content, answers) if answer}


def _known(content: Mapping[str, Any], answers: Answers) -> Iterator[tuple[str, str]]:
    for element in elements(content):
        placed = {topic.key for topic in element.topics}
        for key in element.answer_keys():
            answer = answers.get(key, "").strip()[:LONGEST_ANSWER]
            yield key, answer if key not in placed or answer in Place.values else ""


def missing_elements(content: Mapping[str, Any], answers: Answers) -> list[str]:
    """Keys of required elements without an answer; the boundary is always among the required (GR-08)."""
    listed = elements(content)
    missing = [element.key for element in listed if element.is_required and not element.is_answered(answers)]
    if BOUNDARY not in {element.key for element in listed} and not answers.get(BOUNDARY):
        missing.append(BOUNDARY)
    return missing


def default_places(element: Element) -> dict[str, str]:
    """Where the text suggests each topic of a map to stand."""
    return {topic.key: topic.place for topic in element.topics}


@dataclass(frozen=True)
class MapColumn:
    """One column of the boundary map: the topics placed there, work first, and the lines the pair added."""

    place: Place
    work: tuple[str, ...]
    personal: tuple[str, ...]
    own: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.work or self.personal or self.own)


def boundary_map(element: Element, answers: Answers) -> tuple[MapColumn, ...]:
    """The three columns, in the order of ``Place``."""

    def standing(place: Place, area: str) -> tuple[str, ...]:
        return tuple(topic.text for topic in element.topics if topic.area == area and answers.get(topic.key) == place)

    return tuple(
        MapColumn(
            place,
            standing(place, "work"),
            standing(place, "personal"),
            tuple(line.strip() for line in answers.get(element.own_key(place), "").splitlines() if line.strip()),
        )
        for place in Place
    )
