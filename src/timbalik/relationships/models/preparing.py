"""The preparation workbook: what each member thinks through before the first talk, and which of it the partner may read."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from timbalik.lib.privacy import DataClass, OnErasure, Privacy, pair, personal
from timbalik.lib.tenancy import OrganisationModel
from timbalik.lib.versions import ImmutableVersion


class WorkbookVersion(ImmutableVersion):
    """The questions of a workbook, in both languages: side, kind and reader of each."""


class Workbook(OrganisationModel):
    """One member's answers. ``own_sealed`` is read by its author alone, ``shared_sealed`` by the pair."""

    relationship = models.ForeignKey("relationships.Relationship", on_delete=models.CASCADE, related_name="workbooks")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    text = models.ForeignKey("relationships.WorkbookVersion", on_delete=models.PROTECT, related_name="+")
    own_sealed = models.BinaryField()
    shared_sealed = models.BinaryField()
    completed_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField()

    privacy: ClassVar[Privacy] = Privacy(
        DataClass.INTERNAL,
        personal("person", "completed_at") | pair("own_sealed", "shared_sealed"),
        {"person": OnErasure.DELETE},
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "relationship", "person"], name="relationships_workbook_once"
            )
        ]
