"""What the erasure of a person means for what pairs wrote together."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.dispatch import receiver

from timbalik.people.models.persons import Person
from timbalik.people.signals import person_erased
from timbalik.relationships.models import PhaseChange, RelationshipMember
from timbalik.relationships.vault import destroy_key


@receiver(person_erased, dispatch_uid="relationships.forget_member")
def forget_member(person: Person, now: datetime, **_: Any) -> None:
    """Their reasons go at once. What the two wrote together is the partner's too: its key goes with the last of them.

    The key is destroyed after commit: it lies in a store of its own and would not come back if the erasure failed.
    """
    PhaseChange.objects.filter(organisation_id=person.organisation_id, by=person).update(reason_sealed=None)
    own = RelationshipMember.objects.filter(organisation_id=person.organisation_id, person=person)
    for membership in own.select_related("relationship"):
        relationship = membership.relationship
        if not relationship.members.exclude(person=person).filter(person__erased_at__isnull=True).exists():
            transaction.on_commit(lambda ref=relationship.public_id: destroy_key(ref, now=now))  # type: ignore[misc]
