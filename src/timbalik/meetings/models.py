"""Mentoring sessions, who takes part in them, and the two taps after each."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from timbalik.lib.privacy import DataClass, OnErasure, Privacy, pair, personal
from timbalik.lib.tenancy import OrganisationModel
from timbalik.meetings.states import CancelReason, Channel, Reply, SessionKind, SessionState
from timbalik.relationships.states import Side


class MentoringSession(OrganisationModel):
    """One conversation. It has participants of its own, since first talks come before a relationship."""

    programme = models.ForeignKey("programmes.Programme", on_delete=models.PROTECT, related_name="+")
    relationship = models.ForeignKey(
        "relationships.Relationship", null=True, blank=True, on_delete=models.CASCADE, related_name="sessions"
    )
    kind = models.CharField(max_length=10, choices=SessionKind, default=SessionKind.LEARNING)
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=SessionState, default=SessionState.BOOKED)
    topic_sealed = models.BinaryField(null=True)
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.VIDEO)
    place_sealed = models.BinaryField(null=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    proposed_times = models.JSONField(default=list)  # ISO starts still on offer while the state is PROPOSED
    uid = models.CharField(max_length=120, unique=True)  # iCalendar UID, stable for the session's life
    sequence = models.PositiveSmallIntegerField(default=0)  # iCalendar SEQUENCE, raised with every change
    booked_by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    cancelled_by = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    cancelled_side = models.CharField(max_length=6, choices=Side, blank=True)
    cancel_reason = models.CharField(max_length=12, choices=CancelReason, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    privacy: ClassVar[Privacy] = Privacy(
        DataClass.INTERNAL,
        personal("booked_by", "cancelled_by") | pair("topic_sealed", "place_sealed"),
        {"booked_by": OnErasure.CLEAR, "cancelled_by": OnErasure.CLEAR},
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="meetings_session_order"),
            models.UniqueConstraint(
                fields=["organisation", "relationship", "number"], name="meetings_session_number_once"
            ),
        ]
        indexes = [models.Index(fields=["organisation", "programme", "starts_at"], name="meetings_session_by_time")]
        ordering = ["starts_at", "id"]


class SessionParticipant(OrganisationModel):
    """``answered_by`` differs from ``person`` when an assistant answered."""

    session = models.ForeignKey("meetings.MentoringSession", on_delete=models.CASCADE, related_name="participants")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    side = models.CharField(max_length=6, choices=Side)
    reply = models.CharField(max_length=8, choices=Reply, default=Reply.WAITING)
    replied_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    privacy: ClassVar[Privacy] = Privacy(
        DataClass.INTERNAL,
        personal("person", "answered_by", "reply"),
        {"person": OnErasure.TOMBSTONE, "answered_by": OnErasure.CLEAR},
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "session", "person"], name="meetings_participant_once")
        ]


class CheckIn(OrganisationModel):
    """Two taps after a session, from one member: usefulness and who taught more; what was given and gained is optional.

    That it was answered is known to the coordinator; what, and whether both halves of the exchange are filled, to the pair alone (GR-19).
    """

    session = models.ForeignKey("meetings.MentoringSession", on_delete=models.CASCADE, related_name="check_ins")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    content_sealed = models.BinaryField()  # usefulness 1-5, taught_more (mentor, both, mentee), gave, gained
    at = models.DateTimeField()

    privacy: ClassVar[Privacy] = Privacy(
        DataClass.INTERNAL, personal("person") | pair("content_sealed"), {"person": OnErasure.TOMBSTONE}
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "session", "person"], name="meetings_check_in_once")
        ]


class SessionPlan(OrganisationModel):
    """What the two mean to do in a session, and after a visit what they saw; a row of its own, so that lists of sessions never load it."""

    session = models.OneToOneField("meetings.MentoringSession", on_delete=models.CASCADE, related_name="plan")
    content_sealed = models.BinaryField()  # topic_key, goal, aim; for a visit also look_at, meet, safety
    seen_sealed = models.BinaryField(null=True)  # happening, surprise, follow_up
    by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    updated_at = models.DateTimeField()

    privacy: ClassVar[Privacy] = Privacy(
        DataClass.INTERNAL, personal("by") | pair("content_sealed", "seen_sealed"), {"by": OnErasure.CLEAR}
    )


class TalkShare(OrganisationModel):
    """How much each side spoke, in percent, from a transcript whose text was never kept."""

    session = models.OneToOneField("meetings.MentoringSession", on_delete=models.CASCADE, related_name="talk_share")
    content_sealed = models.BinaryField()  # mentor and mentee in percent, measure (seconds or words)
    by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    privacy: ClassVar[Privacy] = Privacy(
        DataClass.INTERNAL, personal("by") | pair("content_sealed"), {"by": OnErasure.CLEAR}
    )
