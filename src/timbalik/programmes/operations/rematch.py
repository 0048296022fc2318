"""Whether somebody whose pair has ended would like a new partner."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from timbalik.audit.operations import record
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Enrolment
from timbalik.programmes.operations.enrolment import NotYourEnrolment


@transaction.atomic
def wish_for_partner(enrolment: Enrolment, *, wants: bool, by: Person, now: datetime) -> None:
    """Say "not now", and the next round leaves them out; or take it back. Nobody asks why. Raises ``NotYourEnrolment``."""
    if by.pk != enrolment.person_id:
        raise NotYourEnrolment
    if wants == (enrolment.no_rematch_at is None):
        return
    enrolment.no_rematch_at = None if wants else now
    enrolment.save(update_fields=["no_rematch_at"])
    verb = "enrolment.wants_partner" if wants else "enrolment.wants_no_partner"
    record(verb, organisation=enrolment.organisation, by=by, subject=enrolment, now=now)
