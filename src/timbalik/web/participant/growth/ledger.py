"""The exchange ledger and the role mirror, for the pair alone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from timbalik.journey.exchange import balance
from timbalik.journey.hints import sentence_to_say
from timbalik.journey.space import Space
from timbalik.meetings.wording import names
from timbalik.relationships.states import Side
from timbalik.web.access import allow
from timbalik.web.middleware import ActingRequest
from timbalik.web.participant.pair import present
from timbalik.web.participant.pair.access import in_pair, the_space

RECENT = 3  # sessions whose open lines are asked for; what lies further back is only said


@require_safe
@allow(in_pair)
def exchange(request: ActingRequest, pair: UUID) -> HttpResponse:
    space = the_space(request, pair)
    found = balance(space.exchange)
    page = {
        "section": "pair",
        "space": space,
        "me": space.me.person,
        "balance": found,
        "sides": sides(space),
        "is_mutual": found.of and found.mentor_gained and found.mentee_gained,
        "rows": rows(space),
        "sentence": sentence_to_say(space.me.side, names(space.partners)) if space.is_turned_around else "",
        "talk": talk(space),
        **present.mirror_picture(space),
    }
    return render(request, "participant/growth/exchange.html", page)


def sides(space: Space) -> list[dict[str, Any]]:
    """How often each side gave and gained, of the sessions with words; mentors first."""
    found, called = balance(space.exchange), space.names_by_side()
    return [
        {"role": "mentor", "name": called["mentor"], "gave": found.mentor_gave, "gained": found.mentor_gained},
        {"role": "mentee", "name": called["mentee"], "gave": found.mentee_gave, "gained": found.mentee_gained},
    ]


def rows(space: Space) -> list[dict[str, Any]]:
    """The sessions held, newest first: what each wrote, and whose lines are still open (GR-19)."""
    sessions = {one.pk: one for one in space.held}
    members = {member.person_id: member for member in space.members}
    found: list[dict[str, Any]] = []
    for entry in reversed(space.exchange):
        said = [one for one in entry.said if one.person_id in members and (one.gave or one.gained)]
        found.append(
            {
                "session": sessions[entry.session_id],
                "topic": space.words(sessions[entry.session_id]).topic,
                "said": [
                    {
                        "role": members[one.person_id].side,
                        "name": members[one.person_id].person.called,
                        "gave": one.gave,
                        "gained": one.gained,
                    }
                    for one in sorted(said, key=lambda one: members[one.person_id].side != Side.MENTOR)
                ],
                "is_two_way": entry.is_two_way,
                "is_recent": len(found) < RECENT,
                "open_for": names(members[person].person for person in entry.open_for),
                "is_mine_open": space.me.person_id in entry.open_for,
            }
        )
    return found


def talk(space: Space) -> list[dict[str, Any]]:
    """How much each side spoke, where a transcript was counted; the newest first."""
    numbers = {one.pk: one.number for one in space.held}
    shares = [one for one in space.talk_shares if one.session_id in numbers]
    return [{"number": numbers[one.session_id], "mentor": one.mentor, "mentee": one.mentee} for one in reversed(shares)]
