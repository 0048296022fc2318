"""Both sides rank a few proposed partners before the round. What somebody ranked is read by that person and the engine."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from timbalik.lib.privacy import DataClass, OnErasure, Privacy, personal
from timbalik.lib.tenancy import OrganisationModel


class RankingCall(OrganisationModel):
    """The coordinator asks everybody enrolled in a cohort to rank, until a day."""

    cohort = models.ForeignKey("programmes.Cohort", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    step = models.CharField(max_length=10, blank=True)  # ``RankingStep``; empty once people are asked
    nudged_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")

    privacy: ClassVar[Privacy] = Privacy(DataClass.INTERNAL, personal("by"), {"by": OnErasure.CLEAR})

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "cohort"],
                condition=Q(closed_at__isnull=True),
                name="matching_one_ranking_under_way",
            )
        ]


class Ballot(OrganisationModel):
    """What one person may rank and what they chose. ``options`` and ``choices`` are public ids of enrolments."""

    call = models.ForeignKey("matching.RankingCall", on_delete=models.CASCADE, related_name="ballots")
    enrolment = models.ForeignKey("programmes.Enrolment", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    options = models.JSONField(default=list)  # up to six, each with the facts its words are made of
    choices = models.JSONField(default=list)  # up to three, the dearest first; empty: the programme chooses
    answered_at = models.DateTimeField(null=True, blank=True)

    privacy: ClassVar[Privacy] = Privacy(
        DataClass.INTERNAL, personal("enrolment", "person", "options", "choices"), {"person": OnErasure.DELETE}
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "call", "enrolment"], name="matching_ballot_once")
        ]
