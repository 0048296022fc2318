"""What the journey does when something happens below it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from timbalik.journey import letters
from timbalik.journey.rechecks import recheck_pairs
from timbalik.people.models.organisations import Organisation
from timbalik.people.models.persons import Person
from timbalik.people.signals import people_imported, processing_released, processing_restricted
from timbalik.people.states import Employment
from timbalik.programmes.models import Enrolment, Programme
from timbalik.programmes.signals import enrolment_withdrawn
from timbalik.relationships.models import Agreement, Relationship
from timbalik.relationships.operations.closing import end_relationship
from timbalik.relationships.operations.standing import pause_relationship
from timbalik.relationships.queries import of_member
from timbalik.relationships.signals import (
    agreement_signed,
    relationship_ended,
    relationship_opened,
    relationship_paused,
    relationship_resumed,
)
from timbalik.relationships.states import Ending, RelationshipState
from timbalik.surveys.signals import talk_requested


@receiver(relationship_opened, dispatch_uid="journey.welcome")
def welcome_pair(relationship: Relationship, now: datetime, **_: Any) -> None:
    letters.welcome(relationship, now=now)


@receiver(agreement_signed, dispatch_uid="journey.agreement_stands")
def say_that_the_agreement_stands(agreement: Agreement, now: datetime, **_: Any) -> None:
    letters.agreement_stands(agreement, now=now)


@receiver(relationship_ended, dispatch_uid="journey.farewell")
def say_farewell(relationship: Relationship, ending: str, now: datetime, **_: Any) -> None:
    letters.farewell(relationship, ending=ending, now=now)


@receiver(relationship_paused, dispatch_uid="journey.paused")
def say_that_the_pair_pauses(relationship: Relationship, by: Person | None, now: datetime, **_: Any) -> None:
    letters.pair_pauses(relationship, by=by, now=now)


@receiver(relationship_resumed, dispatch_uid="journey.resumed")
def say_that_the_pair_goes_on(relationship: Relationship, by: Person | None, now: datetime, **_: Any) -> None:
    letters.pair_goes_on(relationship, by=by, now=now)


@receiver(processing_restricted, dispatch_uid="journey.restricted")
def pause_pairs_of_the_resting(person: Person, now: datetime, **_: Any) -> None:
    """Sessions ahead are called off; the partner hears that the pair pauses, and not why."""
    for relationship in of_member(person).filter(state=RelationshipState.ACTIVE):
        pause_relationship(relationship, by=None, now=now)


@receiver(processing_released, dispatch_uid="journey.released")
def lead_back_to_the_pairs(person: Person, now: datetime, **_: Any) -> None:
    """Nothing begins by itself again: the two resume when both want."""
    for relationship in of_member(person).filter(state=RelationshipState.PAUSED):
        letters.pair_waits(relationship, person, now=now)


@receiver(people_imported, dispatch_uid="journey.recheck")
def recheck_after_import(organisation: Organisation, now: datetime, **_: Any) -> None:
    recheck_pairs(organisation, now=now)


@receiver(enrolment_withdrawn, dispatch_uid="journey.withdrawn")
def end_pairs_of_the_withdrawn(enrolment: Enrolment, now: datetime, **_: Any) -> None:
    """Somebody gave up their place, or was confirmed as having left: a person decided it, so the pair ends."""
    ending = Ending.LEFT if enrolment.person.employment == Employment.LEFT else Ending.NO_FAULT
    for member in enrolment.memberships.filter(left_at__isnull=True).select_related("relationship"):
        if member.relationship.state != RelationshipState.ENDED:
            end_relationship(member.relationship, ending, by=None, now=now)


@receiver(talk_requested, dispatch_uid="journey.talk")
def tell_the_confidential_contacts(programme: Programme, person: Person, now: datetime, **_: Any) -> None:
    letters.ask_for_a_talk(person, programme, now=now)
