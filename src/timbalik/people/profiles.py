"""What people change about themselves: how they are named and spoken to, and wishes they take back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from timbalik.audit.operations import record
from timbalik.people.models.persons import Person
from timbalik.people.signals import processing_released
from timbalik.people.states import Salutation
from timbalik.people.validators import validate_time_zone

CHANGEABLE = ("full_name", "nickname", "salutation", "language", "time_zone")


class UnknownLanguage(ValueError):
    """Neither Indonesian nor English."""


@dataclass(frozen=True)
class Profile:
    full_name: str
    nickname: str
    salutation: str
    language: str
    time_zone: str


@transaction.atomic
def change_profile(person: Person, profile: Profile, *, by: Person | None, now: datetime) -> None:
    """Correct one's own name, form of address, language and zone. Hours stay as they are written, in the new zone.

    Raises ``UnknownLanguage``, or ``ValueError`` (a form of address) and ``ValidationError`` (a zone) for what does not exist.
    """
    if profile.language not in ("id", "en"):
        raise UnknownLanguage(profile.language)
    Salutation(profile.salutation)
    validate_time_zone(profile.time_zone)
    changed = [name for name in CHANGEABLE if getattr(person, name) != getattr(profile, name)]
    if not changed:
        return
    for name in changed:
        setattr(person, name, getattr(profile, name))
    person.updated_at = now
    person.save(update_fields=[*changed, "updated_at"])
    facts = {"fields": changed}
    record("person.changed", organisation=person.organisation, by=by, subject=person, now=now, facts=facts)


@transaction.atomic
def release_processing(person: Person, *, by: Person | None, now: datetime) -> None:
    """End what ``restrict_processing`` began: the person is invited, paired and asked again; their pairs wait to be resumed."""
    if person.restricted_at is None:
        return
    person.restricted_at = None
    person.save(update_fields=["restricted_at"])
    record("person.released", organisation=person.organisation, by=by, subject=person, now=now)
    processing_released.send(Person, person=person, now=now)


@transaction.atomic
def remove_avoidance(person: Person, other: Person, *, by: Person | None, now: datetime) -> None:
    """Take back the wish not to be paired with somebody."""
    gone, _ = person.avoidances.filter(other=other).delete()
    if gone:
        record("avoidance.removed", organisation=person.organisation, by=by, subject=person, now=now)
