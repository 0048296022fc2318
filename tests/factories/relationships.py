from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.factories.people import NOW, make_organisation, make_person
from tests.factories.programmes import make_enrolment, make_programme
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Programme
from timbalik.programmes.states import EnrolmentRole
from timbalik.relationships.models import HeldPlace, Relationship, RelationshipMember
from timbalik.relationships.states import Holder, Side
from timbalik.relationships.vault import create_key


@dataclass(frozen=True)
class Pair:
    relationship: Relationship
    mentor: Person
    mentee: Person


def make_pair(
    programme: Programme | None = None, *, mentor: Person | None = None, mentee: Person | None = None, **fields: Any
) -> Pair:
    """A relationship of one mentor and one mentee, in preparation, with its key."""
    programme = programme or make_programme(make_organisation())
    organisation = programme.organisation
    mentor = mentor or make_person(organisation, "Ayu Lestari")
    mentee = mentee or make_person(organisation, "Ir. Bram Hutagalung, M.M.", salutation="Pak")
    relationship = Relationship(
        organisation=organisation,
        programme=programme,
        cohort=programme.cohorts.get(),
        phase_since=NOW,
        opened_at=NOW,
        **fields,
    )
    create_key(relationship.public_id, now=NOW)
    relationship.save()
    for side, person in ((Side.MENTOR, mentor), (Side.MENTEE, mentee)):
        enrolment = person.enrolments.filter(programme=programme, role=side).first() or make_enrolment(
            programme, person, EnrolmentRole(side)
        )
        RelationshipMember.objects.create(
            organisation=organisation,
            relationship=relationship,
            enrolment=enrolment,
            person=person,
            side=side,
            joined_at=NOW,
        )
        HeldPlace.objects.create(
            organisation=organisation,
            enrolment=enrolment,
            number=1,
            holder=Holder.RELATIONSHIP,
            ref=relationship.public_id,
            taken_at=NOW,
        )
    return Pair(relationship, mentor, mentee)
