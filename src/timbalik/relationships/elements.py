"""What an agreement asks for, and what is still missing in the answers to it.

The content of an ``AgreementTextVersion`` lists ``elements``: key, number, title, question, ``required``, and, where it
has them, a ``hint`` and an ``example`` that the pair changes until it fits. Answers are texts by element key.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from timbalik.lib.versions import in_language

# GR-08: without the line between work and private life nobody signs, whatever the text version says is required.
BOUNDARY = "work_personal_line"

Answers = Mapping[str, str]
LONGEST_ANSWER = 2000


@dataclass(frozen=True)
class Element:
    key: str
    number: int
    title: str
    question: str
    hint: str
    example: str
    is_required: bool


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
        )
        for number, entry in enumerate(content["elements"], start=1)
    )


def known_answers(content: Mapping[str, Any], answers: Answers) -> dict[str, str]:
    """The answers to elements of this text, trimmed; empty ones and unknown keys are left out."""
    keys = [entry["key"] for entry in content["elements"]]
    trimmed = {key: answers.get(key, "").strip()[:LONGEST_ANSWER] for key in keys}
    return {key: answer for key, answer in trimmed.items() if answer}


def missing_elements(content: Mapping[str, Any], answers: Answers) -> list[str]:
    """Keys of required elements without an answer; the boundary is always among the required (GR-08)."""
    keys = [element.key for element in elements(content) if element.is_required]
    if BOUNDARY not in keys:
        keys.append(BOUNDARY)
    return [key for key in keys if not answers.get(key)]
