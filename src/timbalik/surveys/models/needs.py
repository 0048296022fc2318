"""What leaders need: a short survey under no name at all, and interviews reduced to areas with a weight (F-03)."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from timbalik.lib.privacy import DataClass, OnErasure, Privacy, personal
from timbalik.lib.tenancy import OrganisationModel


class NeedsSurvey(OrganisationModel):
    """The one survey of a programme: what leaders would gain most from."""

    programme = models.OneToOneField("programmes.Programme", on_delete=models.CASCADE, related_name="needs_survey")
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()

    privacy: ClassVar[Privacy] = Privacy(DataClass.INTERNAL)


class NeedsRequest(OrganisationModel):
    """That a leader was asked, and whether they have answered: for the reminder, apart from the answers."""

    survey = models.ForeignKey("surveys.NeedsSurvey", on_delete=models.CASCADE, related_name="requests")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    has_answered = models.BooleanField(default=False)
    told_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)

    privacy: ClassVar[Privacy] = Privacy(
        DataClass.INTERNAL, personal("person", "has_answered"), {"person": OnErasure.DELETE}
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "survey", "person"], name="surveys_needs_request_once")
        ]


class NeedsAnswer(OrganisationModel):
    """One leader's answer. No person, no pseudonym, no time; a random key, so the order of rows tells nothing."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey("surveys.NeedsSurvey", on_delete=models.CASCADE, related_name="answers")
    areas = models.JSONField()  # [{"area", "importance" 1..5, "confidence" 1..5}], at most three
    questions = models.JSONField(default=list)  # concepts they would ask a younger colleague about; never their words

    privacy: ClassVar[Privacy] = Privacy(DataClass.INTERNAL, {"areas": DataClass.ANSWER, "questions": DataClass.ANSWER})


class LeaderInterview(OrganisationModel):
    """What an interviewer took from a talk with a leader: areas, each with a weight from 1 to 3. Nothing that was said."""

    programme = models.ForeignKey("programmes.Programme", on_delete=models.CASCADE, related_name="leader_interviews")
    leader = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    held_on = models.DateField()
    areas = models.JSONField()  # {area: 1..3}, at most five
    recorded_by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")

    privacy: ClassVar[Privacy] = Privacy(
        DataClass.INTERNAL,
        personal("leader", "held_on", "areas", "recorded_by"),
        {"leader": OnErasure.DELETE, "recorded_by": OnErasure.CLEAR},
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "programme", "leader"], name="surveys_interview_once")
        ]
