"""A programme somebody would like to see, and the one campaign that invites its leaders (F-06)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from timbalik.lib.privacy import DataClass, OnErasure, Privacy, personal
from timbalik.lib.tenancy import OrganisationModel
from timbalik.programmes.states import Asked, IdeaState


class Idea(OrganisationModel):
    """Proposed from below: why, which topics, what leaders gain. Somebody who may make programmes answers it."""

    proposer = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="ideas")
    name = models.CharField(max_length=200)
    reason = models.TextField(max_length=600)
    leader_gains = models.TextField(max_length=600)
    topics = models.JSONField(default=list)  # keys of SkillConcept
    takes_part = models.BooleanField(default=True)  # the proposer would be among the first mentors
    state = models.CharField(max_length=10, choices=IdeaState, default=IdeaState.WAITING)
    proposed_at = models.DateTimeField()
    answer = models.TextField(blank=True, max_length=600)  # read by the proposer
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    programme = models.OneToOneField(
        "programmes.Programme", null=True, blank=True, on_delete=models.SET_NULL, related_name="idea"
    )

    privacy: ClassVar[Privacy] = Privacy(
        DataClass.INTERNAL,
        personal("proposer", "name", "reason", "leader_gains", "topics", "takes_part", "answer", "answered_by"),
        {"proposer": OnErasure.TOMBSTONE, "answered_by": OnErasure.CLEAR},
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=IdeaState.NOT_NOW) | ~Q(answer=""), name="programmes_idea_answer_has_reason"
            )
        ]
        indexes = [models.Index(fields=["organisation", "state", "proposed_at"], name="programmes_idea_queue")]

    def __str__(self) -> str:
        return self.name


class IdeaMentor(OrganisationModel):
    """A colleague named as a first mentor: asked first, and shown to nobody who decides before a yes."""

    idea = models.ForeignKey("programmes.Idea", on_delete=models.CASCADE, related_name="mentors")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    answer = models.CharField(max_length=10, choices=Asked, default=Asked.WAITING)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    privacy: ClassVar[Privacy] = Privacy(
        DataClass.INTERNAL, personal("person", "answer", "answered_at"), {"person": OnErasure.DELETE}
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "idea", "person"], name="programmes_idea_mentor_once")
        ]


class Campaign(OrganisationModel):
    """One act that invites many leaders; their letters go out in portions. Of an idea, or of a wave of a cascade."""

    programme = models.ForeignKey("programmes.Programme", on_delete=models.CASCADE, related_name="campaigns")
    idea = models.OneToOneField(
        "programmes.Idea", null=True, blank=True, on_delete=models.SET_NULL, related_name="campaign"
    )
    cohort = models.OneToOneField("programmes.Cohort", on_delete=models.CASCADE, related_name="campaign")
    levels = models.JSONField(default=list)  # ranks, lowest and highest; empty: all who lead somebody
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    finished_at = models.DateTimeField(null=True, blank=True)

    privacy: ClassVar[Privacy] = Privacy(DataClass.INTERNAL, personal("begun_by"), {"begun_by": OnErasure.CLEAR})


class CampaignLetter(OrganisationModel):
    """Whom a campaign invited."""

    campaign = models.ForeignKey("programmes.Campaign", on_delete=models.CASCADE, related_name="letters")
    enrolment = models.OneToOneField("programmes.Enrolment", on_delete=models.CASCADE, related_name="campaign_letter")

    privacy: ClassVar[Privacy] = Privacy(DataClass.INTERNAL)
