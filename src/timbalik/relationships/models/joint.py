"""What takes every member's yes: leaving a phase early, going on for longer, and what comes after the closure."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from timbalik.lib.privacy import DataClass, OnErasure, Privacy, pair, personal
from timbalik.lib.tenancy import OrganisationModel
from timbalik.relationships.states import JointKind, JointState


class JointMove(OrganisationModel):
    """Something one member suggests and all the others answer. ``value``: the phase skipped, or the next step."""

    relationship = models.ForeignKey("relationships.Relationship", on_delete=models.CASCADE, related_name="joint_moves")
    kind = models.CharField(max_length=9, choices=JointKind)
    value = models.CharField(max_length=14, blank=True)
    until = models.DateField(null=True, blank=True)
    reason_sealed = models.BinaryField(null=True)
    state = models.CharField(max_length=9, choices=JointState, default=JointState.OPEN)
    by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    privacy: ClassVar[Privacy] = Privacy(
        DataClass.INTERNAL, personal("by") | pair("reason_sealed"), {"by": OnErasure.CLEAR}
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "relationship", "kind"],
                condition=Q(state=JointState.OPEN),
                name="relationships_one_open_joint_move",
            )
        ]
        ordering = ["at", "id"]


class JointAnswer(OrganisationModel):
    """A member's yes or no. Who says yes to swapped roles adds what is in it for them in the new one, sealed until then."""

    move = models.ForeignKey("relationships.JointMove", on_delete=models.CASCADE, related_name="answers")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    says_yes = models.BooleanField()
    words_sealed = models.BinaryField(null=True)
    at = models.DateTimeField()

    privacy: ClassVar[Privacy] = Privacy(
        DataClass.INTERNAL, personal("person") | pair("words_sealed"), {"person": OnErasure.DELETE}
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "move", "person"], name="relationships_joint_answer_once")
        ]
