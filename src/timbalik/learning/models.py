"""What people learn with: training units, agendas and topics as versions, and how far a person has come."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from timbalik.lib.privacy import DataClass, OnErasure, Privacy, personal
from timbalik.lib.tenancy import OrganisationModel
from timbalik.lib.versions import ImmutableVersion


class TrainingUnitVersion(ImmutableVersion):
    """A unit of training.

    Content: ``side`` (mentor, mentee, both), ``minutes``, ``title``, ``sections``, ``questions`` with choices and the right one.
    """


class AgendaVersion(ImmutableVersion):
    """The parts and minutes of one kind of session."""


class TopicVersion(ImmutableVersion):
    """A topic of the library; only those with ``written: true`` are offered."""


class TrainingProgress(OrganisationModel):
    programme = models.ForeignKey("programmes.Programme", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="training")
    unit = models.ForeignKey("learning.TrainingUnitVersion", on_delete=models.PROTECT, related_name="+")
    section = models.PositiveSmallIntegerField(default=0)
    right_answers = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True, blank=True)

    privacy: ClassVar[Privacy] = Privacy(
        DataClass.INTERNAL, personal("person", "section", "right_answers", "completed_at"), {"person": OnErasure.DELETE}
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "programme", "person", "unit"], name="learning_progress_once"
            )
        ]
