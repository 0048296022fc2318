"""The answer to a proposal from a link in a mail: one card, one tap, no signing in.

The page family of one-tap links shows ``card_for`` on GET and calls ``act`` on POST; both return what to render.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from timbalik.matching.errors import MatchingRefused
from timbalik.matching.operations.answers import answer_proposal
from timbalik.matching.operations.asking import ACT
from timbalik.matching.queries.asked import AskedProposal, asked_proposal
from timbalik.matching.states import Answer
from timbalik.notifications.models import ActionLink

TEMPLATE = "participant/proposals/card.html"


@dataclass(frozen=True)
class Card:
    """A template that extends ``card.html``, and its context."""

    template: str
    context: dict[str, Any]


def card_for(link: ActionLink, *, now: datetime) -> Card:
    """The proposal as this person sees it. Changes nothing."""
    return _card(link, now=now)


def act(link: ActionLink, data: Mapping[str, str], *, now: datetime) -> Card:
    """Keep the answer in ``data["answer"]`` and show the card again. The link stays good until it expires: an answer
    may be changed."""
    asked = _asked(link, now=now)
    refused = False
    try:
        if asked is None:
            raise MatchingRefused
        answer_proposal(asked.proposal, person=link.person, answer=data.get("answer", ""), now=now)
    except MatchingRefused:
        refused = True
    return _card(link, now=now, refused=refused)


def _asked(link: ActionLink, *, now: datetime) -> AskedProposal | None:
    if link.act != ACT:
        return None
    return asked_proposal(link.person, link.subject_ref, now=now)


def _card(link: ActionLink, *, now: datetime, refused: bool = False) -> Card:
    return Card(
        TEMPLATE,
        {"asked": _asked(link, now=now), "refused": refused, "me": link.person, "yes": Answer.YES, "no": Answer.NO},
    )


__all__ = ["ACT", "Card", "act", "card_for"]
