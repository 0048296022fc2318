"""A relationship: its members, phase, agreement, goals and what they exchanged.

Fields ending in ``_sealed`` are encrypted with the relationship's own key (``relationships.vault``) and open for its members alone.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from timbalik.lib.privacy import DataClass, OnErasure, Privacy, pair, personal
from timbalik.lib.tenancy import OrganisationModel
from timbalik.lib.versions import ImmutableVersion
from timbalik.relationships.states import (
    ClosurePart,
    Ending,
    GoalState,
    NextStep,
    Phase,
    PhaseMove,
    RelationshipState,
    Side,
)


class RelationshipKey(models.Model):
    """The wrapped key of one relationship, in the key store. Destroyed keys leave their row, so no copy can bring them back."""

    relationship_ref = models.UUIDField(unique=True)
    wrapped = models.BinaryField(null=True)
    created_at = models.DateTimeField()
    destroyed_at = models.DateTimeField(null=True)

    privacy: ClassVar[Privacy] = Privacy(DataClass.INTERNAL, pair("wrapped"))

    def __str__(self) -> str:
        return str(self.relationship_ref)


class Relationship(OrganisationModel):
    programme = models.ForeignKey("programmes.Programme", on_delete=models.PROTECT, related_name="relationships")
    cohort = models.ForeignKey("programmes.Cohort", on_delete=models.PROTECT, related_name="relationships")
    phase = models.CharField(max_length=12, choices=Phase, default=Phase.PREPARATION)
    phase_since = models.DateTimeField()
    state = models.CharField(max_length=8, choices=RelationshipState, default=RelationshipState.ACTIVE)
    opened_at = models.DateTimeField()
    proposal_ref = models.UUIDField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ending = models.CharField(max_length=10, choices=Ending, blank=True)
    next_step = models.CharField(max_length=14, choices=NextStep, blank=True)
    stretch = models.PositiveSmallIntegerField(default=1)  # one more each time the pair goes on after a closure
    ends_on = models.DateField(null=True, blank=True)  # the pair's own last day, where they agreed on a later one

    privacy: ClassVar[Privacy] = Privacy(DataClass.INTERNAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "proposal_ref"],
                condition=Q(proposal_ref__isnull=False),
                name="relationships_one_per_proposal",
            ),
            models.CheckConstraint(
                condition=Q(state=RelationshipState.ENDED, ended_at__isnull=False)
                | (~Q(state=RelationshipState.ENDED) & Q(ended_at__isnull=True)),
                name="relationships_relationship_end_dated",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "programme", "state"], name="relationships_by_programme")]


class RelationshipMember(OrganisationModel):
    """A mentor or a mentee of the relationship. ``place`` counts the person's places in the programme: capacity is a unique row."""

    relationship = models.ForeignKey("relationships.Relationship", on_delete=models.CASCADE, related_name="members")
    enrolment = models.ForeignKey("programmes.Enrolment", on_delete=models.PROTECT, related_name="memberships")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="memberships")
    side = models.CharField(max_length=6, choices=Side)
    place = models.PositiveSmallIntegerField(default=1)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    privacy: ClassVar[Privacy] = Privacy(DataClass.INTERNAL, personal("person"), {"person": OnErasure.TOMBSTONE})

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "relationship", "person"], name="relationships_member_once"
            ),
            models.UniqueConstraint(
                fields=["organisation", "enrolment", "place"],
                condition=Q(left_at__isnull=True),
                name="relationships_place_taken_once",
            ),
            models.CheckConstraint(condition=Q(place__gte=1, place__lte=5), name="relationships_place_in_capacity"),
        ]


class PhaseChange(OrganisationModel):
    """A dated move between phases; the reason of a step back belongs to the pair."""

    relationship = models.ForeignKey(
        "relationships.Relationship", on_delete=models.CASCADE, related_name="phase_changes"
    )
    from_phase = models.CharField(max_length=12, choices=Phase)
    to_phase = models.CharField(max_length=12, choices=Phase)
    move = models.CharField(max_length=8, choices=PhaseMove)
    by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    reason_sealed = models.BinaryField(null=True)

    privacy: ClassVar[Privacy] = Privacy(
        DataClass.INTERNAL, personal("by") | pair("reason_sealed"), {"by": OnErasure.CLEAR}
    )

    class Meta:
        ordering = ["at", "id"]


class AgreementTextVersion(ImmutableVersion):
    """The elements an agreement asks for, in both languages."""


class Agreement(OrganisationModel):
    """One version of what the members agreed. A new version needs every signature again."""

    relationship = models.ForeignKey("relationships.Relationship", on_delete=models.CASCADE, related_name="agreements")
    text = models.ForeignKey("relationships.AgreementTextVersion", on_delete=models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField(default=1)
    answers_sealed = models.BinaryField()
    missing = models.JSONField(default=list)  # keys of required elements still empty
    by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    privacy: ClassVar[Privacy] = Privacy(
        DataClass.INTERNAL, personal("by") | pair("answers_sealed"), {"by": OnErasure.CLEAR}
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "relationship", "version"], name="relationships_agreement_version_once"
            )
        ]
        ordering = ["version"]


class Signature(OrganisationModel):
    agreement = models.ForeignKey("relationships.Agreement", on_delete=models.CASCADE, related_name="signatures")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()

    privacy: ClassVar[Privacy] = Privacy(DataClass.INTERNAL, personal("person"), {"person": OnErasure.TOMBSTONE})

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "agreement", "person"], name="relationships_signature_once")
        ]


class Goal(OrganisationModel):
    """A joint goal. The words are sealed; whether it can be measured, its date and its state are not."""

    relationship = models.ForeignKey("relationships.Relationship", on_delete=models.CASCADE, related_name="goals")
    content_sealed = models.BinaryField()  # title, measure, baseline, target, evidence
    is_measurable = models.BooleanField(default=False)
    due_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=GoalState, default=GoalState.OPEN)
    outcome_sealed = models.BinaryField(null=True)
    by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    privacy: ClassVar[Privacy] = Privacy(
        DataClass.INTERNAL, personal("by") | pair("content_sealed", "outcome_sealed"), {"by": OnErasure.CLEAR}
    )

    class Meta:
        ordering = ["created_at", "id"]


class Note(OrganisationModel):
    """A shared note of the pair, or a private one of its author. Off unless the programme allows notes."""

    relationship = models.ForeignKey("relationships.Relationship", on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    is_shared = models.BooleanField(default=False)
    text_sealed = models.BinaryField()
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    privacy: ClassVar[Privacy] = Privacy(
        DataClass.INTERNAL, personal("author") | pair("text_sealed"), {"author": OnErasure.DELETE}
    )

    class Meta:
        ordering = ["-updated_at"]


class ClosureEntry(OrganisationModel):
    """One of the four parts of a closure, done together (GR-16); each stretch has a closure of its own."""

    relationship = models.ForeignKey(
        "relationships.Relationship", on_delete=models.CASCADE, related_name="closure_entries"
    )
    part = models.CharField(max_length=10, choices=ClosurePart)
    stretch = models.PositiveSmallIntegerField(default=1)
    text_sealed = models.BinaryField()
    by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    privacy: ClassVar[Privacy] = Privacy(
        DataClass.INTERNAL, personal("by") | pair("text_sealed"), {"by": OnErasure.CLEAR}
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "relationship", "part", "stretch"], name="relationships_closure_part_once"
            )
        ]
