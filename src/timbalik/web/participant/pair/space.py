"""The page of a pair: who, where on the way, what is still open, and everything the two keep together."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from timbalik.journey.hints import sentence_to_say
from timbalik.meetings.states import SessionState
from timbalik.meetings.wording import names
from timbalik.relationships.queries import of_member, present_members
from timbalik.relationships.states import Phase
from timbalik.web.access import acting, allow, signed_in
from timbalik.web.middleware import ActingRequest
from timbalik.web.participant.pair import present
from timbalik.web.participant.pair.access import in_pair, the_space
from timbalik.web.participant.sessions.present import session_view

PAST = (SessionState.HELD, SessionState.MISSED, SessionState.CANCELLED)


@require_safe
@allow(signed_in)
def pairs(request: ActingRequest) -> HttpResponse:
    """Straight to the only pair; a list for those who have several."""
    own = list(of_member(acting(request))[:20])
    if len(own) == 1:
        return redirect("participant:pair", pair=own[0].public_id)
    rows = [{"relationship": one, "members": present_members(one)} for one in own]
    return render(request, "participant/pair/list.html", {"rows": rows, "section": "pair"})


@require_safe
@allow(in_pair)
def pair_space(request: ActingRequest, pair: UUID) -> HttpResponse:
    space = the_space(request, pair)
    is_early = space.relationship.phase == Phase.PREPARATION
    in_force = None if is_early else space.agreement_in_force
    newest = space.agreements[0] if not is_early and space.agreements else None
    upcoming = space.next_session
    return render(
        request,
        "participant/pair/space.html",
        {
            "section": "pair",
            "space": space,
            "in_turns": present.in_turns(space),
            "me": space.me.person,
            "relationship": space.relationship,
            "phases": present.phase_steps(space),
            "what_to_do": present.what_partners_do(space),
            "open_points": present.open_points(space),
            "following": present.following_phase(space),
            "is_early_to_part": space.relationship.phase == Phase.GROWTH and not present.is_time_to_part(space),
            "training_waits": any(side == space.me.side for side, _unit in space.facts.training_missing),
            "partner_trains": bool(space.facts.training_missing),
            "upcoming": session_view(space, upcoming) if upcoming else None,
            "unreported": [session_view(space, one) for one in space.unreported],
            "past": [session_view(space, one) for one in reversed(space.sessions) if one.state in PAST][:6],
            "held_count": len(space.held),
            "in_force": in_force,
            "terms": present.terms(space, in_force, keys=present.SHOWN_TERMS) if in_force else [],
            "signs": present.signs(space, in_force) if in_force else [],
            "waits_for_signature": newest is not None and newest is not in_force,
            **present.mirror_picture(space),
            "sentence": sentence_to_say(space.me.side, names(space.partners)) if space.is_turned_around else "",
            "exchange": present.exchange(space),
            "is_growing": space.relationship.phase in (Phase.GROWTH, Phase.CLOSURE),
            "closure": present.closure_parts(space) if space.relationship.phase == Phase.CLOSURE else [],
            "is_closing": space.relationship.phase == Phase.CLOSURE,
        },
    )
