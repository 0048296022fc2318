"""Reads of what belongs to single sessions: plans, what a visit showed, talk shares. Opened for one member at a time."""

from __future__ import annotations

from dataclasses import dataclass

from timbalik.meetings.models import MentoringSession, SessionPlan, TalkShare
from timbalik.relationships.models import Relationship
from timbalik.relationships.vault import Vault


@dataclass(frozen=True)
class PlanWords:
    """``topic_key`` names a topic of the library, ``goal`` a goal of the pair, ``lesson`` one that a mentor wrote.

    Each may be empty; ``look_at``, ``meet`` and ``safety`` are a visit's.
    """

    topic_key: str = ""
    goal: str = ""
    aim: str = ""
    look_at: str = ""
    meet: str = ""
    safety: str = ""
    lesson: str = ""


@dataclass(frozen=True)
class SeenWords:
    """After a visit: what is really happening there, what surprised, the one follow-up."""

    happening: str = ""
    surprise: str = ""
    follow_up: str = ""


@dataclass(frozen=True)
class OpenedPlan:
    plan: PlanWords
    seen: SeenWords | None


def opened_plan(session: MentoringSession, vault: Vault) -> OpenedPlan:
    """Empty when nothing was planned."""
    row = SessionPlan.objects.filter(organisation_id=session.organisation_id, session=session).first()
    if row is None:
        return OpenedPlan(PlanWords(), None)
    plan = PlanWords(**vault.open(row.content_sealed, place=f"plan:{row.public_id}"))
    seen = SeenWords(**vault.open(row.seen_sealed, place=f"seen:{row.public_id}")) if row.seen_sealed else None
    return OpenedPlan(plan, seen)


@dataclass(frozen=True)
class OpenedTalkShare:
    session_id: int
    mentor: int
    mentee: int
    measure: str


def opened_talk_shares(
    relationship: Relationship, vault: Vault, *, only: MentoringSession | None = None
) -> list[OpenedTalkShare]:
    """Percent of both sides, by session, the oldest first."""
    rows = TalkShare.objects.filter(organisation_id=relationship.organisation_id, session__relationship=relationship)
    if only is not None:
        rows = rows.filter(session=only)
    return [
        OpenedTalkShare(row.session_id, **vault.open(row.content_sealed, place=f"talk-share:{row.public_id}"))
        for row in rows.order_by("session__starts_at", "pk")
    ]
