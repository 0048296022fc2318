"""Who may do what in a programme. Each predicate has a queryset twin in ``queries``; a test holds the two equal.

A role that is over has an end, so standing roles are those without one. The default is no.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from timbalik.programmes.states import EnrolmentState, ProgrammeState, Role

if TYPE_CHECKING:
    from timbalik.people.models.persons import Person
    from timbalik.programmes.models import Enrolment, Programme


def holds_role(person: Person, role: str, programme: Programme | None = None) -> bool:
    """Whether the person holds the role for the whole organisation, or for this programme."""
    if programme is not None and programme.organisation_id != person.organisation_id:
        return False
    scope = Q(programme__isnull=True) if programme is None else Q(programme__isnull=True) | Q(programme=programme)
    standing = person.roles.filter(
        organisation=person.organisation_id, role=role, valid_until__isnull=True, relationship_ref__isnull=True
    )
    return standing.filter(scope).exists()


def is_administrator(person: Person) -> bool:
    return holds_role(person, Role.ADMINISTRATOR)


def is_coordinator(person: Person, programme: Programme) -> bool:
    return holds_role(person, Role.COORDINATOR, programme)


def is_sponsor(person: Person, programme: Programme) -> bool:
    return holds_role(person, Role.SPONSOR, programme)


def is_evaluator(person: Person, programme: Programme) -> bool:
    return holds_role(person, Role.EVALUATOR, programme)


def is_confidential_contact(person: Person, programme: Programme) -> bool:
    return holds_role(person, Role.CONFIDENTIAL_CONTACT, programme)


def is_any_coordinator(person: Person) -> bool:
    """Coordinates the organisation or at least one programme."""
    roles = person.roles.filter(organisation=person.organisation_id, role=Role.COORDINATOR, valid_until__isnull=True)
    return roles.exists()


def is_any_sponsor(person: Person) -> bool:
    """Sponsors the organisation or at least one programme."""
    roles = person.roles.filter(organisation=person.organisation_id, role=Role.SPONSOR, valid_until__isnull=True)
    return roles.exists()


def can_create_programme(person: Person) -> bool:
    return is_administrator(person) or is_any_coordinator(person)


def is_participant(person: Person, programme: Programme) -> bool:
    """Was invited or takes part; drafts are nobody's yet."""
    if programme.state == ProgrammeState.DRAFT or programme.organisation_id != person.organisation_id:
        return False
    return person.enrolments.filter(organisation=person.organisation_id, programme=programme).exists()


def can_see_programme(person: Person, programme: Programme) -> bool:
    return (
        is_coordinator(person, programme)
        or is_sponsor(person, programme)
        or is_evaluator(person, programme)
        or is_participant(person, programme)
    )


def can_read_enrolment(person: Person, enrolment: Enrolment) -> bool:
    """The person's own at any time; the coordinator reads it once handed in, future partners within a proposal."""
    if enrolment.person_id == person.pk:
        return True
    return enrolment.state == EnrolmentState.SUBMITTED and is_coordinator(person, enrolment.programme)
