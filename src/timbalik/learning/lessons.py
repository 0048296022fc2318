"""A mentor's own lesson as plain values. It is written for colleagues: nothing of a pair's talk belongs in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import urlsplit

LONGEST_TITLE, LONGEST_AIM, LONGEST_LINE, LONGEST_LINK = 120, 600, 300, 500
MOST_STEPS, MOST_QUESTIONS, MOST_MATERIALS = 12, 8, 8
LONGEST_MINUTES = 240  # a session lasts at most four hours


@dataclass(frozen=True)
class Step:
    minutes: int
    text: str


@dataclass(frozen=True)
class Material:
    """A text, a link, or both."""

    text: str
    url: str = ""

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""


@dataclass(frozen=True)
class LessonText:
    title: str
    aim: str
    steps: tuple[Step, ...] = ()
    questions: tuple[str, ...] = ()
    materials: tuple[Material, ...] = field(default=())

    @property
    def minutes(self) -> int:
        return sum(step.minutes for step in self.steps)

    def as_columns(self) -> dict[str, Any]:
        """The values of the model's columns of the same names."""
        return {
            "title": self.title,
            "aim": self.aim,
            "steps": [asdict(step) for step in self.steps],
            "questions": list(self.questions),
            "materials": [asdict(material) for material in self.materials],
        }


def read_steps(rows: Sequence[Mapping[str, Any]]) -> tuple[Step, ...]:
    return tuple(Step(int(row["minutes"]), str(row["text"])) for row in rows)


def read_materials(rows: Sequence[Mapping[str, Any]]) -> tuple[Material, ...]:
    return tuple(Material(str(row["text"]), str(row.get("url", ""))) for row in rows)


def is_link(url: str) -> bool:
    """An address of the web, nothing that a browser would run."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and len(url) <= LONGEST_LINK


def material_of(line: str) -> Material:
    """“A text with its link at the end https://…” → both; a line without a link is a text."""
    words = line.split()
    if words and is_link(words[-1]):
        return Material(" ".join(words[:-1]), words[-1])
    return Material(" ".join(words))


def missing_parts(text: LessonText) -> list[str]:
    """Names of what is missing or out of range: empty means the lesson can be kept."""
    wrong = []
    if not 0 < len(text.title) <= LONGEST_TITLE:
        wrong.append("title")
    if not 0 < len(text.aim) <= LONGEST_AIM:
        wrong.append("aim")
    steps_fit = all(step.minutes >= 1 and 0 < len(step.text) <= LONGEST_LINE for step in text.steps)
    if not (steps_fit and 1 <= len(text.steps) <= MOST_STEPS and text.minutes <= LONGEST_MINUTES):
        wrong.append("steps")
    if len(text.questions) > MOST_QUESTIONS or not all(0 < len(one) <= LONGEST_LINE for one in text.questions):
        wrong.append("questions")
    if len(text.materials) > MOST_MATERIALS or not all(_fits(one) for one in text.materials):
        wrong.append("materials")
    return wrong


def _fits(material: Material) -> bool:
    has_something = bool(material.text or material.url)
    return has_something and len(material.text) <= LONGEST_LINE and (not material.url or is_link(material.url))
