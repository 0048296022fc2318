"""Somebody asks that a person, and no calculation, decides about their pairing."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from timbalik.lib.privacy import DataClass, OnErasure, Privacy, personal
from timbalik.lib.tenancy import OrganisationModel
from timbalik.matching.states import ObjectionState


class Objection(OrganisationModel):
    """A wish for a human decision, what the coordinator decided, and why. One stands at a time for each enrolment."""

    programme = models.ForeignKey("programmes.Programme", on_delete=models.PROTECT, related_name="+")
    enrolment = models.ForeignKey("programmes.Enrolment", on_delete=models.PROTECT, related_name="objections")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    words = models.TextField(blank=True, max_length=600)
    state = models.CharField(max_length=10, choices=ObjectionState, default=ObjectionState.OPEN)
    raised_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    partner = models.ForeignKey(
        "programmes.Enrolment", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # whom the coordinator chose
    answer = models.TextField(blank=True, max_length=600)  # the reason or the answer; the person reads it
    decided_by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    privacy: ClassVar[Privacy] = Privacy(
        DataClass.INTERNAL,
        personal("enrolment", "person", "words", "partner", "answer", "decided_by"),
        {"person": OnErasure.DELETE, "decided_by": OnErasure.CLEAR},
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "enrolment"],
                condition=Q(state__in=[ObjectionState.OPEN, ObjectionState.PAIRED]),
                name="matching_one_objection_stands",
            ),
            models.CheckConstraint(
                condition=~Q(state=ObjectionState.PAIRED) | Q(partner__isnull=False),
                name="matching_objection_names_partner",
            ),
        ]
        ordering = ["raised_at", "id"]
        indexes = [models.Index(fields=["organisation", "programme", "state"], name="matching_objection_state")]
