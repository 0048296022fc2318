"""A question to a mentor with all that helps to answer it: what each would gain, the hours, and which answers there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from timbalik.matching.queries.found import shared_in_words
from timbalik.matching.queries.requests import SeenRequest, received
from timbalik.matching.queries.searching import between
from timbalik.matching.queries.words import concept_names, topics_in_words
from timbalik.matching.request_states import RequestState
from timbalik.people.models.persons import Person
from timbalik.programmes.rules import is_route_open
from timbalik.programmes.states import Route


@dataclass(frozen=True)
class AskedOf:
    """``standing``: open, talking, paired or over. A question taken back and one whose time is over look the same."""

    seen: SeenRequest
    standing: str
    gives: str
    gains: str
    hours: str
    can_talk: bool

    @property
    def is_open(self) -> bool:
        return self.standing == "open"


def asked_of(person: Person, ref: UUID, *, now: datetime) -> AskedOf | None:
    seen = received(person, ref)
    if seen is None:
        return None
    request = seen.request
    hit, names = between(request.seeker, request.wanted), concept_names()
    return AskedOf(
        seen=seen,
        standing=_standing(seen, now),
        gives=topics_in_words(hit.shows, names) if hit.shows else "",
        gains=topics_in_words(hit.gains, names) if hit.gains else "",
        hours=shared_in_words(hit),
        can_talk=is_route_open(request.programme, Route.FIRST_TALKS),
    )


def _standing(seen: SeenRequest, now: datetime) -> str:
    request = seen.request
    if request.state == RequestState.ASKED and request.answer_by is not None and now <= request.answer_by:
        return "open"
    return {RequestState.TALKING: "talking", RequestState.PAIRED: "paired"}.get(RequestState(request.state), "over")
