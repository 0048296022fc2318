"""Reads about guests: what the programme's coordinators see of partner organisations, and what these see of their own."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from timbalik.people.models.organisations import Organisation
from timbalik.people.models.partners import PartnerOrganisation
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Enrolment, Programme, RoleAssignment
from timbalik.programmes.queries import programmes_with_role
from timbalik.programmes.states import EnrolmentState, ProgrammeState, Role


def partners_of(organisation: Organisation | int) -> QuerySet[PartnerOrganisation]:
    return PartnerOrganisation.objects.of(organisation).order_by("name")


def guest_enrolments(programme: Programme, partner: PartnerOrganisation | int) -> QuerySet[Enrolment]:
    """The guests of one organisation in one programme, by name."""
    rows = Enrolment.objects.of(programme.organisation_id).filter(programme=programme, person__partner=partner)
    return rows.select_related("person").order_by("person__full_name", "pk")


def programmes_with_my_guests(person: Person) -> QuerySet[Programme]:
    """Twin of ``rules.is_partner_coordinator``."""
    mine = programmes_with_role(person, Role.PARTNER_COORDINATOR)
    if person.partner_id is None:
        return mine.none()
    return mine.exclude(state=ProgrammeState.DRAFT).order_by("-starts_on", "name")


@dataclass(frozen=True)
class PartnerCount:
    """How many guests of an organisation were asked and have enrolled, and who looks after them."""

    partner: PartnerOrganisation
    asked: int
    enrolled: int
    looked_after_by: tuple[Person, ...]


def partner_counts(programme: Programme) -> list[PartnerCount]:
    """Every partner organisation, those without guests in this programme too; two queries."""
    asked = Q(guests__enrolments__programme=programme)
    rows = partners_of(programme.organisation_id).annotate(
        asked=Count("guests__enrolments", filter=asked),
        enrolled=Count("guests__enrolments", filter=asked & Q(guests__enrolments__state=EnrolmentState.SUBMITTED)),
    )
    held = RoleAssignment.objects.of(programme.organisation_id).filter(
        programme=programme, role=Role.PARTNER_COORDINATOR, valid_until__isnull=True
    )
    by_partner: dict[int | None, list[Person]] = {}
    for role in held.select_related("person"):
        by_partner.setdefault(role.person.partner_id, []).append(role.person)
    return [PartnerCount(row, row.asked, row.enrolled, tuple(by_partner.get(row.pk, ()))) for row in rows]
