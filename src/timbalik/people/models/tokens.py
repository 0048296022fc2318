from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from timbalik.lib.privacy import DataClass, OnErasure, Privacy, personal
from timbalik.lib.tenancy import OrganisationModel
from timbalik.people.states import TokenScope


class ApiToken(OrganisationModel):
    """Lets a program act as one person. Only the hash of the token is kept; ``people.tokens`` says when it counts."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=80)
    token_hash = models.CharField(max_length=64, unique=True)
    scope = models.CharField(max_length=5, choices=TokenScope, default=TokenScope.READ)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_on = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    privacy: ClassVar[Privacy] = Privacy(
        DataClass.INTERNAL, personal("person", "name", "last_used_on"), {"person": OnErasure.DELETE}
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="people_token_order"),
            models.UniqueConstraint(
                fields=["organisation", "person", "name"],
                condition=Q(revoked_at__isnull=True),
                name="people_token_name_once",
            ),
        ]
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return str(self.public_id)
