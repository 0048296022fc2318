"""A scene to practise as one reader sees it: what happens, what one may say, what follows. Nothing of it is kept.

Content: see ``models.PracticeVersion``. Scenes form a tree without loops; every way through ends in an ending.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from timbalik.lib.versions import in_language


@dataclass(frozen=True)
class Choice:
    """``feedback`` is read after the choice, above the scene it leads to."""

    text: str
    feedback: str
    leads_to: str


@dataclass(frozen=True)
class Scene:
    """``tone`` of an ending: ``ok``, ``info`` (half way) or ``risk``; empty while the talk goes on."""

    key: str
    text: tuple[str, ...]
    choices: tuple[Choice, ...]
    tone: str
    lesson: str


@dataclass(frozen=True)
class Practice:
    key: str
    side: str
    other: str  # key of the same meeting from the other chair
    minutes: int
    title: str
    promise: str
    start: str
    scenes: Mapping[str, Scene]

    def walk(self, choices: str) -> Walk | None:
        """Follow choices given as digits, “102”: second, first, third. None where no such way leads."""
        scene, said = self.scenes[self.start], []
        for digit in choices:
            if digit not in "0123456789" or int(digit) >= len(scene.choices):
                return None
            said.append(scene.choices[int(digit)])
            scene = self.scenes[said[-1].leads_to]
        return Walk(choices, scene, tuple(said))


@dataclass(frozen=True)
class Walk:
    path: str
    scene: Scene
    said: tuple[Choice, ...]

    @property
    def last(self) -> Choice | None:
        return self.said[-1] if self.said else None

    @property
    def has_ended(self) -> bool:
        return not self.scene.choices

    @property
    def before(self) -> str:
        return self.path[:-1]


def in_words(key: str, content: Mapping[str, Any], language: str | None = None) -> Practice:
    """The practice in one language."""

    def words(text: dict[str, str] | None) -> str:
        return in_language(text, language) if text else ""

    def scene(name: str, entry: Mapping[str, Any]) -> Scene:
        return Scene(
            key=name,
            text=tuple(words(text) for text in entry["text"]),
            choices=tuple(
                Choice(words(one["text"]), words(one.get("feedback")), one["next"]) for one in entry.get("choices", ())
            ),
            tone=entry.get("tone", ""),
            lesson=words(entry.get("lesson")),
        )

    return Practice(
        key=key,
        side=content["side"],
        other=content.get("other", ""),
        minutes=content["minutes"],
        title=words(content["title"]),
        promise=words(content["promise"]),
        start=content["start"],
        scenes={name: scene(name, entry) for name, entry in content["scenes"].items()},
    )
