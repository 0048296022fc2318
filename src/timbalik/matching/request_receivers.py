"""Requests end when their people leave, are erased, or have found each other by another way."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from timbalik.matching import request_letters
from timbalik.matching.models import Findable, PairRequest
from timbalik.matching.operations.requests import end_request
from timbalik.matching.queries.searching import has_room
from timbalik.matching.request_states import STANDING, RequestState
from timbalik.people.models.persons import Person
from timbalik.people.signals import person_erased
from timbalik.programmes.models import Enrolment
from timbalik.programmes.signals import enrolment_withdrawn
from timbalik.relationships.models import Relationship, RelationshipMember
from timbalik.relationships.operations.places import release_places
from timbalik.relationships.signals import relationship_opened
from timbalik.relationships.states import Side


@receiver(enrolment_withdrawn, dispatch_uid="matching.end_requests")
def end_requests(enrolment: Enrolment, now: datetime, **_: Any) -> None:
    """What a leaver asked is taken back. What was asked of them passes at the end of its time, like any other."""
    Findable.objects.of(enrolment.organisation_id).filter(enrolment=enrolment).delete()
    _take_back(enrolment, now=now)


@receiver(person_erased, dispatch_uid="matching.forget_requests")
def forget_requests(person: Person, now: datetime, **_: Any) -> None:
    """The sentences they wrote go with their key, at once."""
    for enrolment in Enrolment.objects.of(person.organisation_id).filter(person=person):
        _take_back(enrolment, now=now)


@receiver(relationship_opened, dispatch_uid="matching.stop_looking")
def stop_looking(relationship: Relationship, now: datetime, **_: Any) -> None:
    """Whoever has no place left looks no further; in a round of thousands this is one query."""
    rows = RelationshipMember.objects.of(relationship.organisation_id).filter(
        relationship=relationship, side=Side.MENTEE, enrolment__requests_sent__state__in=STANDING
    )
    for member in rows.select_related("enrolment__person").distinct():
        if not has_room(member.enrolment):
            _take_back(member.enrolment, now=now, but_for=relationship)


def _take_back(enrolment: Enrolment, *, now: datetime, but_for: Relationship | None = None) -> None:
    standing = PairRequest.objects.of(enrolment.organisation_id).filter(seeker=enrolment, state__in=STANDING)
    if but_for is not None and but_for.proposal_ref is not None:
        standing = standing.exclude(public_id=but_for.proposal_ref)
    for request in standing.select_related("organisation", "wanted__person", "seeker__person"):
        was_open = request.state != RequestState.IN_LINE
        release_places(request.organisation, [request.public_id])
        end_request(request, RequestState.WITHDRAWN, now=now)
        if was_open:
            request_letters.tell_withdrawn(request, now=now)
