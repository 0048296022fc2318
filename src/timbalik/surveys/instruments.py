"""What an instrument asks: its items for one wave and one side, and which answers fit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from timbalik.lib.versions import in_language
from timbalik.programmes.states import Direction

PULSE = "pulsa-inti"
#: The same pulse in the words of the other directions; what asks for something else has a code of its own.
PULSES = {
    Direction.REVERSE.value: PULSE,
    Direction.TRADITIONAL.value: "pulsa-mentor",
    Direction.RECIPROCAL.value: "pulsa-timbal",
    Direction.PEER.value: "pulsa-timbal",
}
CONTACT = "contact"
FELT, WANTS_TO_TALK = "yes", "talk"


@dataclass(frozen=True)
class Item:
    """One question. ``kind`` is ``agreement`` (1 to 5) or ``contact`` (its options counted from 1; one asks for a talk).

    Nothing ("cannot say yet") is an answer to both.
    """

    code: str
    kind: str
    is_reversed: bool
    text: Mapping[str, str]
    choices: tuple[tuple[int, Mapping[str, str]], ...]
    option_keys: tuple[str, ...] = ()

    def in_words(self, language: str | None = None) -> str:
        return in_language(dict(self.text), language)

    def value_of(self, option: str) -> int:
        """The number that stands for an option of a contact item."""
        return self.option_keys.index(option) + 1

    def accepts(self, answer: int | None) -> bool:
        return answer is None or answer in {value for value, _ in self.choices}


def items_of(content: Mapping[str, Any], wave_kind: str, side: str) -> tuple[Item, ...]:
    """The items that the instrument asks this side in this wave, in the order the wave lists them."""
    by_code = {item["code"]: item for item in content["items"]}
    labels = content["scale"]["labels"]
    return tuple(
        _item(by_code[code], labels)
        for code in content["waves"].get(wave_kind, ())
        if by_code[code]["side"] in ("both", side)
    )


def _item(item: Mapping[str, Any], labels: list[Mapping[str, str]]) -> Item:
    options = item.get("options")
    texts = [option["text"] for option in options] if options else labels
    return Item(
        item["code"],
        item["kind"],
        item["reversed"],
        item["text"],
        tuple(enumerate(texts, start=1)),
        tuple(option["key"] for option in options or ()),
    )
