"""A mentee's own way to a mentor: who may be found, who was asked in which order, and the first talks of two people.

What the two say to each other is sealed with a key of the request, which is destroyed when the request ends. Answers
that are not a yes are emptied at the same moment, so that afterwards a no and a silence are one and the same row.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from timbalik.lib.privacy import DataClass, OnErasure, Privacy, pair, personal
from timbalik.lib.tenancy import OrganisationModel
from timbalik.matching.request_states import RequestReply, RequestState, RequestWish
from timbalik.matching.states import Answer
from timbalik.relationships.states import Side


class Findable(OrganisationModel):
    """Its person agreed to be found by the other side of the programme; taken back, the row is gone."""

    enrolment = models.OneToOneField("programmes.Enrolment", on_delete=models.CASCADE, related_name="findable")
    since = models.DateTimeField()

    privacy: ClassVar[Privacy] = Privacy(DataClass.INTERNAL, personal("enrolment", "since"))


class PairRequest(OrganisationModel):
    """One mentee's question to one mentor, or a next choice still in line. ``position`` orders what is in line."""

    programme = models.ForeignKey("programmes.Programme", on_delete=models.PROTECT, related_name="+")
    seeker = models.ForeignKey("programmes.Enrolment", on_delete=models.PROTECT, related_name="requests_sent")
    wanted = models.ForeignKey("programmes.Enrolment", on_delete=models.PROTECT, related_name="requests_received")
    wish = models.CharField(max_length=5, choices=RequestWish)
    state = models.CharField(max_length=9, choices=RequestState, default=RequestState.IN_LINE)
    position = models.PositiveSmallIntegerField(default=0)
    words_sealed = models.BinaryField(null=True)  # learn, why, give; gone when the request ends
    reply = models.CharField(max_length=8, choices=RequestReply, default=RequestReply.WAITING)
    created_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True, blank=True)
    answer_by = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    talks_since = models.DateTimeField(null=True, blank=True)
    decide_by = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    privacy: ClassVar[Privacy] = Privacy(
        DataClass.INTERNAL, personal("seeker", "wanted", "reply", "position") | pair("words_sealed")
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "seeker"],
                condition=Q(state__in=[RequestState.ASKED, RequestState.TALKING]),
                name="matching_one_request_open",
            ),
            models.UniqueConstraint(
                fields=["organisation", "seeker", "wanted"],
                condition=~Q(state=RequestState.WITHDRAWN),
                name="matching_request_once",
            ),
            models.CheckConstraint(
                condition=~Q(state=RequestState.ASKED) | Q(answer_by__isnull=False), name="matching_request_has_end"
            ),
            models.CheckConstraint(
                condition=~Q(state=RequestState.TALKING) | Q(decide_by__isnull=False), name="matching_talks_have_end"
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "wanted", "state"], name="matching_request_received"),
            models.Index(fields=["state", "answer_by"], name="matching_request_due"),
        ]
        ordering = ["pk"]


class FirstTalk(OrganisationModel):
    """A short talk before any relationship. That it took place is kept; what was said never."""

    request = models.ForeignKey("matching.PairRequest", on_delete=models.CASCADE, related_name="talks")
    session = models.OneToOneField("meetings.MentoringSession", on_delete=models.CASCADE, related_name="first_talk")

    privacy: ClassVar[Privacy] = Privacy(DataClass.INTERNAL)


class TalkAnswer(OrganisationModel):
    """One side's private yes or no after first talks; deleted when the talks end, however they end."""

    request = models.ForeignKey("matching.PairRequest", on_delete=models.CASCADE, related_name="talk_answers")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    side = models.CharField(max_length=6, choices=Side)
    answer = models.CharField(max_length=8, choices=Answer)
    at = models.DateTimeField()

    privacy: ClassVar[Privacy] = Privacy(DataClass.INTERNAL, personal("person", "answer"), {"person": OnErasure.DELETE})

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "request", "person"], name="matching_talk_answer_once")
        ]
