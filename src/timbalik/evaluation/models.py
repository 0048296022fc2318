"""Reports, frozen: what was published once can be counted in when the next one is protected."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from timbalik.lib.privacy import DataClass, OnErasure, Privacy, personal
from timbalik.lib.tenancy import OrganisationModel


class Report(OrganisationModel):
    """A frozen report of a programme. ``content`` passed suppression; ``cells`` says which groups it shows, under pseudonyms."""

    programme = models.ForeignKey("programmes.Programme", on_delete=models.PROTECT, related_name="reports")
    design_level = models.PositiveSmallIntegerField()
    content = models.JSONField()
    cells = models.JSONField(default=list)
    frozen_by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    frozen_at = models.DateTimeField()

    privacy: ClassVar[Privacy] = Privacy(
        DataClass.INTERNAL, personal("frozen_by") | {"cells": DataClass.ANSWER}, {"frozen_by": OnErasure.CLEAR}
    )

    class Meta:
        ordering = ["frozen_at", "id"]
