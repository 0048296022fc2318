"""What people changed of what the engine proposed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from timbalik.lib.privacy import DataClass, OnErasure, Privacy, personal
from timbalik.lib.tenancy import OrganisationModel
from timbalik.matching.states import OverrideKind


class Override(OrganisationModel):
    """A person's change to what the engine proposed, with its reason and its price."""

    round = models.ForeignKey("matching.Round", on_delete=models.CASCADE, related_name="overrides")
    kind = models.CharField(max_length=14, choices=OverrideKind)
    mentor = models.ForeignKey(
        "programmes.Enrolment", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    mentee = models.ForeignKey(
        "programmes.Enrolment", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    other_mentee = models.ForeignKey(  # of two who are kept together or apart
        "programmes.Enrolment", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=300)
    price_hundredths = models.IntegerField(default=0)
    by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    privacy: ClassVar[Privacy] = Privacy(
        DataClass.INTERNAL, personal("mentor", "mentee", "other_mentee", "reason", "by"), {"by": OnErasure.CLEAR}
    )

    class Meta:
        ordering = ["at", "id"]
