"""What the two mean to do in a session, and after a visit what they saw. Sealed for the pair (F-29, F-34)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from timbalik.meetings.details import PlanWords, SeenWords
from timbalik.meetings.models import MentoringSession, SessionPlan
from timbalik.meetings.operations.standing import note, own_seat
from timbalik.meetings.states import SessionKind, SessionState
from timbalik.people.models.persons import Person
from timbalik.relationships.vault import Vault, open_vault

LONGEST_LINE = 600


class NothingToPlan(Exception):
    """A first talk before a relationship, or a session called off, has no plan."""


class NotAVisit(Exception):
    """Only a session in the field, once it began, has something that was seen."""


@transaction.atomic
def plan_session(session: MentoringSession, words: PlanWords, *, by: Person, now: datetime) -> SessionPlan:
    """Write the plan, or write it anew; either of the two may. Raises ``NotAParticipant``, ``NothingToPlan``."""
    own_seat(session, by)
    if session.relationship is None or session.state == SessionState.CANCELLED:
        raise NothingToPlan
    plan = _plan(session)
    vault = open_vault(session.relationship, reader=by)
    plan.content_sealed = vault.seal(_trimmed(asdict(words)), place=f"plan:{plan.public_id}")
    return _keep(plan, by=by, now=now, verb="session.planned")


@transaction.atomic
def note_seen(session: MentoringSession, words: SeenWords, *, by: Person, now: datetime) -> SessionPlan:
    """Say what a visit showed. Raises ``NotAParticipant``, ``NotAVisit``."""
    own_seat(session, by)
    if session.relationship is None or session.kind != SessionKind.FIELD or session.starts_at > now:
        raise NotAVisit
    plan = _plan(session)
    vault = open_vault(session.relationship, reader=by)
    if not plan.content_sealed:
        plan.content_sealed = _empty(plan, vault)
    plan.seen_sealed = vault.seal(_trimmed(asdict(words)), place=f"seen:{plan.public_id}")
    return _keep(plan, by=by, now=now, verb="session.visit_noted")


def _plan(session: MentoringSession) -> SessionPlan:
    return SessionPlan.objects.of(session.organisation_id).filter(session=session).first() or SessionPlan(
        public_id=uuid.uuid4(), organisation=session.organisation, session=session
    )


def _empty(plan: SessionPlan, vault: Vault) -> bytes:
    return vault.seal(asdict(PlanWords()), place=f"plan:{plan.public_id}")


def _trimmed(words: Mapping[str, str]) -> dict[str, str]:
    return {name: text.strip()[:LONGEST_LINE] for name, text in words.items()}


def _keep(plan: SessionPlan, *, by: Person, now: datetime, verb: str) -> SessionPlan:
    plan.by = by
    plan.updated_at = now
    plan.save()
    note(verb, plan.session, by=by, now=now)
    return plan
