"""One more place, or a topic near those offered: asked politely, answered in one tap."""

from __future__ import annotations

from datetime import datetime

from timbalik.matching.remedy_taps import MatchingRefused, answer_remedy, asked_remedy
from timbalik.notifications.links import ActionLinkInvalid
from timbalik.notifications.models import ActionLink
from timbalik.web.public.onetap.card import Act, Card, Said

TEMPLATE = "public/onetap/remedy.html"


def show(link: ActionLink, said: Said, now: datetime) -> Card:
    return _card(link, now)


def tap(link: ActionLink, said: Said, now: datetime) -> Card:
    asked = asked_remedy(link, now=now)
    if asked is None:
        raise ActionLinkInvalid
    try:
        answer_remedy(
            asked.taken,
            person=link.person,
            answer="yes" if said.get("answer", "").startswith("yes") else said.get("answer", ""),
            topics=[said.get("answer", "").removeprefix("yes:")],
            now=now,
        )
    except MatchingRefused:
        return _card(link, now, refused=True)
    return _card(link, now)


def _card(link: ActionLink, now: datetime, *, refused: bool = False) -> Card:
    asked = asked_remedy(link, now=now)
    if asked is None:
        raise ActionLinkInvalid
    return Card(TEMPLATE, {"asked": asked, "me": link.person, "refused": refused})


ACT = Act(show, tap)
