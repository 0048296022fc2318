"""The answer to a mentee's question from a link in a mail: one card, one tap, no signing in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from timbalik.matching.errors import MatchingRefused
from timbalik.matching.onetap import Card
from timbalik.matching.operations.answering import answer_request
from timbalik.matching.queries.asking import AskedOf, asked_of
from timbalik.matching.request_letters import ANSWER_REQUEST
from timbalik.notifications.models import ActionLink

TEMPLATE = "participant/search/card.html"


def card_for(link: ActionLink, *, now: datetime) -> Card:
    """The question as the asked mentor sees it. Changes nothing."""
    return _card(link, now=now)


def act(link: ActionLink, data: Mapping[str, str], *, now: datetime) -> Card:
    """Keep or carry out ``data["reply"]`` and show the card again; the link stays good until the time is over."""
    asked = _asked(link, now=now)
    refused = asked is None
    try:
        if asked is not None:
            answer_request(asked.seen.request, data.get("reply", ""), by=link.person, now=now)
    except MatchingRefused:
        refused = True
    return _card(link, now=now, refused=refused)


def _asked(link: ActionLink, *, now: datetime) -> AskedOf | None:
    return asked_of(link.person, link.subject_ref, now=now) if link.act == ANSWER_REQUEST else None


def _card(link: ActionLink, *, now: datetime, refused: bool = False) -> Card:
    return Card(TEMPLATE, {"asked": _asked(link, now=now), "refused": refused, "me": link.person})
