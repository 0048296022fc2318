"""A training unit as one reader sees it. Content: see ``models.TrainingUnitVersion``."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from timbalik.lib.versions import in_language

PASS_SHARE = 0.75  # six of eight, where a unit names no mark of its own


@dataclass(frozen=True)
class Option:
    """``tone`` of what follows: ``ok``, ``info`` (half way) or ``risk``; empty in the first editions."""

    text: str
    feedback: str
    tone: str


@dataclass(frozen=True)
class Section:
    """``kind`` is ``text`` (with sentences one can say) or ``scenario`` (with options and what follows from each)."""

    kind: str
    heading: str
    paragraphs: tuple[str, ...]
    sentences: tuple[str, ...]
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Choice:
    """``why`` says what is right or wrong about it; the first editions explain the right choice alone."""

    key: str
    text: str
    why: str


@dataclass(frozen=True)
class Question:
    key: str
    text: str
    choices: tuple[Choice, ...]
    right: str
    why: str


@dataclass(frozen=True)
class Unit:
    key: str
    side: str
    minutes: int
    title: str
    promise: str
    sections: tuple[Section, ...]
    questions: tuple[Question, ...]
    pass_mark: int


def in_words(key: str, content: Mapping[str, Any], language: str | None = None) -> Unit:
    """The unit in one language."""

    def words(text: dict[str, str] | None) -> str:
        return in_language(text, language) if text else ""

    def section(entry: Mapping[str, Any]) -> Section:
        return Section(
            kind=entry.get("kind", "text"),
            heading=words(entry["heading"]),
            paragraphs=tuple(words(text) for text in entry.get("paragraphs", ())),
            sentences=tuple(words(text) for text in entry.get("sentences", ())),
            options=tuple(
                Option(words(one["text"]), words(one.get("feedback")), one.get("tone", ""))
                for one in entry.get("options", ())
            ),
        )

    def question(entry: Mapping[str, Any]) -> Question:
        choices = tuple(Choice(one["key"], words(one["text"]), words(one.get("why"))) for one in entry["choices"])
        return Question(entry["key"], words(entry["question"]), choices, entry["right"], words(entry.get("why")))

    return Unit(
        key=key,
        side=content["side"],
        minutes=content["minutes"],
        title=words(content["title"]),
        promise=words(content.get("promise")),
        sections=tuple(section(entry) for entry in content["sections"]),
        questions=tuple(question(entry) for entry in content["questions"]),
        pass_mark=pass_mark(content),
    )


def pass_mark(content: Mapping[str, Any]) -> int:
    """How many right answers open the gate: at least three in four, whatever the unit says."""
    asked = len(content["questions"])
    return max(int(content.get("pass_mark", 0)), math.ceil(PASS_SHARE * asked))


def right_answers(content: Mapping[str, Any]) -> dict[str, str]:
    return {entry["key"]: entry["right"] for entry in content["questions"]}


def count_right(content: Mapping[str, Any], answers: Mapping[str, str]) -> int:
    return sum(answers.get(key) == right for key, right in right_answers(content).items())
