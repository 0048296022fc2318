"""What a pair writes while it grows: small promises, experiments, decisions, what was applied, the benefit asked anew.

The words are sealed with the relationship's key; dates and states are not, so that a due
date can be shown without opening anything. No page of a coordinator reads any of these tables.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from timbalik.lib.privacy import DataClass, OnErasure, Privacy, pair, personal
from timbalik.lib.tenancy import OrganisationModel
from timbalik.relationships.states import ExperimentState, PromiseState


class SmallPromise(OrganisationModel):
    """What one of them will do before the next session; both sides promise, and both see it."""

    relationship = models.ForeignKey("relationships.Relationship", on_delete=models.CASCADE, related_name="promises")
    owner = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    text_sealed = models.BinaryField()
    due_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=PromiseState, default=PromiseState.OPEN)
    by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    privacy: ClassVar[Privacy] = Privacy(
        DataClass.INTERNAL,
        personal("owner", "by") | pair("text_sealed"),
        {"owner": OnErasure.TOMBSTONE, "by": OnErasure.CLEAR},
    )

    class Meta:
        ordering = ["created_at", "id"]


class Experiment(OrganisationModel):
    """A two-week try-out: what, until when, how one would tell; afterwards what happened and what it taught."""

    relationship = models.ForeignKey("relationships.Relationship", on_delete=models.CASCADE, related_name="experiments")
    content_sealed = models.BinaryField()  # what, sign
    until = models.DateField()
    state = models.CharField(max_length=8, choices=ExperimentState, default=ExperimentState.RUNNING)
    outcome_sealed = models.BinaryField(null=True)  # happened, lesson
    by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    privacy: ClassVar[Privacy] = Privacy(
        DataClass.INTERNAL, personal("by") | pair("content_sealed", "outcome_sealed"), {"by": OnErasure.CLEAR}
    )

    class Meta:
        ordering = ["-created_at", "-id"]


class Decision(OrganisationModel):
    """Which insight changed which decision. It may be told outside, with names, once every member consents."""

    relationship = models.ForeignKey("relationships.Relationship", on_delete=models.CASCADE, related_name="decisions")
    content_sealed = models.BinaryField()  # insight, insight_by (a side), decision, reach
    by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    privacy: ClassVar[Privacy] = Privacy(
        DataClass.INTERNAL, personal("by") | pair("content_sealed"), {"by": OnErasure.CLEAR}
    )

    class Meta:
        ordering = ["-created_at", "-id"]


class DecisionConsent(OrganisationModel):
    """One member lets their name be told with a decision; the row goes when they take it back."""

    decision = models.ForeignKey("relationships.Decision", on_delete=models.CASCADE, related_name="consents")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    given_at = models.DateTimeField()

    privacy: ClassVar[Privacy] = Privacy(DataClass.INTERNAL, personal("person"), {"person": OnErasure.DELETE})

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "decision", "person"], name="relationships_decision_consent_once"
            )
        ]


class AppliedNote(OrganisationModel):
    """What somebody put to use from the sessions, in their own words; the partner reads it too."""

    relationship = models.ForeignKey("relationships.Relationship", on_delete=models.CASCADE, related_name="applied")
    author = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    content_sealed = models.BinaryField()  # what, came_of_it
    created_at = models.DateTimeField()

    privacy: ClassVar[Privacy] = Privacy(
        DataClass.INTERNAL, personal("author") | pair("content_sealed"), {"author": OnErasure.DELETE}
    )

    class Meta:
        ordering = ["-created_at", "-id"]


class BenefitReview(OrganisationModel):
    """What is in it for me, asked anew on the way. In each round one reads the other's once one's own is written."""

    relationship = models.ForeignKey(
        "relationships.Relationship", on_delete=models.CASCADE, related_name="benefit_reviews"
    )
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    round = models.PositiveSmallIntegerField(default=1)
    content_sealed = models.BinaryField()  # seeks, gives
    at = models.DateTimeField()

    privacy: ClassVar[Privacy] = Privacy(
        DataClass.INTERNAL, personal("person") | pair("content_sealed"), {"person": OnErasure.DELETE}
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "relationship", "person", "round"], name="relationships_benefit_round_once"
            )
        ]
        ordering = ["round", "id"]
