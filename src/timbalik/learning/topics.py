"""A topic of the library as one reader sees it. Content: see ``models.TopicVersion``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from timbalik.lib.versions import in_language


class Area(TextChoices):
    """What senior leaders can learn: the four areas of the founding article, then operations and technology beside them."""

    FUNCTIONS = "functions", _("Advances in every function")
    CHANGE = "change", _("Adapting to change")
    RISK = "risk", _("Taking risks")
    GLOBAL = "global", _("A global view")
    OPERATIONS = "operations", _("Operations and supply chain")
    TECHNOLOGY = "technology", _("Technology and social media")


AREA_OF_GROUP = {
    "fungsi": Area.FUNCTIONS,
    "data": Area.FUNCTIONS,
    "cara-kerja": Area.CHANGE,
    "budaya-inklusi": Area.CHANGE,
    "risiko-inovasi": Area.RISK,
    "perspektif-global": Area.GLOBAL,
    "pelanggan-muda": Area.GLOBAL,
    "keberlanjutan": Area.GLOBAL,
    "operasi": Area.OPERATIONS,
    "teknologi-media": Area.TECHNOLOGY,
    "kecerdasan-buatan": Area.TECHNOLOGY,
    "keamanan-blockchain": Area.TECHNOLOGY,
}


class TopicState(TextChoices):
    READY = "ready", _("Ready to use")
    AWAITS_EXPERT = "awaits_expert", _("Awaits expert review")
    NOT_WRITTEN = "not_written", _("Not written yet")


@dataclass(frozen=True)
class Source:
    text: str
    url: str


@dataclass(frozen=True)
class TopicPack:
    """``questions`` open the talk, ``demonstration`` is the mentor's, ``exercise`` the mentee's own work, ``try_out`` two weeks."""

    key: str
    version: int
    number: int
    area: Area
    group: str
    group_name: str
    title: str
    state: TopicState
    needs_expert: bool
    minutes: int
    summary: str
    aim: str
    why: str
    questions: tuple[str, ...]
    demonstration: tuple[str, ...]
    exercise: str
    decision: str
    pitfalls: str
    try_out: tuple[str, ...]
    sources: tuple[Source, ...]

    @property
    def is_offered(self) -> bool:
        """Only a finished pack is offered; one about AI, law, safety or money waits for an expert first."""
        return self.state is TopicState.READY


def topic_state(content: Mapping[str, Any]) -> TopicState:
    if not (content["written"] and "aim" in content):
        return TopicState.NOT_WRITTEN
    return TopicState.AWAITS_EXPERT if content["needs_expert"] and not content.get("reviewed") else TopicState.READY


def in_words(key: str, version: int, content: Mapping[str, Any], language: str | None = None) -> TopicPack:
    """The topic in one language; what is not written is empty."""

    def words(name: str) -> str:
        return in_language(content[name], language) if name in content else ""

    def lines(name: str) -> tuple[str, ...]:
        return tuple(in_language(text, language) for text in content.get(name, ()))

    return TopicPack(
        key=key,
        version=version,
        number=content["number"],
        area=AREA_OF_GROUP[content["group"]],
        group=content["group"],
        group_name=words("group_name"),
        title=words("title"),
        state=topic_state(content),
        needs_expert=content["needs_expert"],
        minutes=content.get("minutes", 60),
        summary=words("summary"),
        aim=words("aim"),
        why=words("why"),
        questions=lines("questions"),
        demonstration=lines("demonstration"),
        exercise=words("exercise"),
        decision=words("decision"),
        pitfalls=words("pitfalls"),
        try_out=lines("try_out"),
        sources=tuple(
            Source(in_language(one["text"], language), one.get("url", "")) for one in content.get("sources", ())
        ),
    )
