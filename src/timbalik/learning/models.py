"""What people learn with: training, practice, agendas and topics as versions, how far a person has come, and mentors' own lessons."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from timbalik.learning.lessons import LONGEST_AIM, LONGEST_TITLE, LessonText, read_materials, read_steps
from timbalik.lib.privacy import DataClass, OnErasure, Privacy, personal
from timbalik.lib.tenancy import OrganisationModel
from timbalik.lib.versions import ImmutableVersion


class TrainingUnitVersion(ImmutableVersion):
    """A unit of training.

    Content: ``side`` (mentor, mentee, both), ``minutes``, ``title``, ``sections``, ``questions`` with choices and the right one.
    """


class PracticeVersion(ImmutableVersion):
    """A scene to practise: ``side``, ``title``, ``scenes`` by key, each with choices that lead on or with an ending."""


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


class Lesson(OrganisationModel):
    """A mentor's own lesson. Their own until they share it with the programme; a copy goes on naming who wrote it first.

    It holds no key to a pair or a session: what a pair keeps to itself has no way in but its author's own hand.
    """

    programme = models.ForeignKey("programmes.Programme", on_delete=models.CASCADE, related_name="+")
    owner = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="lessons")
    title = models.CharField(max_length=LONGEST_TITLE)
    aim = models.TextField(max_length=LONGEST_AIM)
    steps = models.JSONField(default=list)  # [{"minutes": 10, "text": …}]
    questions = models.JSONField(default=list)
    materials = models.JSONField(default=list)  # [{"text": …, "url": …}]
    is_copy = models.BooleanField(default=False)
    credit = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    shared_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    privacy: ClassVar[Privacy] = Privacy(
        DataClass.INTERNAL,
        personal("owner", "credit", "title", "aim", "steps", "questions", "materials"),
        {"owner": OnErasure.DELETE, "credit": OnErasure.CLEAR},
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_copy=True) | Q(credit__isnull=True), name="learning_credit_is_for_copies"
            )
        ]
        indexes = [models.Index(fields=["organisation", "programme", "shared_at"], name="learning_lesson_shared")]
        ordering = ["-updated_at", "-id"]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def text(self) -> LessonText:
        steps, materials = read_steps(self.steps), read_materials(self.materials)
        return LessonText(self.title, self.aim, steps, tuple(self.questions), materials)
