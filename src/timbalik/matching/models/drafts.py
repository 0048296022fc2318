"""What a coordinator keeps beside the arrangement that stands: a draft, and a spreadsheet of decided pairs."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from timbalik.lib.privacy import DataClass, OnErasure, Privacy, personal
from timbalik.lib.tenancy import OrganisationModel


class Draft(OrganisationModel):
    """An arrangement as it stood when it was kept. Never changed afterwards: taken back, compared, or thrown away.

    ``pairs`` are rows of (mentor, mentee, score, benefit of the mentor, benefit of the mentee) with keys of enrolments;
    ``decisions`` are the overrides of that moment.
    """

    round = models.ForeignKey("matching.Round", on_delete=models.CASCADE, related_name="drafts")
    name = models.CharField(max_length=80)
    settings = models.JSONField(default=dict)
    pairs = models.JSONField(default=list)
    decisions = models.JSONField(default=list)
    proof = models.JSONField(default=dict)  # value, bound and number of pairs of the engine's own answer
    by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    privacy: ClassVar[Privacy] = Privacy(
        DataClass.INTERNAL, personal("pairs", "decisions", "by"), {"by": OnErasure.CLEAR}
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "round", "name"], name="matching_draft_name_once")
        ]
        ordering = ["at", "id"]


class PairSheet(OrganisationModel):
    """A spreadsheet of decided pairs between its dry run and its end; then the row goes, names and all.

    ``rows`` are lists of (number in the file, mentor, mentee, reason) as texts.
    """

    round = models.ForeignKey("matching.Round", on_delete=models.CASCADE, related_name="sheets")
    file_name = models.CharField(max_length=200)
    rows = models.JSONField(default=list)
    by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    privacy: ClassVar[Privacy] = Privacy(DataClass.INTERNAL, personal("rows", "by"), {"by": OnErasure.CLEAR})

    class Meta:
        ordering = ["at", "id"]
