from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from timbalik.lib.privacy import DataClass, OnErasure, Privacy, personal
from timbalik.lib.tenancy import OrganisationModel
from timbalik.lib.versions import ImmutableVersion
from timbalik.people.states import ConsentPurpose


class NoticeVersion(ImmutableVersion):
    """A privacy notice: content has ``title``, ``paragraphs``, ``purposes`` (each with its sentence to agree to)."""


class Consent(OrganisationModel):
    """One tick for one purpose, with the text version that stood beside it. Proof is kept after withdrawal."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=20, choices=ConsentPurpose)
    notice = models.ForeignKey("people.NoticeVersion", on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=2)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    privacy: ClassVar[Privacy] = Privacy(
        DataClass.INTERNAL, personal("person", "purpose", "given_at", "withdrawn_at"), {"person": OnErasure.TOMBSTONE}
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person", "purpose"],
                condition=Q(withdrawn_at__isnull=True),
                name="people_consent_standing_once",
            )
        ]
