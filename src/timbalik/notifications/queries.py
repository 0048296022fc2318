"""Reads of what was written to people."""

from __future__ import annotations

from timbalik.notifications.models import Effect
from timbalik.notifications.states import EffectKind
from timbalik.people.models.persons import Person


def unread_notices(person: Person) -> int:
    """How many in-app notices the person has not marked as read; one query."""
    rows = Effect.objects.filter(organisation_id=person.organisation_id, recipient=person, kind=EffectKind.IN_APP)
    return rows.filter(read_at__isnull=True).exclude(content_sealed=None).count()
