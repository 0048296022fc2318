"""Programmes, their waves, who holds which role in them, and who enrolled with which wishes."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from timbalik.lib.privacy import DataClass, OnErasure, Privacy, personal
from timbalik.lib.tenancy import OrganisationModel
from timbalik.lib.versions import ImmutableVersion
from timbalik.programmes.states import Direction, EnrolmentRole, EnrolmentState, ProgrammeState, Role

NO_RELATIONSHIP = UUID(int=0)


class ProgrammeTemplateVersion(ImmutableVersion):
    """Every parameter of a ready-made programme. Keys of ``content``: see ``programmes.templates_content``."""


class Programme(OrganisationModel):
    template = models.ForeignKey("programmes.ProgrammeTemplateVersion", on_delete=models.PROTECT, related_name="+")
    notice = models.ForeignKey("people.NoticeVersion", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    direction = models.CharField(max_length=12, choices=Direction, default=Direction.REVERSE)
    state = models.CharField(max_length=10, choices=ProgrammeState, default=ProgrammeState.DRAFT)
    starts_on = models.DateField()
    ends_on = models.DateField()
    cadence_days = models.PositiveSmallIntegerField(default=14)
    session_minutes = models.PositiveSmallIntegerField(default=60)
    planned_sessions = models.PositiveSmallIntegerField(default=12)
    mentor_levels = models.JSONField(default=list)  # ranks, lowest and highest, both included; empty: anybody
    mentee_levels = models.JSONField(default=list)
    weaker_side_floor = models.PositiveSmallIntegerField(default=30)  # points of 100
    answer_days = models.PositiveSmallIntegerField(default=5)
    notes_enabled = models.BooleanField(default=False)
    enrolment_closes_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField()

    privacy: ClassVar[Privacy] = Privacy(DataClass.INTERNAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="programmes_programme_name_once"),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="programmes_programme_order"),
            models.CheckConstraint(condition=Q(weaker_side_floor__lte=100), name="programmes_programme_floor"),
            models.CheckConstraint(condition=Q(cadence_days__gte=1), name="programmes_programme_cadence"),
        ]

    def __str__(self) -> str:
        return self.name


class Cohort(OrganisationModel):
    """Those who start together; wave 1 is made with the programme."""

    programme = models.ForeignKey("programmes.Programme", on_delete=models.PROTECT, related_name="cohorts")
    wave = models.PositiveSmallIntegerField(default=1)
    starts_on = models.DateField()

    privacy: ClassVar[Privacy] = Privacy(DataClass.INTERNAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "programme", "wave"], name="programmes_cohort_wave_once")
        ]


class RoleAssignment(OrganisationModel):
    """A role with its scope and dates. No programme, relationship or subject: the whole organisation."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(max_length=24, choices=Role)
    programme = models.ForeignKey(
        "programmes.Programme", null=True, blank=True, on_delete=models.CASCADE, related_name="roles"
    )
    relationship_ref = models.UUIDField(null=True, blank=True)
    subject = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True, blank=True)
    granted_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    privacy: ClassVar[Privacy] = Privacy(
        DataClass.INTERNAL,
        personal("person", "subject", "granted_by"),
        {"person": OnErasure.DELETE, "subject": OnErasure.DELETE, "granted_by": OnErasure.CLEAR},
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "person",
                "role",
                Coalesce("programme", 0),
                Coalesce("relationship_ref", Value(NO_RELATIONSHIP, output_field=models.UUIDField())),
                Coalesce("subject", 0),
                condition=Q(valid_until__isnull=True),
                name="programmes_role_standing_once",
            )
        ]


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
        personal("person", "motivation", "benefit_sought", "learning_goal", "draft", "pledged_at", "no_rematch_at"),
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

    privacy: ClassVar[Privacy] = Privacy(DataClass.INTERNAL, personal("concept", "level", "evidence"))

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
