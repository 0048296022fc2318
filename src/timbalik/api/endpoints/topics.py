"""The topic library: what is ready, what awaits an expert, what is only planned. It holds nothing about anybody."""

from __future__ import annotations

from typing import Any

from ninja import Router

from timbalik.api.caller import ApiRequest
from timbalik.api.errors import FAILURES, Failure
from timbalik.api.finding import there
from timbalik.api.schemas import Out
from timbalik.learning.queries import library, topic_pack
from timbalik.learning.topics import TopicPack

router = Router(tags=["topics"])


class TopicOut(Out):
    """``state`` is ready, awaits_expert or not_written; only a ready one is offered for sessions."""

    key: str
    number: int
    area: str
    group: str
    title: str
    state: str
    summary: str


class SourceOut(Out):
    text: str
    url: str


class PackOut(TopicOut):
    version: int
    minutes: int
    aim: str
    why: str
    questions: list[str]
    demonstration: list[str]
    exercise: str
    decision: str
    pitfalls: str
    try_out: list[str]
    sources: list[SourceOut]


@router.get("/topics", response={200: list[TopicOut], FAILURES: Failure})
def list_topics(request: ApiRequest) -> list[TopicOut]:
    """All topics by number, in the language of the answer."""
    return [TopicOut(**_short(pack)) for pack in library()]


@router.get("/topics/{slug:topic}", response={200: PackOut, FAILURES: Failure})
def get_topic(request: ApiRequest, topic: str) -> PackOut:
    """One written pack; a topic that is not written yet has none."""
    pack = there(topic_pack(topic))
    return PackOut(
        **_short(pack),
        version=pack.version,
        minutes=pack.minutes,
        aim=pack.aim,
        why=pack.why,
        questions=list(pack.questions),
        demonstration=list(pack.demonstration),
        exercise=pack.exercise,
        decision=pack.decision,
        pitfalls=pack.pitfalls,
        try_out=list(pack.try_out),
        sources=[SourceOut(text=one.text, url=one.url) for one in pack.sources],
    )


def _short(pack: TopicPack) -> dict[str, Any]:
    return {
        "key": pack.key,
        "number": pack.number,
        "area": pack.area.value,
        "group": pack.group,
        "title": pack.title,
        "state": pack.state.value,
        "summary": pack.summary,
    }
