"""What people say about how they work with others, read by a person who says yes, talk first, or not this wave (S-22)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from timbalik.lib.privacy import DataClass, OnErasure, Privacy, personal
from timbalik.lib.tenancy import OrganisationModel
from timbalik.programmes.states import ScreeningVerdict


class Screening(OrganisationModel):
    """Statements of conduct of one enrolment, and what a coordinator answered; the person reads the answer.

    Until somebody answers, and after a yes, it changes nothing: no machine refuses anybody.
    """

    enrolment = models.OneToOneField("programmes.Enrolment", on_delete=models.CASCADE, related_name="screening")
    conduct = models.JSONField(default=dict)  # key of a statement → how often
    example = models.TextField(blank=True, max_length=600)
    verdict = models.CharField(max_length=16, choices=ScreeningVerdict, default=ScreeningVerdict.WAITING)
    reason = models.TextField(blank=True, max_length=600)  # read by the person
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    privacy: ClassVar[Privacy] = Privacy(
        DataClass.INTERNAL,
        personal("enrolment", "conduct", "example", "verdict", "reason", "answered_by"),
        {"answered_by": OnErasure.CLEAR},
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(verdict__in=(ScreeningVerdict.TALK_FIRST, ScreeningVerdict.NOT_THIS_WAVE)) | ~Q(reason=""),
                name="programmes_screening_has_reason",
            )
        ]
        indexes = [models.Index(fields=["organisation", "verdict"], name="programmes_screening_queue")]
