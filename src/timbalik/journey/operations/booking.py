"""Book a session where the phase allows it: topic and time, training done, agreement signed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from timbalik.journey.facts import LEARNING_KINDS, Criterion, facts_of
from timbalik.journey.phases import phase_module
from timbalik.meetings.models import MentoringSession
from timbalik.meetings.operations.booking import Seat, book, propose_times
from timbalik.meetings.states import Channel, SessionKind
from timbalik.people.models.persons import Person
from timbalik.relationships.models import Relationship
from timbalik.relationships.operations.standing import lock_active
from timbalik.relationships.queries import present_members
from timbalik.relationships.states import Phase
from timbalik.relationships.vault import NotAMember


class TopicMissing(Exception):
    """GR-10: a session has a topic."""


class TrainingNotDone(Exception):
    """GR-14: both finish the training before the first session; ``criteria`` says who has which units ahead."""

    def __init__(self, criteria: Sequence[Criterion]) -> None:
        super().__init__(", ".join(criterion.side for criterion in criteria))
        self.criteria = tuple(criteria)


class AgreementNotSigned(Exception):
    """GR-06: no learning session before the agreement is signed by both."""


class SessionKindNotInPhase(Exception):
    """The present phase has other kinds of session; ``allowed`` lists them."""

    def __init__(self, allowed: Sequence[SessionKind]) -> None:
        super().__init__(", ".join(allowed))
        self.allowed = tuple(allowed)


@transaction.atomic
def book_session(
    relationship: Relationship,
    *,
    starts_at: datetime,
    minutes: int,
    topic: str,
    by: Person,
    now: datetime,
    kind: str = "",
    channel: str = Channel.VIDEO,
    place: str = "",
) -> MentoringSession:
    """Book and invite. Without a ``kind`` the phase's own is taken.

    Raises ``TopicMissing``, ``TrainingNotDone``, ``AgreementNotSigned``, ``SessionKindNotInPhase``, ``NotAMember``,
    ``RelationshipNotActive``, and what ``meetings.operations.book`` raises.
    """
    seats, chosen = _check(relationship, topic=topic, kind=kind, by=by)
    return book(
        relationship.programme,
        relationship=relationship,
        seats=seats,
        starts_at=starts_at,
        minutes=minutes,
        kind=chosen,
        topic=topic,
        channel=channel,
        place=place,
        by=by,
        now=now,
    )


@transaction.atomic
def propose_session(
    relationship: Relationship,
    *,
    starts: Sequence[datetime],
    minutes: int,
    topic: str,
    by: Person,
    now: datetime,
    kind: str = "",
    channel: str = Channel.VIDEO,
    place: str = "",
) -> MentoringSession:
    """Suggest up to three times and let the partner choose. Raises as ``book_session``."""
    seats, chosen = _check(relationship, topic=topic, kind=kind, by=by)
    return propose_times(
        relationship.programme,
        relationship=relationship,
        seats=seats,
        starts=starts,
        minutes=minutes,
        kind=chosen,
        topic=topic,
        channel=channel,
        place=place,
        by=by,
        now=now,
    )


def _check(relationship: Relationship, *, topic: str, kind: str, by: Person) -> tuple[list[Seat], SessionKind]:
    lock_active(relationship)
    members = present_members(relationship)
    if by.pk not in {member.person_id for member in members}:
        raise NotAMember(f"{by.public_id} in {relationship.public_id}")
    if not topic.strip():
        raise TopicMissing
    pair, module = facts_of(relationship), phase_module(relationship.phase)
    chosen = SessionKind(kind) if kind else module.SESSION_KINDS[0]
    if training := phase_module(Phase.NEGOTIATION).missing_to_enter(pair):
        raise TrainingNotDone(training)
    if chosen in LEARNING_KINDS and phase_module(Phase.GROWTH).missing_to_enter(pair):
        raise AgreementNotSigned
    if chosen not in module.SESSION_KINDS:
        raise SessionKindNotInPhase(module.SESSION_KINDS)
    return [Seat(member.person, member.side) for member in members], chosen
