"""Where a participant begins: the next session, and the one or two things that wait for them."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from timbalik.journey.space import Space, open_space
from timbalik.meetings.states import Reply
from timbalik.notifications.operations import notices_for
from timbalik.relationships.queries import of_member
from timbalik.relationships.rematch import own_waits
from timbalik.relationships.states import RelationshipState
from timbalik.web.access import acting, allow, signed_in
from timbalik.web.middleware import ActingRequest
from timbalik.web.participant.home.todo import things_to_do
from timbalik.web.participant.sessions.present import SessionView, session_view

MOST_PAIRS = 5  # the most places a person can have in a programme


@require_safe
@allow(signed_in)
def home(request: ActingRequest) -> HttpResponse:
    me = acting(request)
    own = of_member(me).exclude(state=RelationshipState.ENDED)[:MOST_PAIRS]
    spaces = [space for one in own if (space := open_space(me, one.public_id, now=request.now)) is not None]
    cards = [_card(space) for space in spaces]
    todo = things_to_do(me, spaces, now=request.now)
    news = notices_for(me, limit=3)
    page = {"section": "home", "me": me, "cards": cards, "todo": todo, "notices": news, "now": request.now}
    asked = {address for card in cards if (address := _asked_on(card))}
    page["rest"] = [thing for thing in todo if thing.url not in asked]  # what a card asks is not asked twice
    page["waits"] = own_waits(me)
    return render(request, "participant/home/home.html", page)


@dataclass(frozen=True)
class Card:
    space: Space
    upcoming: SessionView | None


def _card(space: Space) -> Card:
    upcoming = space.next_session
    return Card(space, session_view(space, upcoming) if upcoming else None)


def _asked_on(card: Card) -> str:
    """The address of the session a card asks about; empty where it asks nothing."""
    if card.upcoming is None or not card.upcoming.can_answer or card.upcoming.my_reply != Reply.WAITING:
        return ""
    return reverse("participant:session", args=[card.space.relationship.public_id, card.upcoming.session.public_id])
