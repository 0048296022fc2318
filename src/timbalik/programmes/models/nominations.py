"""A colleague names somebody as a potential mentor; the nominee is asked before anybody else reads of it (F-12, S-16)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from timbalik.lib.privacy import DataClass, OnErasure, Privacy, personal
from timbalik.lib.tenancy import OrganisationModel
from timbalik.programmes.states import Asked


class Nomination(OrganisationModel):
    """What one colleague says about another. The answer is the nominee's, the same on all nominations of a programme."""

    programme = models.ForeignKey("programmes.Programme", on_delete=models.CASCADE, related_name="nominations")
    nominee = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="nominations")
    nominator = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    good_at = models.CharField(max_length=300)
    example = models.TextField(blank=True, max_length=600)
    from_shortlist = models.BooleanField(default=False)  # a coordinator asks, by what HR files say
    answer = models.CharField(max_length=10, choices=Asked, default=Asked.WAITING)
    nominated_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    privacy: ClassVar[Privacy] = Privacy(
        DataClass.INTERNAL,
        personal("nominee", "nominator", "good_at", "example", "answer", "answered_at"),
        {"nominee": OnErasure.DELETE, "nominator": OnErasure.CLEAR},
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "programme", "nominee", "nominator"],
                name="programmes_nomination_once",
            )
        ]
        indexes = [models.Index(fields=["organisation", "programme", "answer"], name="programmes_nomination_queue")]
