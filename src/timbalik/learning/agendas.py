"""An agenda as one reader sees it. Content: see ``models.AgendaVersion``; a field visit has a plan and rules of safety as well."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from timbalik.lib.versions import in_language


@dataclass(frozen=True)
class Part:
    minutes: int
    title: str
    guide: str


@dataclass(frozen=True)
class Agenda:
    """``plan`` is settled before a visit, ``safety`` holds on site, ``look_for`` shows what is really happening."""

    kind: str
    title: str
    purpose: str
    minutes: int
    parts: tuple[Part, ...]
    plan: tuple[str, ...]
    safety: tuple[str, ...]
    look_for: tuple[str, ...]
    protect: str


def in_words(content: Mapping[str, Any], language: str | None = None) -> Agenda:
    """The agenda in one language; only a field visit fills the last four."""

    def lines(name: str) -> tuple[str, ...]:
        return tuple(in_language(text, language) for text in content.get(name, ()))

    return Agenda(
        kind=content["kind"],
        title=in_language(content["title"], language),
        purpose=in_language(content["purpose"], language),
        minutes=content["minutes"],
        parts=tuple(
            Part(part["minutes"], in_language(part["title"], language), in_language(part["guide"], language))
            for part in content["parts"]
        ),
        plan=lines("plan"),
        safety=lines("safety"),
        look_for=lines("look_for"),
        protect=in_language(content["protect"], language) if "protect" in content else "",
    )
