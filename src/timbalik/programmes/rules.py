"""Who may do what in a programme. Each predicate has a queryset twin in ``queries``; a test holds the two equal.

A role that is over has an end, so standing roles are those without one. The default is no.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Q

from timbalik.programmes.states import CascadeMode, EnrolmentState, ProgrammeState, Role, Route

if TYPE_CHECKING:
    from timbalik.people.models.partners import PartnerOrganisation
    from timbalik.people.models.persons import Person
    from timbalik.programmes.models import Enrolment, Idea, Programme, RoleAssignment

# Those who watch over a programme or stand beside its people. Who runs it is for administrators to say.
GIVEN_BY_COORDINATORS = frozenset({Role.SPONSOR, Role.EVALUATOR, Role.CONFIDENTIAL_CONTACT, Role.PARTNER_COORDINATOR})


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


def is_route_open(programme: Programme, route: str) -> bool:
    """Whether the programme lets people come to a pair this way now."""
    return route in programme.routes and programme.state not in (ProgrammeState.DRAFT, ProgrammeState.CLOSED)


def is_partner_coordinator(person: Person, programme: Programme) -> bool:
    """Looks after the guests of their own organisation in this programme, once it has left its draft."""
    return (
        person.partner_id is not None
        and programme.state != ProgrammeState.DRAFT
        and holds_role(person, Role.PARTNER_COORDINATOR, programme)
    )


def may_invite_guests(person: Person, programme: Programme, partner: PartnerOrganisation) -> bool:
    """The programme's coordinators for any organisation; who looks after guests, for their own alone."""
    if partner.organisation_id != programme.organisation_id:
        return False
    if is_coordinator(person, programme):
        return True
    return person.partner_id == partner.pk and is_partner_coordinator(person, programme)


def is_any_partner_coordinator(person: Person) -> bool:
    if person.partner_id is None:
        return False
    roles = person.roles.filter(
        organisation=person.organisation_id, role=Role.PARTNER_COORDINATOR, valid_until__isnull=True
    )
    return roles.exists()


def is_any_coordinator(person: Person) -> bool:
    """Coordinates the organisation or at least one programme."""
    roles = person.roles.filter(organisation=person.organisation_id, role=Role.COORDINATOR, valid_until__isnull=True)
    return roles.exists()


def is_any_sponsor(person: Person) -> bool:
    """Sponsors the organisation or at least one programme."""
    roles = person.roles.filter(organisation=person.organisation_id, role=Role.SPONSOR, valid_until__isnull=True)
    return roles.exists()


def is_any_evaluator(person: Person) -> bool:
    """Evaluates the organisation or at least one programme."""
    roles = person.roles.filter(organisation=person.organisation_id, role=Role.EVALUATOR, valid_until__isnull=True)
    return roles.exists()


def is_any_confidential_contact(person: Person) -> bool:
    """Stands outside the line for the organisation or at least one programme."""
    roles = person.roles.filter(
        organisation=person.organisation_id, role=Role.CONFIDENTIAL_CONTACT, valid_until__isnull=True
    )
    return roles.exists()


def can_create_programme(person: Person) -> bool:
    return is_administrator(person) or is_any_coordinator(person)


def can_propose_programme(person: Person) -> bool:
    """Anybody of the organisation; a guest sees their own relationship alone."""
    return not person.is_guest


def can_answer_ideas(person: Person) -> bool:
    """Those who make programmes, and sponsors of the whole organisation."""
    return can_create_programme(person) or holds_role(person, Role.SPONSOR)


def can_answer_idea(person: Person, idea: Idea) -> bool:
    """Nobody answers what they proposed themselves."""
    own = idea.organisation_id != person.organisation_id or idea.proposer_id == person.pk
    return not own and can_answer_ideas(person)


def is_mandated(programme: Programme) -> bool:
    """Whether the levels below the top leader are expected to take part (GE's way); reason and choice stay theirs."""
    try:
        return programme.cascade.mode == CascadeMode.MANDATED
    except ObjectDoesNotExist:
        return False


def is_mentee_number_one(person: Person, programme: Programme) -> bool:
    """The top leader of the programme's cascade."""
    try:
        return programme.cascade.leader_id == person.pk
    except ObjectDoesNotExist:
        return False


def can_read_statement(person: Person, programme: Programme) -> bool:
    """In public means: everybody of the organisation, while the leader lets it stand; guests see their own pair alone."""
    try:
        return (
            programme.cascade.is_public and not person.is_guest and programme.organisation_id == person.organisation_id
        )
    except ObjectDoesNotExist:
        return False


def has_choice_of_mentor(programme: Programme) -> bool:
    """Whether a mentee chooses: searches, tries talks first, or ranks who is proposed."""
    return bool({Route.SEARCH, Route.FIRST_TALKS, Route.RANKED} & set(programme.routes))


def can_manage_roles(person: Person) -> bool:
    """Gives and ends at least some roles."""
    return is_administrator(person) or is_any_coordinator(person)


def may_manage_role(by: Person, role: str, programme: Programme | None) -> bool:
    """Administrators: every role. Coordinators of a programme: sponsor, evaluator and confidential contact of that programme."""
    if role == Role.PARTNER_COORDINATOR and programme is None:  # always of one programme
        return False
    if programme is not None and (role == Role.ADMINISTRATOR or programme.organisation_id != by.organisation_id):
        return False
    if is_administrator(by):
        return True
    return programme is not None and role in GIVEN_BY_COORDINATORS and is_coordinator(by, programme)


def may_appoint(by: Person, person: Person, role: str, programme: Programme | None) -> bool:
    """Nobody but an administrator gives a role to themselves: the others are there to look over their shoulder."""
    if role == Role.PARTNER_COORDINATOR:  # held by guests alone, who are named with their organisation
        return False
    if person.organisation_id != by.organisation_id or not may_manage_role(by, role, programme):
        return False
    return person.pk != by.pk or is_administrator(by)


def can_see_role(person: Person, assignment: RoleAssignment) -> bool:
    """Administrators see every role; coordinators those that reach into a programme of theirs."""
    if assignment.organisation_id != person.organisation_id or assignment.relationship_ref or assignment.subject_id:
        return False
    if is_administrator(person):
        return True
    if assignment.programme is None:
        return is_any_coordinator(person)
    return is_coordinator(person, assignment.programme)


def can_end_role(person: Person, assignment: RoleAssignment) -> bool:
    return can_see_role(person, assignment) and may_manage_role(person, assignment.role, assignment.programme)


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
    """The person's own at any time; the coordinator reads it once handed in, future partners within a proposal.

    Nobody else reads it while the person restricts the use of their data.
    """
    if enrolment.person_id == person.pk:
        return True
    if enrolment.person.restricted_at is not None:
        return False
    return enrolment.state == EnrolmentState.SUBMITTED and is_coordinator(person, enrolment.programme)
