"""Recognise somebody who was erased when a file names them again, without keeping who they were."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from timbalik.audit.operations import record
from timbalik.lib import sealing
from timbalik.people.models.erasure import ErasedMark
from timbalik.people.models.organisations import Organisation
from timbalik.people.models.persons import Person


@dataclass(frozen=True)
class ErasedMarks:
    """The marks of one organisation, read once for a file."""

    on: Mapping[str, date] = field(default_factory=dict)

    def find(self, staff_number: str, email: str) -> date | None:
        """When somebody with this number or address was erased; nothing is hashed where there are no marks."""
        if not self.on:
            return None
        found = [self.on[digest] for digest in _digests(staff_number, email) if digest in self.on]
        return max(found, default=None)


def marks_of(organisation: Organisation) -> ErasedMarks:
    return ErasedMarks(dict(ErasedMark.objects.of(organisation).values_list("digest", "erased_on")))


def keep_marks(person: Person, *, now: datetime) -> None:
    """Before the row is emptied."""
    today = now.astimezone(ZoneInfo(person.organisation.time_zone)).date()
    for digest in _digests(person.staff_number, person.email):
        ErasedMark.objects.update_or_create(
            organisation_id=person.organisation_id, digest=digest, defaults={"erased_on": today}
        )


@transaction.atomic
def welcome_back(organisation: Organisation, *, staff_number: str, email: str, by: Person | None, now: datetime) -> int:
    """Forget the marks of somebody who asked to come back, so that a file may name them; returns how many.

    Whoever does it says so in the audit; neither number nor address stands there.
    """
    gone, _ = ErasedMark.objects.of(organisation).filter(digest__in=_digests(staff_number, email)).delete()
    if gone:
        record("person.welcomed_back", organisation=organisation, by=by, subject=organisation, now=now)
    return gone


def _digests(staff_number: str, email: str) -> list[str]:
    """The number without the zeros that spreadsheets eat; the address in small letters."""
    number = staff_number.strip().casefold().lstrip("0")
    said = [f"number:{number}"] if number else []
    said += [f"mail:{email.strip().lower()}"] if email.strip() else []
    key = sealing.key_from_secret(settings.MASTER_KEY, purpose="timbalik erased marks")
    return [hashlib.blake2b(text.encode(), key=key, digest_size=32).hexdigest() for text in said]
