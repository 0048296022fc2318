"""What a programme's data says, before anything is protected: groups of people and what was seen in them.

These values never leave ``evaluation``; ``content`` lets each of them pass suppression first.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from timbalik.evaluation.consenting import usable_pseudonyms
from timbalik.meetings.models import MentoringSession
from timbalik.meetings.states import SessionState
from timbalik.programmes.models import Programme
from timbalik.programmes.states import EnrolmentRole, EnrolmentState
from timbalik.relationships.models import Goal, Relationship, RelationshipMember
from timbalik.relationships.states import Ending, GoalState, RelationshipState
from timbalik.surveys.models import Response, SurveyRequest

FUNNEL_STEPS = ("invited", "enrolled", "paired", "met", "finished")


@dataclass(frozen=True)
class Funnel:
    """Persons of one role by how far they came; each step is a subset of the one before."""

    role: str
    steps: dict[str, frozenset[int]]


@dataclass(frozen=True)
class SessionFacts:
    """Counted over all relationships of the programme."""

    planned_so_far: int
    planned: int
    held: int
    cancelled: int
    missed: int
    ahead: int


@dataclass(frozen=True)
class GoalFacts:
    """Relationships, not goals, are counted: a pair that reached one of its goals counts once."""

    pairs_with_goal: frozenset[int]
    pairs_measurable: frozenset[int]
    pairs_closed: frozenset[int]
    pairs_reached: frozenset[int]


@dataclass(frozen=True)
class PulseFacts:
    """Answers by item, wave and side: pseudonym → 1 to 5, of those who allow it; ``answered`` counts everybody."""

    answers: dict[tuple[str, str, str], dict[str, int]] = field(default_factory=dict)
    asked: dict[tuple[str, str], int] = field(default_factory=dict)  # (wave, side) → people asked
    answered: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Facts:
    programme: Programme
    as_of: datetime
    pairs: frozenset[int]
    active_pairs: int
    early_endings: int
    funnels: tuple[Funnel, ...]
    sessions: SessionFacts
    goals: GoalFacts
    pulses: PulseFacts


def read_facts(programme: Programme, *, now: datetime) -> Facts:
    """Read everything a report needs, in a number of queries that does not grow with the programme."""
    relationships = list(programme.relationships.values_list("pk", "state", "ending", "opened_at"))
    pairs = frozenset(row[0] for row in relationships)
    return Facts(
        programme=programme,
        as_of=now,
        pairs=pairs,
        active_pairs=sum(state == RelationshipState.ACTIVE for _, state, _, _ in relationships),
        early_endings=sum(
            state == RelationshipState.ENDED and ending != Ending.COMPLETED for _, state, ending, _ in relationships
        ),
        funnels=tuple(_funnel(programme, role) for role in EnrolmentRole.values),
        sessions=_sessions(programme, relationships, now=now),
        goals=_goals(programme),
        pulses=_pulses(programme),
    )


def _funnel(programme: Programme, role: str) -> Funnel:
    enrolments = dict(programme.enrolments.filter(role=role).values_list("person_id", "state"))
    members = programme_members(programme).filter(side=role)
    paired = set(members.values_list("person_id", flat=True))
    met = set(
        members.filter(relationship__sessions__state=SessionState.HELD).values_list("person_id", flat=True).distinct()
    )
    finished = set(members.filter(relationship__ending=Ending.COMPLETED).values_list("person_id", flat=True))
    invited = set(enrolments)
    enrolled = {person for person, state in enrolments.items() if state == EnrolmentState.SUBMITTED} | (
        paired & invited
    )
    steps = {
        "invited": invited,
        "enrolled": enrolled,
        "paired": paired & enrolled,
        "met": met & paired,
        "finished": finished & met,
    }
    return Funnel(role, {name: frozenset(people) for name, people in steps.items()})


def programme_members(programme: Programme) -> QuerySet[RelationshipMember]:
    return RelationshipMember.objects.filter(
        organisation_id=programme.organisation_id, relationship__programme=programme
    )


def _sessions(
    programme: Programme, relationships: list[tuple[int, str, str, datetime]], *, now: datetime
) -> SessionFacts:
    counted = MentoringSession.objects.filter(organisation_id=programme.organisation_id, programme=programme).aggregate(
        held=Count("pk", filter=Q(state=SessionState.HELD)),
        cancelled=Count("pk", filter=Q(state=SessionState.CANCELLED)),
        missed=Count("pk", filter=Q(state=SessionState.MISSED)),
        ahead=Count("pk", filter=Q(state=SessionState.BOOKED, starts_at__gt=now)),
    )
    due = 0
    for _, _, _, opened_at in relationships:
        elapsed = (now - opened_at).days // programme.cadence_days
        due += min(max(elapsed, 0), programme.planned_sessions)
    return SessionFacts(planned_so_far=due, planned=len(relationships) * programme.planned_sessions, **counted)


def _goals(programme: Programme) -> GoalFacts:
    goals = Goal.objects.filter(organisation_id=programme.organisation_id, relationship__programme=programme)
    rows = list(goals.values_list("relationship_id", "is_measurable", "state"))
    closed_pairs = Relationship.objects.filter(
        organisation_id=programme.organisation_id,
        programme=programme,
        state=RelationshipState.ENDED,
        ending=Ending.COMPLETED,
    )
    return GoalFacts(
        pairs_with_goal=frozenset(pair for pair, _, _ in rows),
        pairs_measurable=frozenset(pair for pair, measurable, _ in rows if measurable),
        pairs_closed=frozenset(closed_pairs.values_list("pk", flat=True)) & frozenset(pair for pair, _, _ in rows),
        pairs_reached=frozenset(pair for pair, _, state in rows if state == GoalState.REACHED),
    )


def _pulses(programme: Programme) -> PulseFacts:
    answers: dict[tuple[str, str, str], dict[str, int]] = {}
    answered: dict[tuple[str, str], set[str]] = {}
    usable = usable_pseudonyms(programme)
    responses = Response.objects.filter(organisation_id=programme.organisation_id, wave__programme=programme)
    for kind, side, pseudonym, given in responses.values_list("wave__kind", "side", "pseudonym", "answers"):
        answered.setdefault((kind, side), set()).add(str(pseudonym))
        if pseudonym not in usable:
            continue
        for item, value in given.items():
            if value is not None:
                answers.setdefault((item, kind, side), {})[str(pseudonym)] = value
    requests = SurveyRequest.objects.filter(organisation_id=programme.organisation_id, wave__programme=programme)
    asked = {
        (kind, side): count for kind, side, count in requests.values_list("wave__kind", "side").annotate(Count("pk"))
    }
    return PulseFacts(answers, asked, {key: frozenset(people) for key, people in answered.items()})
