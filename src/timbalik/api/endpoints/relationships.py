"""The pairs of a programme for who coordinates it: dates, phases, states and completeness; nothing that is the pair's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, Max, Min, OuterRef, Prefetch, Q
from ninja import Query, Router

from timbalik.api.caller import ApiRequest
from timbalik.api.errors import FAILURES, Failure
from timbalik.api.finding import coordinated_programme, listed, page_of
from timbalik.api.schemas import At, Listed, Out, Paging, PersonOut, person_out
from timbalik.journey.health import PairHealth, health_of
from timbalik.journey.wording import action_in_words, health_in_words
from timbalik.meetings.models import MentoringSession
from timbalik.meetings.queries import COMING
from timbalik.meetings.states import SessionState
from timbalik.relationships.models import Agreement, Goal, Relationship, RelationshipMember
from timbalik.relationships.queries import of_programme
from timbalik.relationships.states import GoalState, RelationshipState, Side

router = Router(tags=["relationships"])


class RelationshipFilter(Paging):
    state: RelationshipState | None = None


class SessionCountsOut(Out):
    held: int
    missed: int
    cancelled_by_mentor: int
    cancelled_by_mentee: int
    ahead: int
    last_held_at: At | None
    next_at: At | None


NO_SESSIONS = SessionCountsOut(
    held=0, missed=0, cancelled_by_mentor=0, cancelled_by_mentee=0, ahead=0, last_held_at=None, next_at=None
)


class HealthOut(Out):
    """From dates, states and completeness alone. ``action`` is the one thing to do, if there is one."""

    condition: str
    code: str
    message: str
    action: str
    action_message: str


class RelationshipOut(Out):
    """``health`` is empty once the relationship has ended."""

    id: UUID
    mentors: list[PersonOut]
    mentees: list[PersonOut]
    state: str
    phase: str
    phase_since: At
    opened_at: At
    paused_at: At | None
    ended_at: At | None
    ending: str
    has_agreement: bool
    has_measurable_goal: bool
    sessions: SessionCountsOut
    health: HealthOut | None


@router.get("/programmes/{uuid:programme}/relationships", response={200: Listed[RelationshipOut], FAILURES: Failure})
def list_relationships(
    request: ApiRequest, programme: UUID, chosen: Query[RelationshipFilter]
) -> Listed[RelationshipOut]:
    """Every pair, the oldest first. The number of queries does not grow with them."""
    mine = coordinated_programme(request, programme)
    goals = Goal.objects.filter(relationship=OuterRef("pk"), is_measurable=True).exclude(state=GoalState.DROPPED)
    members = RelationshipMember.objects.of(mine.organisation_id).select_related("person").order_by("pk")
    rows = of_programme(mine).annotate(has_goal=Exists(goals)).order_by("opened_at", "pk")
    if chosen.state:
        rows = rows.filter(state=chosen.state)
    page, total = page_of(rows.prefetch_related(Prefetch("members", queryset=members)), chosen)
    agreed = _agreed(page, mine.organisation_id)
    counts = _session_counts(page, mine.organisation_id, now=request.now)
    health = {one.relationship.pk: one for one in health_of(mine, now=request.now)}
    zone = ZoneInfo(request.person.time_zone)
    return listed(
        [_relationship_out(row, row.pk in agreed, counts[row.pk], health.get(row.pk), zone) for row in page],
        total,
        chosen,
    )


def _those_who_count(row: Relationship) -> list[RelationshipMember]:
    """The members; after an ending those who stayed to the last."""
    return [one for one in row.members.all() if one.left_at is None or (row.ended_at and one.left_at >= row.ended_at)]


def _agreed(page: Sequence[Relationship], organisation: int) -> set[int]:
    """The relationships of which every member signed one version of the agreement. That they did, not what."""
    signed: dict[tuple[int, int], set[int]] = defaultdict(set)
    rows = Agreement.objects.of(organisation).filter(relationship__in=page, signatures__isnull=False)
    for relationship, agreement, person in rows.values_list("relationship_id", "pk", "signatures__person_id"):
        signed[relationship, agreement].add(person)
    people = {row.pk: {member.person_id for member in _those_who_count(row)} for row in page}
    return {relationship for (relationship, _agreement), names in signed.items() if people[relationship] <= names}


def _session_counts(page: Sequence[Relationship], organisation: int, *, now: datetime) -> dict[int, SessionCountsOut]:
    """Counts and dates for each pair of the page, in one query."""
    held, cancelled = Q(state=SessionState.HELD), Q(state=SessionState.CANCELLED)
    ahead = Q(state__in=COMING, starts_at__gt=now)
    rows = (
        MentoringSession.objects.of(organisation)
        .filter(relationship__in=page)
        .order_by()
        .values("relationship_id")
        .annotate(
            held=Count("pk", filter=held),
            missed=Count("pk", filter=Q(state=SessionState.MISSED)),
            cancelled_by_mentor=Count("pk", filter=cancelled & Q(cancelled_side=Side.MENTOR)),
            cancelled_by_mentee=Count("pk", filter=cancelled & Q(cancelled_side=Side.MENTEE)),
            ahead=Count("pk", filter=ahead),
            last_held_at=Max("starts_at", filter=held),
            next_at=Min("starts_at", filter=ahead),
        )
    )
    counted: list[dict[str, Any]] = [dict(row) for row in rows]
    found = {row.pop("relationship_id"): SessionCountsOut(**row) for row in counted}
    return {row.pk: found.get(row.pk, NO_SESSIONS) for row in page}


def _relationship_out(
    row: Relationship, is_agreed: bool, counts: SessionCountsOut, health: PairHealth | None, zone: ZoneInfo
) -> RelationshipOut:
    people: dict[str, list[PersonOut]] = {Side.MENTOR: [], Side.MENTEE: []}
    for member in _those_who_count(row):
        people[member.side].append(person_out(member.person))
    return RelationshipOut(
        id=row.public_id,
        mentors=people[Side.MENTOR],
        mentees=people[Side.MENTEE],
        state=row.state,
        phase=row.phase,
        phase_since=row.phase_since,
        opened_at=row.opened_at,
        paused_at=row.paused_at,
        ended_at=row.ended_at,
        ending=row.ending,
        has_agreement=is_agreed,
        has_measurable_goal=row.has_goal,  # type: ignore[attr-defined]  # annotated above
        sessions=counts,
        health=_health_out(health, zone) if health else None,
    )


def _health_out(health: PairHealth, zone: ZoneInfo) -> HealthOut:
    return HealthOut(
        condition=health.condition,
        code=health.code,
        message=health_in_words(health, zone),
        action=health.action,
        action_message=action_in_words(health.action),
    )
