from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from timbalik.lib.privacy import DataClass, OnErasure, Privacy, personal
from timbalik.lib.tenancy import OrganisationModel


class Availability(OrganisationModel):
    """Weekly hours in the person's own zone (``Person.time_zone``). ``weekday``: Monday is 0."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="availability")
    weekday = models.PositiveSmallIntegerField()
    starts = models.TimeField()
    ends = models.TimeField()

    privacy: ClassVar[Privacy] = Privacy(
        DataClass.INTERNAL, personal("person", "weekday", "starts", "ends"), {"person": OnErasure.DELETE}
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="people_availability_weekday"),
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="people_availability_order"),
            models.UniqueConstraint(
                fields=["organisation", "person", "weekday", "starts"], name="people_availability_once"
            ),
        ]
