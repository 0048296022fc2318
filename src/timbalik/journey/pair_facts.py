"""What is loaded of every pair of a programme: dates, states and whether something is complete, in few queries."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from timbalik.audit.models import AuditEntry
from timbalik.learning.queries import completed_units, sides_of, units_of
from timbalik.meetings.models import CheckIn, MentoringSession, SessionParticipant
from timbalik.meetings.states import Reply, SessionState
from timbalik.programmes.models import Programme
from timbalik.relationships.models import (
    Agreement,
    ClosureEntry,
    Goal,
    PhaseChange,
    Relationship,
    RelationshipMember,
    Signature,
)
from timbalik.relationships.states import GoalState, Phase, PhaseMove, RelationshipState

REMINDED = "relationship.reminded"  # the verb in the audit
ANSWER_WITHIN = timedelta(hours=48)
CHECK_IN_WITHIN = timedelta(days=3)
LOOK_BACK = timedelta(days=60)


class SessionDates(NamedTuple):
    """A session without what belongs to the pair: no topic, no place."""

    pk: int
    relationship_id: int
    number: int
    state: str
    starts_at: datetime
    ends_at: datetime
    cancelled_side: str


@dataclass
class PairFacts:
    relationship: Relationship
    members: list[RelationshipMember] = field(default_factory=list)
    sessions: list[SessionDates] = field(default_factory=list)
    waiting: set[int] = field(default_factory=set)  # sessions with an answer outstanding
    open_check_ins: int = 0
    has_training: bool = True
    is_agreed: bool = False
    has_goal: bool = False
    closure_parts: int = 0
    has_stepped_back: bool = False
    is_reminded: bool = False  # whoever runs the programme has written to both today


def load_pairs(programme: Programme, *, now: datetime, only: Relationship | None = None) -> dict[int, PairFacts]:
    """Every pair that has not ended (or this one), by key. At most five queries, however many pairs."""
    pairs: dict[int, PairFacts] = {}
    for member in _members(programme, only, now=now):
        pair = pairs.setdefault(
            member.relationship_id,
            PairFacts(
                member.relationship,
                is_agreed=member.is_agreed,
                has_goal=member.has_goal,
                closure_parts=member.closure_parts,
                has_stepped_back=member.last_move == PhaseMove.BACK,
                is_reminded=member.is_reminded,
            ),
        )
        pair.members.append(member)
    _load_sessions(programme, pairs, only)
    _load_seats(programme, pairs, only, now=now)
    if any(pair.relationship.phase == Phase.PREPARATION for pair in pairs.values()):
        _load_training(programme, pairs)
    return pairs


def _members(programme: Programme, only: Relationship | None, *, now: datetime) -> QuerySet[Any]:
    """With each member what is complete in the phase the pair is in; elsewhere it is not asked."""
    same = {"relationship": OuterRef("relationship")}
    goals = Goal.objects.filter(**same, is_measurable=True).exclude(state=GoalState.DROPPED)
    signed = Signature.objects.filter(agreement=OuterRef(OuterRef("pk")), person=OuterRef("person"))
    unsigned = RelationshipMember.objects.filter(**same, left_at__isnull=True).filter(~Exists(signed))
    agreed = Agreement.objects.filter(**same, relationship__phase=Phase.NEGOTIATION).filter(~Exists(unsigned))
    closing = ClosureEntry.objects.filter(**same, relationship__phase=Phase.CLOSURE, stretch=F("relationship__stretch"))
    parts = closing.order_by().values("relationship")
    moves = PhaseChange.objects.filter(**same).order_by("-at", "-id").values("move")
    midnight = now.astimezone(ZoneInfo(programme.organisation.time_zone)).replace(hour=0, minute=0, second=0)
    reminded = AuditEntry.objects.filter(
        organisation_ref=programme.organisation.public_id,
        subject_ref=OuterRef("relationship__public_id"),
        verb=REMINDED,
        at__gte=midnight,
    )
    rows: QuerySet[Any] = RelationshipMember.objects.filter(
        organisation_id=programme.organisation_id, relationship__programme=programme, left_at__isnull=True
    ).exclude(relationship__state=RelationshipState.ENDED)
    if only is not None:
        rows = rows.filter(relationship=only)
    found: QuerySet[Any] = (
        rows.select_related("relationship", "person")
        .annotate(
            has_goal=Exists(goals),
            is_agreed=Exists(agreed),
            closure_parts=Coalesce(Subquery(parts.annotate(number=Count("pk")).values("number")), 0),
            last_move=Subquery(moves[:1]),
            is_reminded=Exists(reminded),
        )
        .order_by("relationship_id", "pk")
    )
    return found


def _load_sessions(programme: Programme, pairs: dict[int, PairFacts], only: Relationship | None) -> None:
    rows = MentoringSession.objects.filter(organisation_id=programme.organisation_id, programme=programme)
    if only is not None:
        rows = rows.filter(relationship=only)
    # The sealed columns stay where they are.
    for row in rows.order_by("starts_at", "number").values_list(*SessionDates._fields):
        session = SessionDates(*row)
        if session.relationship_id in pairs:
            pairs[session.relationship_id].sessions.append(session)


def _load_seats(programme: Programme, pairs: dict[int, PairFacts], only: Relationship | None, *, now: datetime) -> None:
    """Answers still out for the next two days, and whether both tapped after the sessions of the last weeks."""
    tapped = CheckIn.objects.filter(session=OuterRef("session"), person=OuterRef("person"))
    seats = SessionParticipant.objects.filter(
        organisation_id=programme.organisation_id,
        session__programme=programme,
        session__starts_at__range=(now - LOOK_BACK, now + ANSWER_WITHIN),
        session__state__in=(SessionState.BOOKED, SessionState.HELD),
    )
    if only is not None:
        seats = seats.filter(session__relationship=only)
    fields = ("session_id", "session__relationship_id", "session__state", "session__ends_at", "reply", "has_tapped")
    untapped: dict[int, int] = {}
    for session, relationship, state, ends_at, reply, has_tapped in seats.annotate(
        has_tapped=Exists(tapped)
    ).values_list(*fields):
        if relationship not in pairs:
            continue
        if state == SessionState.BOOKED and reply == Reply.WAITING:
            pairs[relationship].waiting.add(session)
        elif state == SessionState.HELD and not has_tapped and now - ends_at > CHECK_IN_WITHIN:
            untapped[session] = relationship
    for relationship in untapped.values():
        pairs[relationship].open_check_ins += 1


def _load_training(programme: Programme, pairs: dict[int, PairFacts]) -> None:
    waiting = [pair for pair in pairs.values() if pair.relationship.phase == Phase.PREPARATION]
    units = [(unit.key, sides_of(unit, programme)) for unit in units_of(programme)]
    done = completed_units(programme, [member.person_id for pair in waiting for member in pair.members])
    for pair in waiting:
        pair.has_training = all(
            key in done[member.person_id] for member in pair.members for key, sides in units if member.side in sides
        )
