"""A pair that pauses or ends keeps nothing in its calendars; erasure takes what a person said after sessions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from timbalik.meetings.models import CheckIn
from timbalik.meetings.operations.changing import withdraw_session
from timbalik.meetings.queries import COMING
from timbalik.people.models.persons import Person
from timbalik.people.signals import person_erased
from timbalik.relationships.models import Relationship
from timbalik.relationships.signals import relationship_ended, relationship_paused


@receiver([relationship_paused, relationship_ended], dispatch_uid="meetings.withdraw_coming")
def withdraw_coming(relationship: Relationship, by: Person | None, now: datetime, **_: Any) -> None:
    for session in relationship.sessions.filter(state__in=COMING, starts_at__gt=now):
        withdraw_session(session, by=by, now=now)


@receiver(person_erased, dispatch_uid="meetings.forget_check_ins")
def forget_check_ins(person: Person, **_: Any) -> None:
    """That they tapped stays, for counts; what they said goes."""
    CheckIn.objects.filter(organisation_id=person.organisation_id, person=person).update(content_sealed=b"")
