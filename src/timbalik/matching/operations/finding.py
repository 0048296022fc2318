"""Let oneself be found by the other side of a programme, or no longer."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from timbalik.audit.operations import record
from timbalik.matching.models import Findable
from timbalik.matching.request_errors import NotYourRequest
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Enrolment


@transaction.atomic
def choose_to_be_found(enrolment: Enrolment, *, wish: bool, by: Person, now: datetime) -> None:
    """Nobody is found who did not say so; taken back, it counts at once. What was asked before may still be answered.

    Raises ``NotYourRequest``.
    """
    if by.pk != enrolment.person_id:
        raise NotYourRequest(str(enrolment.public_id))
    rows = Findable.objects.of(enrolment.organisation_id).filter(enrolment=enrolment)
    if wish == rows.exists():
        return
    if wish:
        Findable.objects.create(organisation=enrolment.organisation, enrolment=enrolment, since=now)
    else:
        rows.delete()
    verb = "enrolment.can_be_found" if wish else "enrolment.not_found_any_more"
    record(verb, organisation=enrolment.organisation, by=by, subject=enrolment, now=now)
