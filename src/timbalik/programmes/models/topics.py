"""What a programme is about, and the topics people missed in the list."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from timbalik.lib.privacy import DataClass, OnErasure, Privacy, personal
from timbalik.lib.tenancy import OrganisationModel


class ProgrammeTopic(OrganisationModel):
    """A topic the coordinator chose for the programme; the enrolment offers it first. Nobody has to take it."""

    programme = models.ForeignKey("programmes.Programme", on_delete=models.CASCADE, related_name="topics")
    concept = models.ForeignKey("people.SkillConcept", on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=300, blank=True)  # why business basics are a topic all the same (GR-18)

    privacy: ClassVar[Privacy] = Privacy(DataClass.INTERNAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "programme", "concept"], name="programmes_topic_once")
        ]
        ordering = ["position", "pk"]


class TopicWish(OrganisationModel):
    """Words for which the list had no topic, kept because the person asked to. Read as counts of people, never by name."""

    programme = models.ForeignKey("programmes.Programme", on_delete=models.CASCADE, related_name="topic_wishes")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    words = models.CharField(max_length=120)
    nearest = models.JSONField(null=True, blank=True)  # keys of concepts, by meaning; null until the worker looked

    privacy: ClassVar[Privacy] = Privacy(DataClass.INTERNAL, personal("person", "words"), {"person": OnErasure.DELETE})

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "programme", "person", "words"], name="programmes_topic_wish_once"
            )
        ]
