"""What the journey does when something happens below it."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.dispatch import receiver

from timbalik.journey import hints, letters
from timbalik.journey.models import TalkRequest
from timbalik.journey.operations.talking import NoContact, TooManyOpen, ask_for_talk
from timbalik.journey.rechecks import recheck_pairs
from timbalik.meetings.models import MentoringSession
from timbalik.meetings.signals import checked_in
from timbalik.people.models.organisations import Organisation
from timbalik.people.models.persons import Person
from timbalik.people.signals import people_imported, person_erased, processing_released, processing_restricted
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
from timbalik.relationships.vault import destroy_key
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
    try:
        ask_for_talk(person, programme, now=now)
    except NoContact:
        letters.talk_reached_nobody(person, programme, now=now)
    except TooManyOpen:
        return  # they know already


@receiver(person_erased, dispatch_uid="journey.forget_talks")
def forget_talks(person: Person, now: datetime, **_: Any) -> None:
    """The rows go by their rule; what was sealed in them goes for good."""
    asked = TalkRequest.objects.of(person.organisation_id).filter(person=person)
    for ref in list(asked.values_list("public_id", flat=True)):
        transaction.on_commit(partial(destroy_key, ref, now=now))


@receiver(checked_in, dispatch_uid="journey.mirror")
def look_into_the_mirror(session: MentoringSession, by: Person, now: datetime, **_: Any) -> None:
    hints.look_into_the_mirror(session, by=by, now=now)
