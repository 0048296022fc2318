"""Steps on the way to a goal: what, and by when."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from timbalik.lib.privacy import DataClass, OnErasure, Privacy, pair, personal
from timbalik.lib.tenancy import OrganisationModel


class GoalStep(OrganisationModel):
    goal = models.ForeignKey("relationships.Goal", on_delete=models.CASCADE, related_name="steps")
    text_sealed = models.BinaryField()
    due_on = models.DateField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    privacy: ClassVar[Privacy] = Privacy(
        DataClass.INTERNAL, personal("by") | pair("text_sealed"), {"by": OnErasure.CLEAR}
    )

    class Meta:
        ordering = ["due_on", "created_at", "id"]
