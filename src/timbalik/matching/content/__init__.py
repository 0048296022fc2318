"""Questions to begin first talks with (F-17): about the other's strength first, the goal second, a small try third."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from timbalik.lib.versions import in_language


@dataclass(frozen=True)
class Prompts:
    title: str
    aim: str
    questions: tuple[str, ...]


@cache
def _texts() -> tuple[dict[str, Any], ...]:
    written = json.loads(files(__package__).joinpath("first_talk_prompts.json").read_text(encoding="utf-8"))
    return tuple(written["talks"])


def prompts_for(talk: int, language: str | None = None) -> Prompts:
    """Those of the first, second or third talk, in the language of the page."""
    text = _texts()[min(max(talk, 1), len(_texts())) - 1]
    questions = tuple(in_language(question, language) for question in text["questions"])
    return Prompts(in_language(text["title"], language), in_language(text["aim"], language), questions)
