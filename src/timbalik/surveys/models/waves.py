"""Instruments, waves and answers. Answers stand under a pseudonym per programme (``ARCHITECTURE`` 7)."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from timbalik.lib.privacy import DataClass, OnErasure, Privacy, personal
from timbalik.lib.tenancy import OrganisationModel
from timbalik.lib.versions import ImmutableVersion
from timbalik.relationships.states import Side
from timbalik.surveys.states import WaveKind


class InstrumentVersion(ImmutableVersion):
    """A questionnaire: ``items`` with code, side and text in both languages, ``scale``. A changed item is a new code."""


class Wave(OrganisationModel):
    programme = models.ForeignKey("programmes.Programme", on_delete=models.PROTECT, related_name="waves")
    cohort = models.ForeignKey("programmes.Cohort", on_delete=models.PROTECT, related_name="+")
    instrument = models.ForeignKey("surveys.InstrumentVersion", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=WaveKind)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField(null=True, blank=True)

    privacy: ClassVar[Privacy] = Privacy(DataClass.INTERNAL)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "cohort", "kind"], name="surveys_wave_once")]


class Pseudonym(OrganisationModel):
    """The link between a person and their answers in one programme. Only ``evaluation`` may read it in bulk."""

    programme = models.ForeignKey("programmes.Programme", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    value = models.UUIDField(default=uuid.uuid4, unique=True)

    privacy: ClassVar[Privacy] = Privacy(DataClass.INTERNAL, personal("person", "value"), {"person": OnErasure.DELETE})

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "programme", "person"], name="surveys_pseudonym_once")
        ]


class SurveyRequest(OrganisationModel):
    """That a person was asked, and whether they have answered: for reminders, apart from the answers."""

    wave = models.ForeignKey("surveys.Wave", on_delete=models.CASCADE, related_name="requests")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    side = models.CharField(max_length=6, choices=Side)
    has_answered = models.BooleanField(default=False)
    told_at = models.DateTimeField(null=True, blank=True)  # the letter with the link was queued
    reminded_at = models.DateTimeField(null=True, blank=True)

    privacy: ClassVar[Privacy] = Privacy(
        DataClass.INTERNAL, personal("person", "has_answered"), {"person": OnErasure.DELETE}
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "wave", "person", "side"], name="surveys_request_once")
        ]


class Response(OrganisationModel):
    """Answers under a pseudonym: no person, no time, a random key, so the order of rows tells nothing."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    wave = models.ForeignKey("surveys.Wave", on_delete=models.CASCADE, related_name="responses")
    pseudonym = models.UUIDField()
    side = models.CharField(max_length=6, choices=Side)
    answers = models.JSONField()  # item code -> 1..5, or null for "cannot say yet"

    privacy: ClassVar[Privacy] = Privacy(
        DataClass.INTERNAL, {"pseudonym": DataClass.ANSWER, "side": DataClass.ANSWER, "answers": DataClass.ANSWER}
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "wave", "pseudonym", "side"], name="surveys_response_once")
        ]
