from __future__ import annotations

from typing import ClassVar

from django.db import models

from timbalik.lib.privacy import DataClass, OnErasure, Privacy, personal
from timbalik.lib.tenancy import OrganisationModel
from timbalik.people.states import ImportScope, ImportState, LeaverDecision


class ImportBatch(OrganisationModel):
    """One people file on its way in. ``rows`` holds mapped columns only, between the check and the import, then nothing."""

    file_name = models.CharField(max_length=200)
    scope = models.CharField(max_length=10, choices=ImportScope, default=ImportScope.PARTIAL)
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.UPLOADED)
    by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    mapping = models.JSONField(default=dict)
    dropped_columns = models.JSONField(default=list)
    rows = models.BinaryField(null=True)
    rejected = models.BinaryField(null=True)
    problems = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    step = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    privacy: ClassVar[Privacy] = Privacy(
        DataClass.INTERNAL, personal("rows", "rejected", "problems", "by"), {"by": OnErasure.CLEAR}
    )

    def __str__(self) -> str:
        return self.file_name


class ProposedLeaver(OrganisationModel):
    """Somebody absent from a full file: proposed as left, decided by a person."""

    batch = models.ForeignKey("people.ImportBatch", on_delete=models.CASCADE, related_name="proposed_leavers")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    decision = models.CharField(max_length=10, choices=LeaverDecision, default=LeaverDecision.OPEN)
    decided_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    privacy: ClassVar[Privacy] = Privacy(
        DataClass.INTERNAL,
        personal("person", "decided_by", "decision"),
        {"person": OnErasure.DELETE, "decided_by": OnErasure.CLEAR},
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "batch", "person"], name="people_proposed_leaver_once")
        ]
