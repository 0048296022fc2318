"""Go on after a pause: when both may, and neither has asked that their data rest."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from timbalik.people.models.persons import Person
from timbalik.relationships.models import Relationship
from timbalik.relationships.operations.standing import lock, resume_relationship
from timbalik.relationships.queries import present_members
from timbalik.relationships.rules import is_member
from timbalik.relationships.states import RelationshipState
from timbalik.relationships.vault import NotAMember


class OwnDataRests(Exception):
    """Who wants to go on has restricted the use of their own data."""


class PartnerPauses(Exception):
    """The partner's data rests. Said as a wish to pause, whatever its cause."""


@transaction.atomic
def resume_pair(relationship: Relationship, *, by: Person, now: datetime) -> None:
    """Raises ``NotAMember``, ``OwnDataRests``, ``PartnerPauses``, and ``RelationshipNotActive`` after an ending."""
    lock(relationship)
    if not is_member(by, relationship):
        raise NotAMember(f"{by.public_id} in {relationship.public_id}")
    people = [member.person for member in present_members(relationship)]
    has_ended = relationship.state == RelationshipState.ENDED
    resting = {person.pk for person in people if person.restricted_at is not None and not has_ended}
    if by.pk in resting:
        raise OwnDataRests
    if resting:
        raise PartnerPauses
    resume_relationship(relationship, by=by, now=now)
