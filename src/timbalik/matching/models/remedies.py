"""What was set in motion for somebody without a partner: whom it was asked of, when, and what came of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from timbalik.lib.privacy import DataClass, OnErasure, Privacy, personal
from timbalik.lib.tenancy import OrganisationModel
from timbalik.matching.states import Answer, RemedyKind


class RemedyTaken(OrganisationModel):
    """A question that went to somebody, or a move to the next wave. The answer is the asked person's own."""

    round = models.ForeignKey("matching.Round", on_delete=models.CASCADE, related_name="remedies")
    enrolment = models.ForeignKey("programmes.Enrolment", on_delete=models.PROTECT, related_name="+")  # lacks a partner
    asked = models.ForeignKey("programmes.Enrolment", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=6, choices=RemedyKind)
    facts = models.JSONField(default=dict)  # topics suggested; waves moved between
    answer = models.CharField(max_length=8, choices=Answer, default=Answer.WAITING)
    by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    privacy: ClassVar[Privacy] = Privacy(
        DataClass.INTERNAL, personal("enrolment", "asked", "facts", "answer", "by"), {"by": OnErasure.CLEAR}
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "round", "enrolment", "kind", "asked"],
                condition=Q(undone_at__isnull=True),
                name="matching_remedy_once",
            )
        ]
        ordering = ["at", "id"]
