"""One pair as whoever runs the programme may see it: dates, states and whether something is complete."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from timbalik.journey.health import PairHealth, health_of
from timbalik.journey.wording import action_in_words, health_in_words
from timbalik.lib.clock import clock_span, day
from timbalik.meetings.models import MentoringSession
from timbalik.meetings.states import Reply, SessionState
from timbalik.meetings.wording import names
from timbalik.people.models.persons import Person
from timbalik.relationships.models import PhaseChange, Relationship
from timbalik.relationships.queries import present_members
from timbalik.relationships.states import ClosurePart, GoalState, Phase, PhaseMove, RelationshipState, Side
from timbalik.web.access import acting, allow
from timbalik.web.coordinator.home.overview import BY_LETTER
from timbalik.web.coordinator.pairs.acts import ENDINGS
from timbalik.web.coordinator.pairs.finding import runs_the_pair, the_pair
from timbalik.web.coordinator.pairs.views import TONES
from timbalik.web.middleware import ActingRequest

SEATS = 2  # both sides tap


@require_safe
@allow(runs_the_pair)
def pair(request: ActingRequest, programme: UUID, relationship: UUID) -> HttpResponse:
    shown = the_pair(request, programme, relationship)
    zone = ZoneInfo(acting(request).time_zone)
    found = next(iter(health_of(shown.programme, now=request.now, only=shown)), None)
    mentors, mentees = _people(shown, found)
    page = {
        "section": "pairs",
        "programme": shown.programme,
        "relationship": shown,
        "mentor": names(mentors),
        "mentee": names(mentees),
        "people": [(Side.MENTOR, one) for one in mentors] + [(Side.MENTEE, one) for one in mentees],
        "mail_to": ",".join(one.email for one in (*mentors, *mentees) if one.email),
        "steps": _steps(shown, zone),
        "sessions": _sessions(shown, zone, now=request.now),
        "complete": _complete(shown, zone),
        **_standing(shown, found, zone),
    }
    return render(request, "coordinator/pairs/detail.html", page)


def _people(shown: Relationship, found: PairHealth | None) -> tuple[tuple[Person, ...], tuple[Person, ...]]:
    if found is not None:
        return found.mentors, found.mentees
    members = present_members(shown)
    return (
        tuple(one.person for one in members if one.side == Side.MENTOR),
        tuple(one.person for one in members if one.side == Side.MENTEE),
    )


def _standing(shown: Relationship, found: PairHealth | None, zone: ZoneInfo) -> dict[str, Any]:
    """The state in a word and a sentence, and the one act it asks for."""
    if found is None or shown.state == RelationshipState.ENDED:
        ended = day(shown.ended_at, zone) if shown.ended_at else ""
        sentence = _("Ended on %(day)s: %(ending)s.") % {"day": ended, "ending": shown.get_ending_display()}
        return {"condition": shown.get_state_display(), "tone": "info", "reason": sentence}
    return {
        "condition": found.condition.label,
        "tone": TONES.get(found.condition, "info"),
        "reason": health_in_words(found, zone),
        "verb": action_in_words(found.action) if found.action in BY_LETTER else "",
        "must_decide": found.code in ENDINGS,
        "should_call": found.action == "call",
    }


def _steps(shown: Relationship, zone: ZoneInfo) -> list[dict[str, str]]:
    """Every phase with the day it began; a step back is one among others, its reason the pair's own."""
    changes = PhaseChange.objects.of(shown.organisation_id).filter(relationship=shown).order_by("at", "pk")
    steps = [{"phase": str(Phase.PREPARATION.label), "day": day(shown.opened_at, zone), "note": ""}]
    for change in changes:
        note = _("a step back, which is normal") if change.move == PhaseMove.BACK else ""
        steps.append({"phase": change.get_to_phase_display(), "day": day(change.at, zone), "note": note})
    return steps


def _sessions(shown: Relationship, zone: ZoneInfo, *, now: datetime) -> list[dict[str, Any]]:
    """Times and states; of the two taps only how many are in, not whose (GR-15)."""
    rows = (
        MentoringSession.objects.of(shown.organisation_id)
        .filter(relationship=shown)
        .annotate(
            taps=Count("check_ins", distinct=True),
            mentors_in=Count(
                "participants", filter=Q(participants__side=Side.MENTOR, participants__reply=Reply.YES), distinct=True
            ),
            mentees_in=Count(
                "participants", filter=Q(participants__side=Side.MENTEE, participants__reply=Reply.YES), distinct=True
            ),
        )
        .defer("topic_sealed", "place_sealed")
        .order_by("-starts_at", "-number")
    )
    return [
        {
            "number": one.number,
            "kind": one.get_kind_display(),
            "day": day(one.starts_at, zone),
            "span": clock_span(one.starts_at, one.ends_at, zone),
            "state": _state(one, now=now),
            "is_held": one.state == SessionState.HELD,
            "is_booked": one.state == SessionState.BOOKED,
            "mentor_yes": one.mentors_in > 0,
            "mentee_yes": one.mentees_in > 0,
            "taps": min(one.taps, SEATS),
        }
        for one in rows
    ]


def _state(session: MentoringSession, *, now: datetime) -> str:
    if session.state == SessionState.CANCELLED and session.cancelled_side:
        side = str(Side(session.cancelled_side).label)
        return pgettext("a session", "Called off by the %(side)s") % {"side": side.lower()}
    if session.state == SessionState.BOOKED and session.ends_at < now:
        return _("Not recorded yet")
    return session.get_state_display()


def _complete(shown: Relationship, zone: ZoneInfo) -> list[tuple[str, str]]:
    """Whether agreement, goals and closure are there; one query, no content."""
    counts = (
        Relationship.objects.of(shown.organisation_id)
        .filter(pk=shown.pk)
        .aggregate(
            signed_at=Max("agreements__signatures__signed_at"),
            signatures=Count("agreements__signatures__person", distinct=True),
            goal_count=Count("goals", filter=~Q(goals__state=GoalState.DROPPED), distinct=True),
            measurable=Count(
                "goals", filter=Q(goals__is_measurable=True) & ~Q(goals__state=GoalState.DROPPED), distinct=True
            ),
            reached=Count("goals", filter=Q(goals__state=GoalState.REACHED), distinct=True),
            parts=Count("closure_entries", distinct=True),
        )
    )
    if counts["signatures"] >= SEATS:
        agreement = _("signed by both on %(day)s") % {"day": day(counts["signed_at"], zone)}
    else:
        agreement = _("waits for a signature") if counts["signatures"] else _("not signed yet")
    goals = _("none yet")
    if counts["goal_count"]:
        goals = _("%(goal_count)s, of them measurable %(measurable)s, reached %(reached)s") % counts
    closure = _("%(done)s of %(all)s parts") % {"done": counts["parts"], "all": len(ClosurePart)}
    return [(_("Agreement"), agreement), (_("Goals"), goals), (_("Closure"), closure)]
