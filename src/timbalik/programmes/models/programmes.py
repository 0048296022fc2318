"""A programme with its parameters, the template it was made from, and its waves."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from timbalik.lib.privacy import DataClass, Privacy
from timbalik.lib.tenancy import OrganisationModel
from timbalik.lib.versions import ImmutableVersion
from timbalik.programmes.directions import is_mutual
from timbalik.programmes.states import Direction, ProgrammeState


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
    only_across = models.BooleanField(
        default=False
    )  # pairs between organisations alone: guests with people from elsewhere
    routes = models.JSONField(default=list)  # values of Route that are open beside the coordinator's round
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

    @property
    def is_mutual(self) -> bool:
        """Both sides teach and learn."""
        return is_mutual(self.direction)


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
