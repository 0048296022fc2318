"""What becomes of messages when something happens to a person."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from timbalik.notifications.models import ActionLink
from timbalik.people.models.persons import Person
from timbalik.people.signals import address_changed


@receiver(address_changed, dispatch_uid="notifications.address_changed")
def end_links_of_the_old_mailbox(person: Person, now: datetime, **_: Any) -> None:
    """A link acts as its person: it must not outlive their address."""
    standing = ActionLink.objects.of(person.organisation_id).filter(person=person, used_at__isnull=True)
    standing.filter(expires_at__gt=now).update(expires_at=now)
