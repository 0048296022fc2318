"""What an instrument asks: its items for one wave and one side, and which answers fit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from timbalik.lib.versions import in_language

PULSE = "pulsa-inti"
HARM = "harm"
WANTS_TO_TALK = 3
HARM_FELT = 2


@dataclass(frozen=True)
class Item:
    """One question. ``kind`` is ``agreement`` (1 to 5) or ``harm`` (1 no, 2 yes, 3 yes and wants to talk); nothing is an answer too."""

    code: str
    kind: str
    is_reversed: bool
    text: Mapping[str, str]
    choices: tuple[tuple[int, Mapping[str, str]], ...]

    def in_words(self, language: str | None = None) -> str:
        return in_language(dict(self.text), language)

    def accepts(self, answer: int | None) -> bool:
        return answer is None or answer in {value for value, _ in self.choices}


def items_of(content: Mapping[str, Any], wave_kind: str, side: str) -> tuple[Item, ...]:
    """The items that the instrument asks this side in this wave, in the order the wave lists them."""
    by_code = {item["code"]: item for item in content["items"]}
    labels = content["scale"]["labels"]
    return tuple(
        Item(
            item["code"],
            item["kind"],
            item["reversed"],
            item["text"],
            tuple((option["value"], option["text"]) for option in item["options"])
            if "options" in item
            else tuple(enumerate(labels, start=1)),
        )
        for code in content["waves"].get(wave_kind, {}).get(side, ())
        if (item := by_code[code])
    )
