"""Who enrolled in a programme, in which role, with which offers and wishes."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from timbalik.lib.privacy import DataClass, OnErasure, Privacy, personal
from timbalik.lib.tenancy import OrganisationModel
from timbalik.programmes.states import EnrolmentRole, EnrolmentState, LastUsed


class Enrolment(OrganisationModel):
    """One person's place in a programme, in one role.

    Its texts are read by the coordinator and the future partner, and the form says so.
    """

    programme = models.ForeignKey("programmes.Programme", on_delete=models.PROTECT, related_name="enrolments")
    cohort = models.ForeignKey("programmes.Cohort", on_delete=models.PROTECT, related_name="enrolments")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="enrolments")
    role = models.CharField(max_length=10, choices=EnrolmentRole)
    state = models.CharField(max_length=10, choices=EnrolmentState, default=EnrolmentState.INVITED)
    motivation = models.TextField(blank=True, max_length=600)
    benefit_sought = models.TextField(blank=True, max_length=600)  # AMBS: what is in it for me
    learning_goal = models.TextField(blank=True, max_length=600)  # GR-03; asked of those who learn
    basics_reason = models.CharField(max_length=300, blank=True)  # why business basics all the same (GR-18)
    capacity = models.PositiveSmallIntegerField(default=1, validators=[MinValueValidator(1), MaxValueValidator(5)])
    pledged_at = models.DateTimeField(null=True, blank=True)  # open to learn, status left at the door (GR-17)
    step = models.PositiveSmallIntegerField(default=0)
    draft = models.JSONField(default=dict)
    invited_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    no_rematch_at = models.DateTimeField(null=True, blank=True)  # said "no new partner now" after a pair ended

    privacy: ClassVar[Privacy] = Privacy(
        DataClass.INTERNAL,
        personal("person", "motivation", "benefit_sought", "learning_goal", "basics_reason", "draft")
        | personal("pledged_at", "no_rematch_at"),
        {"person": OnErasure.TOMBSTONE},
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "programme", "person", "role"], name="programmes_enrolment_once"
            ),
            models.CheckConstraint(condition=Q(capacity__gte=1, capacity__lte=5), name="programmes_enrolment_capacity"),
            models.CheckConstraint(
                condition=~Q(state=EnrolmentState.SUBMITTED) | (~Q(motivation="") & ~Q(benefit_sought="")),
                name="programmes_enrolment_ambs_written",
            ),
            models.CheckConstraint(
                condition=~Q(state=EnrolmentState.SUBMITTED, role=EnrolmentRole.MENTEE) | ~Q(learning_goal=""),
                name="programmes_enrolment_goal_written",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "programme", "state"], name="programmes_enrolment_state")]


class Offer(OrganisationModel):
    """Something an enrolled person can show. ``level`` 1 (beginner) to 5 (others ask this person)."""

    enrolment = models.ForeignKey("programmes.Enrolment", on_delete=models.CASCADE, related_name="offers")
    concept = models.ForeignKey("people.SkillConcept", on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(default=3, validators=[MinValueValidator(1), MaxValueValidator(5)])
    evidence = models.CharField(max_length=300, blank=True)
    last_used = models.CharField(max_length=10, choices=LastUsed, default=LastUsed.UNKNOWN, blank=True)

    privacy: ClassVar[Privacy] = Privacy(DataClass.INTERNAL, personal("concept", "level", "evidence", "last_used"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "enrolment", "concept"], name="programmes_offer_once"),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=5), name="programmes_offer_level"),
        ]


class Want(OrganisationModel):
    """Something an enrolled person wants to learn. ``importance`` 1 to 5."""

    enrolment = models.ForeignKey("programmes.Enrolment", on_delete=models.CASCADE, related_name="wants")
    concept = models.ForeignKey("people.SkillConcept", on_delete=models.PROTECT, related_name="+")
    importance = models.PositiveSmallIntegerField(default=3, validators=[MinValueValidator(1), MaxValueValidator(5)])

    privacy: ClassVar[Privacy] = Privacy(DataClass.INTERNAL, personal("concept", "importance"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "enrolment", "concept"], name="programmes_want_once"),
            models.CheckConstraint(
                condition=Q(importance__gte=1, importance__lte=5), name="programmes_want_importance"
            ),
        ]
