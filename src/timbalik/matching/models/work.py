"""What a round is asked to do in the background, and how it ended."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from timbalik.lib.privacy import DataClass, OnErasure, Privacy, personal
from timbalik.lib.tenancy import OrganisationModel
from timbalik.matching.states import WorkEnd, WorkKind


class RoundWork(OrganisationModel):
    """One act that takes long: what is asked, of which version of the round, and how it ended.

    Nothing of the act is written into the round before its last step, so that a stop or a failure leaves it as it was.
    """

    round = models.ForeignKey("matching.Round", on_delete=models.CASCADE, related_name="works")
    kind = models.CharField(max_length=20, choices=WorkKind)
    facts = models.JSONField(default=dict)  # weights; a decision with its reason
    version = models.PositiveIntegerField()  # of the round, as whoever asked saw it
    end = models.CharField(max_length=10, choices=WorkEnd, blank=True)
    refusal = models.CharField(max_length=40, blank=True)  # the name of a class of ``errors``
    result = models.JSONField(null=True)  # of a question that changes nothing; kept for a day, or until the next work
    by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    privacy: ClassVar[Privacy] = Privacy(DataClass.INTERNAL, personal("facts", "result", "by"), {"by": OnErasure.CLEAR})

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "round"],
                condition=Q(ended_at__isnull=True),
                name="matching_one_work_a_round",
            )
        ]
        ordering = ["asked_at", "id"]
