"""Who may do what for others, where, and from when to when."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce

from timbalik.lib.privacy import DataClass, OnErasure, Privacy, personal
from timbalik.lib.tenancy import OrganisationModel
from timbalik.programmes.states import Role

NO_RELATIONSHIP = UUID(int=0)


class RoleAssignment(OrganisationModel):
    """A role with its scope and dates. No programme, relationship or subject: the whole organisation."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(max_length=24, choices=Role)
    programme = models.ForeignKey(
        "programmes.Programme", null=True, blank=True, on_delete=models.CASCADE, related_name="roles"
    )
    relationship_ref = models.UUIDField(null=True, blank=True)
    subject = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True, blank=True)
    granted_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    privacy: ClassVar[Privacy] = Privacy(
        DataClass.INTERNAL,
        personal("person", "subject", "granted_by"),
        {"person": OnErasure.DELETE, "subject": OnErasure.DELETE, "granted_by": OnErasure.CLEAR},
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "person",
                "role",
                Coalesce("programme", 0),
                Coalesce("relationship_ref", Value(NO_RELATIONSHIP, output_field=models.UUIDField())),
                Coalesce("subject", 0),
                condition=Q(valid_until__isnull=True),
                name="programmes_role_standing_once",
            )
        ]
