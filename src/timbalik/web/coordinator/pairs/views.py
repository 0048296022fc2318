"""Every pair of a programme with its phase, dates and state; never what they wrote or said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from timbalik.journey.health import Condition, PairHealth, health_of
from timbalik.journey.wording import health_in_words
from timbalik.meetings.states import SessionState
from timbalik.meetings.wording import names
from timbalik.programmes.models import Programme
from timbalik.relationships.models import RelationshipMember
from timbalik.relationships.states import Phase, RelationshipState, Side
from timbalik.web.access import acting, allow
from timbalik.web.coordinator.choosing import chosen, runs_programmes
from timbalik.web.middleware import ActingRequest

PAGE = 40
ATTENTION = {Condition.AT_RISK, Condition.ATTENTION}
TONES = {Condition.AT_RISK: "risk", Condition.ATTENTION: "risk", Condition.HEALTHY: "ok"}


@require_safe
@allow(runs_programmes)
def pairs(request: ActingRequest, programme: UUID) -> HttpResponse:
    shown = chosen(request, programme)
    if shown is None:
        raise Http404
    phase, condition, name = (request.GET.get(key, "").strip()[:100] for key in ("phase", "condition", "name"))
    health = health_of(shown, now=request.now)
    zone = ZoneInfo(acting(request).time_zone)
    is_ended = condition == RelationshipState.ENDED
    found: list[Any] = (
        _ended(shown, name, zone) if is_ended else [one for one in health if _fits(one, phase, condition, name)]
    )
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    asked = {"phase": phase, "condition": condition, "name": name}
    context = {
        "section": "pairs",
        "programme": shown,
        "rows": page.object_list if is_ended else [_row(one, zone, now=request.now) for one in page.object_list],
        "page": page,
        "all": len(health),
        "urgent": sum(one.needs_a_person for one in health),
        "phases": _phases(health, asked),
        "conditions": _conditions(health, asked),
        "asked": asked,
        "query": urlencode({key: value for key, value in asked.items() if value}) + "&" if any(asked.values()) else "",
        "is_filtered": any(asked.values()),
        "is_ended": is_ended,
    }
    return render(request, "coordinator/pairs/list.html", context)


def _fits(pair: PairHealth, phase: str, condition: str, name: str) -> bool:
    if phase in Phase.values and pair.relationship.phase != phase:
        return False
    if condition == "attention" and pair.condition not in ATTENTION:
        return False
    if condition in (Condition.HEALTHY, Condition.PAUSED) and pair.condition != condition:
        return False
    people = (*pair.mentors, *pair.mentees)
    return not name or any(name.casefold() in person.display_name.casefold() for person in people)


def _row(pair: PairHealth, zone: ZoneInfo, *, now: datetime) -> dict[str, Any]:
    held = [one for one in pair.sessions if one.state == SessionState.HELD]
    ahead = [one for one in pair.sessions if one.state == SessionState.BOOKED and one.starts_at > now]
    return {
        "ref": pair.relationship.public_id,
        "mentor": names(pair.mentors),
        "mentee": names(pair.mentees),
        "phase": pair.relationship.get_phase_display(),
        "condition": pair.condition.label,
        "tone": TONES.get(pair.condition, "info"),
        "reason": health_in_words(pair, zone) if pair.needs_a_person else "",
        "held": len(held),
        "last": _date(held[-1].starts_at, zone) if held else "–",
        "next": _date(ahead[0].starts_at, zone) if ahead else "–",
    }


def _ended(programme: Programme, name: str, zone: ZoneInfo) -> list[dict[str, Any]]:
    members = (
        RelationshipMember.objects.of(programme.organisation_id)
        .filter(relationship__programme=programme, relationship__state=RelationshipState.ENDED)
        .select_related("relationship", "person")
        .order_by("-relationship__ended_at", "relationship_id", "pk")
    )
    found: dict[int, list[RelationshipMember]] = {}
    for member in members:
        found.setdefault(member.relationship_id, []).append(member)
    return [
        {
            "ref": some[0].relationship.public_id,
            "mentor": names(one.person for one in some if one.side == Side.MENTOR),
            "mentee": names(one.person for one in some if one.side == Side.MENTEE),
            "phase": some[0].relationship.get_phase_display(),
            "condition": some[0].relationship.get_ending_display(),
            "tone": "info",
            "last": _date(some[0].relationship.ended_at, zone),
        }
        for some in found.values()
        if not name or any(name.casefold() in one.person.display_name.casefold() for one in some)
    ]


def _date(moment: datetime | None, zone: ZoneInfo) -> str:
    return date_format(moment.astimezone(zone), "j M Y") if moment else "–"


def _phases(health: Sequence[PairHealth], asked: dict[str, str]) -> list[dict[str, Any]]:
    counts = Counter(one.relationship.phase for one in health)
    options = [("", _("Every phase"), len(health)), *((key, str(label), counts[key]) for key, label in Phase.choices)]
    return [_option("phase", key, label, asked, count) for key, label, count in options]


def _conditions(health: Sequence[PairHealth], asked: dict[str, str]) -> list[dict[str, Any]]:
    counts = Counter(one.condition for one in health)
    urgent = counts[Condition.AT_RISK] + counts[Condition.ATTENTION]
    options: list[tuple[str, str, int | None]] = [
        ("", _("Every state"), len(health)),
        ("attention", _("Needs attention"), urgent),
        (Condition.HEALTHY.value, _("Healthy"), counts[Condition.HEALTHY]),
        (Condition.PAUSED.value, _("Paused"), counts[Condition.PAUSED]),
        (RelationshipState.ENDED.value, _("Ended"), None),
    ]
    return [_option("condition", key, label, asked, count) for key, label, count in options]


def _option(key: str, value: str, label: str, asked: dict[str, str], count: int | None) -> dict[str, Any]:
    query = urlencode({name: given for name, given in {**asked, key: value}.items() if given})
    return {"label": label, "url": f"?{query}", "current": asked[key] == value, "count": count}
