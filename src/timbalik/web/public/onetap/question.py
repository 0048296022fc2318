"""The answer to a mentee's question; what it shows and does is matching's own."""

from __future__ import annotations

from datetime import datetime

from timbalik.matching import request_onetap
from timbalik.notifications.models import ActionLink
from timbalik.web.public.onetap.card import Act, Card, Said


def show(link: ActionLink, said: Said, now: datetime) -> Card:
    card = request_onetap.card_for(link, now=now)
    return Card(card.template, card.context)


def tap(link: ActionLink, said: Said, now: datetime) -> Card:
    card = request_onetap.act(link, said, now=now)
    return Card(card.template, card.context)


ACT = Act(show, tap)
