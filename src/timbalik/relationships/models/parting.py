"""What is left when a pair parts: a letter, what each keeps or allows, and the mentor's own record."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from timbalik.lib.privacy import DataClass, OnErasure, Privacy, pair, personal
from timbalik.lib.tenancy import OrganisationModel
from timbalik.relationships.states import GrowthSkill


class ThankYouLetter(OrganisationModel):
    """From one member to the others. Until it is sent, its author alone reads it."""

    relationship = models.ForeignKey("relationships.Relationship", on_delete=models.CASCADE, related_name="letters")
    author = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    stretch = models.PositiveSmallIntegerField(default=1)
    text_sealed = models.BinaryField()
    written_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    privacy: ClassVar[Privacy] = Privacy(
        DataClass.INTERNAL, personal("author") | pair("text_sealed"), {"author": OnErasure.CLEAR}
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "relationship", "author", "stretch"], name="relationships_letter_once"
            )
        ]
        ordering = ["written_at", "id"]


class Tidying(OrganisationModel):
    """What one member decided about what is left; every consent can be taken back by deciding anew."""

    relationship = models.ForeignKey("relationships.Relationship", on_delete=models.CASCADE, related_name="tidyings")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    keeps_notes = models.BooleanField(default=True)
    may_quote = models.BooleanField(default=False)  # own words, without names, in the programme's report
    may_endorse = models.BooleanField(default=False)  # the partner may recommend this person to others
    may_name_goals = models.BooleanField(default=False)  # the goals may stand in the mentor's growth record
    decided_at = models.DateTimeField()

    privacy: ClassVar[Privacy] = Privacy(
        DataClass.INTERNAL,
        personal("person", "keeps_notes", "may_quote", "may_endorse", "may_name_goals"),
        {"person": OnErasure.DELETE},
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "relationship", "person"], name="relationships_tidied_once")
        ]


class GrowthRecord(OrganisationModel):
    """What a mentor takes along (F-48). It is theirs: they alone open it, and they decide whom they show it to."""

    relationship = models.ForeignKey("relationships.Relationship", on_delete=models.CASCADE, related_name="records")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="growth_records")
    words = models.TextField(blank=True, max_length=1200)
    shows_goals = models.BooleanField(default=False)
    shows_endorsement = models.BooleanField(default=True)
    endorsement = models.TextField(blank=True, max_length=600)
    endorsed_by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    endorsed_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField()

    privacy: ClassVar[Privacy] = Privacy(
        DataClass.INTERNAL,
        personal("person", "words", "endorsement", "endorsed_by"),
        {"person": OnErasure.DELETE, "endorsed_by": OnErasure.CLEAR},
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "relationship", "person"], name="relationships_growth_record_once"
            )
        ]


class GrowthRating(OrganisationModel):
    """How the mentor rates an own skill at the beginning and at the end, 1 to 5."""

    record = models.ForeignKey("relationships.GrowthRecord", on_delete=models.CASCADE, related_name="ratings")
    skill = models.CharField(max_length=13, choices=GrowthSkill)
    before = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(5)])
    after = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(5)])

    privacy: ClassVar[Privacy] = Privacy(DataClass.INTERNAL, personal("skill", "before", "after"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "record", "skill"], name="relationships_rating_once"),
            models.CheckConstraint(
                condition=Q(before__gte=1, before__lte=5, after__gte=1, after__lte=5),
                name="relationships_rating_in_scale",
            ),
        ]
        ordering = ["id"]
