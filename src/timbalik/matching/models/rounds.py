"""One run of the engine, and what people made of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from timbalik.lib.privacy import DataClass, OnErasure, Privacy, personal
from timbalik.lib.tenancy import OrganisationModel
from timbalik.matching.states import RoundState


class Round(OrganisationModel):
    """One run of the engine and what people made of it. ``certificate`` proves the engine's answer, not the overrides."""

    programme = models.ForeignKey("programmes.Programme", on_delete=models.PROTECT, related_name="rounds")
    cohort = models.ForeignKey("programmes.Cohort", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=RoundState, default=RoundState.OPEN)
    settings = models.JSONField(default=dict)  # weights, floor, keep bonus, salt: all that the instance was made from
    certificate = models.JSONField(null=True)
    instance_digest = models.CharField(max_length=64, blank=True)
    value = models.BigIntegerField(null=True)
    bound = models.BigIntegerField(null=True)
    kept_gap = models.BigIntegerField(default=0)  # what stands may be short of, beside people kept together or apart
    exclusions = models.JSONField(default=dict)  # rule -> number of pairs it removed
    version = models.PositiveIntegerField(default=0)  # counts the arrangements; an act names the one it saw
    step = models.CharField(max_length=40, blank=True)
    opened_by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    opened_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    answer_by = models.DateTimeField(null=True, blank=True)
    nudged_at = models.DateTimeField(null=True, blank=True)  # who was silent heard once more, by itself
    expired_at = models.DateTimeField(null=True, blank=True)  # the time to answer was closed
    published_at = models.DateTimeField(null=True, blank=True)

    privacy: ClassVar[Privacy] = Privacy(DataClass.INTERNAL, personal("opened_by"), {"opened_by": OnErasure.CLEAR})

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "programme", "number"], name="matching_round_number_once"),
            models.UniqueConstraint(
                fields=["organisation", "cohort"],
                condition=Q(state__in=[RoundState.OPEN, RoundState.PROPOSED, RoundState.SENT]),
                name="matching_one_round_under_way",
            ),
        ]
        ordering = ["number"]
