"""Drafts and rounds as the coordinator chooses them for a comparison."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from timbalik.matching.keeping import LAST
from timbalik.matching.models import Draft, Round
from timbalik.matching.snapshots import DRAFT, ROUND, Snapshot, snapshot_of_draft, snapshot_of_round
from timbalik.matching.states import RoundState
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Enrolment, Programme

MOST_LISTED = 200


@dataclass(frozen=True)
class Side:
    """One arrangement to choose from: a round, or a draft of it."""

    ref: str
    kind: str
    name: str
    number: int
    state: str
    at: datetime


def drafts_of(round_: Round) -> QuerySet[Draft]:
    """The drafts somebody kept, newest first; without their contents."""
    rows = Draft.objects.of(round_.organisation_id).filter(round=round_).exclude(name=LAST)
    return rows.select_related("by").defer("pairs", "decisions").order_by("-at", "-pk")


def sides_of(programme: Programme) -> list[Side]:
    """Everything that can be compared in a programme: rounds, newest first, each with its drafts. Two queries."""
    rounds = Round.objects.of(programme.organisation_id).filter(programme=programme).order_by("-number")
    kept = Draft.objects.of(programme.organisation_id).filter(round__programme=programme).exclude(name=LAST)
    found = [
        Side(str(number), ROUND, "", number, state, opened_at)
        for number, state, opened_at in rounds.values_list("number", "state", "opened_at")[:MOST_LISTED]
    ]
    found += [
        Side(ref.hex, DRAFT, name, number, state, at)
        for ref, name, number, state, at in kept.order_by("-at").values_list(
            "public_id", "name", "round__number", "round__state", "at"
        )[:MOST_LISTED]
    ]
    return sorted(found, key=lambda one: (-one.number, one.kind == DRAFT, -one.at.timestamp()))


def find_draft(programme: Programme, ref: str) -> Draft | None:
    try:
        public_id = UUID(ref)
    except ValueError:
        return None
    rows = Draft.objects.of(programme.organisation_id).filter(round__programme=programme, public_id=public_id)
    return rows.select_related("round", "organisation").first()


def find_snapshot(programme: Programme, ref: str) -> Snapshot | None:
    """The arrangement of that ref: the number of a round, or the public id of a draft."""
    if ref.isdecimal() and len(ref) < 6:
        round_ = Round.objects.of(programme.organisation_id).filter(programme=programme, number=int(ref)).first()
        return _of_round(round_) if round_ else None
    draft = find_draft(programme, ref)
    return snapshot_of_draft(draft) if draft else None


def _of_round(round_: Round) -> Snapshot:
    """Of a round that was set aside, what stood then."""
    if round_.state != RoundState.DISCARDED:
        return snapshot_of_round(round_)
    last = Draft.objects.of(round_.organisation_id).filter(round=round_, name=LAST).select_related("round").first()
    if last is None:
        return snapshot_of_round(round_)
    return replace(snapshot_of_draft(last), ref=str(round_.number), kind=ROUND)


def people_of(programme: Programme, keys: set[int]) -> dict[int, Person]:
    """The people behind enrolments, by key. One query."""
    rows = Enrolment.objects.of(programme.organisation_id).filter(Q(programme=programme), pk__in=keys)
    return {row.pk: row.person for row in rows.select_related("person__unit")}
