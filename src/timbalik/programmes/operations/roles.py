"""Give and end roles."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from timbalik.audit.operations import record
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Programme, RoleAssignment
from timbalik.programmes.states import Role


class LastAdministrator(Exception):
    """An organisation keeps at least one administrator."""


@transaction.atomic
def grant_role(
    person: Person, role: str, *, by: Person | None, now: datetime, programme: Programme | None = None
) -> RoleAssignment:
    """Give a role for the whole organisation, or for one programme. A standing one is returned as it is."""
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
def end_role(assignment: RoleAssignment, *, by: Person | None, now: datetime) -> None:
    """End a standing role; one that is over stays as it is. Raises ``LastAdministrator``."""
    if assignment.valid_until is not None:
        return
    if assignment.role == Role.ADMINISTRATOR:
        standing = RoleAssignment.objects.of(assignment.organisation_id).select_for_update()
        others = standing.filter(role=Role.ADMINISTRATOR, valid_until__isnull=True).exclude(pk=assignment.pk)
        if not others:
            raise LastAdministrator
    assignment.valid_until = now
    assignment.save(update_fields=["valid_until"])
    facts = {"role": str(assignment.role)}
    record("role.ended", organisation=assignment.organisation, by=by, subject=assignment.person, now=now, facts=facts)
