from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from timbalik.lib.privacy import DataClass, OnErasure, Privacy, personal
from timbalik.lib.tenancy import OrganisationModel
from timbalik.people.states import LineKind


class Unit(OrganisationModel):
    """A division, department or branch, for as long as it existed."""

    name = models.CharField(max_length=200)
    code = models.CharField(max_length=60, blank=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    privacy: ClassVar[Privacy] = Privacy(DataClass.INTERNAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"], condition=Q(valid_until__isnull=True), name="people_unit_name_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class UnitMembership(OrganisationModel):
    """Where a person belonged and when; the row without an end is the present one (``Person.unit`` repeats it)."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="unit_memberships")
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="memberships")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    privacy: ClassVar[Privacy] = Privacy(DataClass.INTERNAL, personal("person", "unit"), {"person": OnErasure.DELETE})

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person"], condition=Q(valid_until__isnull=True), name="people_one_present_unit"
            )
        ]


class ReportingLine(OrganisationModel):
    """Who leads or appraises whom, and when. Cycles are refused by the operation that writes it."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="lines_up")
    manager = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="lines_down")
    kind = models.CharField(max_length=10, choices=LineKind, default=LineKind.MANAGER)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    privacy: ClassVar[Privacy] = Privacy(
        DataClass.INTERNAL, personal("person", "manager"), {"person": OnErasure.DELETE, "manager": OnErasure.TOMBSTONE}
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person", "kind"],
                condition=Q(valid_until__isnull=True),
                name="people_one_present_line",
            ),
            models.CheckConstraint(condition=~Q(person=F("manager")), name="people_line_two_people"),
        ]
