"""What a person adds to their own enrolment in one tap, on request: one more place, one more topic. Nobody else may."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.db import transaction

from timbalik.audit.operations import record
from timbalik.people.models.persons import Person
from timbalik.people.models.skills import SkillConcept
from timbalik.programmes.models import Enrolment, Offer
from timbalik.programmes.operations.enrolment import NotYourEnrolment
from timbalik.programmes.states import EnrolmentState

MOST_PLACES: Final = 5
LEVEL: Final = 3  # somebody who says "I can show that": neither beginner nor the one others ask


@transaction.atomic
def add_place(enrolment: Enrolment, *, by: Person, now: datetime) -> int:
    """One place more, five at most; returns how many there are now. Raises ``NotYourEnrolment``."""
    held = _held(enrolment, by)
    held.capacity = min(MOST_PLACES, held.capacity + 1)
    held.save(update_fields=["capacity"])
    enrolment.capacity = held.capacity
    facts = {"places": held.capacity}
    record("enrolment.place_added", organisation=held.organisation, by=by, subject=held, now=now, facts=facts)
    return held.capacity


@transaction.atomic
def add_offers(enrolment: Enrolment, keys: Iterable[str], *, by: Person, now: datetime) -> int:
    """Topics this person can show, beside those offered before; returns how many are new. Raises ``NotYourEnrolment``."""
    held = _held(enrolment, by)
    known = set(held.offers.filter(organisation=held.organisation_id).values_list("concept__key", flat=True))
    concepts = SkillConcept.objects.filter(key__in=set(keys) - known)
    fresh = [
        Offer(organisation=held.organisation, enrolment=held, concept=concept, level=LEVEL) for concept in concepts
    ]
    Offer.objects.bulk_create(fresh)
    facts = {"offers": len(fresh)}
    record("enrolment.offers_added", organisation=held.organisation, by=by, subject=held, now=now, facts=facts)
    return len(fresh)


def _held(enrolment: Enrolment, by: Person) -> Enrolment:
    held = (
        Enrolment.objects.of(enrolment.organisation_id)
        .select_for_update(of=("self",))
        .select_related("organisation", "person")
        .get(pk=enrolment.pk)
    )
    if held.person_id != by.pk or held.state != EnrolmentState.SUBMITTED:
        raise NotYourEnrolment(str(held.public_id))
    return held
