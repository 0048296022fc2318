"""Whom somebody reaches who would rather not speak with the coordinator (F-55)."""

from __future__ import annotations

from django.db.models import Q

from timbalik.people.models.persons import Person
from timbalik.people.queries import working
from timbalik.programmes.models import Programme, RoleAssignment
from timbalik.programmes.states import Role
from timbalik.relationships.models import RelationshipMember


def contacts_for(person: Person, programme: Programme) -> list[Person]:
    """The confidential contacts of the programme; neither the person nor anybody they were ever paired with here."""
    standing = RoleAssignment.objects.of(programme.organisation_id).filter(
        Q(programme=programme) | Q(programme__isnull=True),
        role=Role.CONFIDENTIAL_CONTACT,
        valid_until__isnull=True,
        relationship_ref__isnull=True,
    )
    members = RelationshipMember.objects.of(programme.organisation_id)
    pairs = members.filter(person=person, relationship__programme=programme).values("relationship")
    partners = members.filter(relationship__in=pairs).values("person")
    people = working(programme.organisation).filter(pk__in=standing.values("person"))
    return list(people.exclude(pk=person.pk).exclude(pk__in=partners).order_by("full_name", "pk"))
