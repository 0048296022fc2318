"""Give and end roles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction

from timbalik.audit.operations import record
from timbalik.notifications.operations import queue_mail
from timbalik.people.models.persons import Person
from timbalik.people.operations import AddressMissing, AddressTaken, give_account
from timbalik.programmes import letters
from timbalik.programmes.models import Programme, RoleAssignment
from timbalik.programmes.queries import administrators, appointable
from timbalik.programmes.rules import may_appoint, may_manage_role
from timbalik.programmes.states import Role


class LastAdministrator(Exception):
    """An organisation keeps at least one administrator who can sign in."""


class RoleNotYours(Exception):
    """Who asks may not give or end this role."""


class NotAppointable(Exception):
    """The person left, was erased or is a guest."""


class WayIn(StrEnum):
    """Whether somebody who got a role can sign in."""

    READY = "ready"
    NO_ADDRESS = "no_address"
    ADDRESS_TAKEN = "address_taken"


@dataclass(frozen=True)
class Appointment:
    assignment: RoleAssignment
    way_in: WayIn


@transaction.atomic
def grant_role(
    person: Person, role: str, *, by: Person | None, now: datetime, programme: Programme | None = None
) -> RoleAssignment:
    """Give a role for the whole organisation, or for one programme. A standing one is returned as it is.

    Asks no rule and writes no letter: for people, call ``appoint``.
    """
    assignment, created = RoleAssignment.objects.get_or_create(
        organisation_id=person.organisation_id,
        person=person,
        role=Role(role),
        programme=programme,
        relationship_ref=None,
        subject=None,
        valid_until=None,
        defaults={"valid_from": now, "granted_by": by},
    )
    if created:
        facts = {"role": str(role), "programme": str(programme.public_id) if programme else None}
        record("role.granted", organisation=person.organisation, by=by, subject=person, now=now, facts=facts)
    return assignment


@transaction.atomic
def appoint(
    person: Person, role: str, *, by: Person | None, now: datetime, programme: Programme | None = None
) -> Appointment:
    """Give a person a role, a way to sign in, and a letter that says so. Said again, nothing is sent again.

    Without a mail address (or with one that somebody else signs in with) the role stands and ``way_in`` says what is
    missing. Raises ``RoleNotYours`` or ``NotAppointable``.
    """
    if by is not None and not may_appoint(by, person, role, programme):
        raise RoleNotYours(role)
    if not appointable(person.organisation_id).filter(pk=person.pk).exists():
        raise NotAppointable(str(person.public_id))
    assignment = grant_role(person, role, by=by, now=now, programme=programme)
    way_in = _way_in(person, by=by, now=now)
    letter = letters.appointment(assignment, can_sign_in=way_in is WayIn.READY)
    key = f"role-given:{assignment.public_id}:{way_in}"  # who could not sign in at first is written to once they can
    queue_mail(to=person, subject=letter.subject, text=letter.text, key=key, now=now, although_resting=True)
    return Appointment(assignment, way_in)


def _way_in(person: Person, *, by: Person | None, now: datetime) -> WayIn:
    try:
        with transaction.atomic():
            give_account(person, by=by, now=now)
    except AddressMissing:
        return WayIn.NO_ADDRESS
    except AddressTaken:
        return WayIn.ADDRESS_TAKEN
    return WayIn.READY


@transaction.atomic
def end_role(assignment: RoleAssignment, *, by: Person | None, now: datetime) -> None:
    """End a standing role; one that is over stays as it is. Raises ``RoleNotYours`` or ``LastAdministrator``."""
    if assignment.valid_until is not None:
        return
    if by is not None and not may_manage_role(by, assignment.role, assignment.programme):
        raise RoleNotYours(assignment.role)
    if assignment.role == Role.ADMINISTRATOR:
        keep_an_administrator(assignment.person)
    assignment.valid_until = now
    assignment.save(update_fields=["valid_until"])
    facts = {"role": str(assignment.role)}
    record("role.ended", organisation=assignment.organisation, by=by, subject=assignment.person, now=now, facts=facts)


def keep_an_administrator(leaving: Person) -> None:
    """Make sure that somebody else can administer the organisation. Two who step down at once are asked one after the other."""
    standing = RoleAssignment.objects.of(leaving.organisation_id).filter(role=Role.ADMINISTRATOR)
    list(standing.filter(valid_until__isnull=True).select_for_update().values_list("pk", flat=True))
    if not administrators(leaving.organisation_id).exclude(pk=leaving.pk).exists():
        raise LastAdministrator
