"""Places of a person in a programme, one row for each that is taken: capacity is a row, so nobody can be overbooked."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from timbalik.lib.privacy import DataClass, Privacy
from timbalik.lib.tenancy import OrganisationModel
from timbalik.relationships.states import Holder


class HeldPlace(OrganisationModel):
    """Place ``number`` of an enrolment (1 to its capacity), held by what ``ref`` names until the row goes.

    Written by ``relationships.operations.places`` alone.
    """

    enrolment = models.ForeignKey("programmes.Enrolment", on_delete=models.CASCADE, related_name="held_places")
    number = models.PositiveSmallIntegerField()
    holder = models.CharField(max_length=12, choices=Holder)
    ref = models.UUIDField()  # public id of the holder; its table lies above this app
    taken_at = models.DateTimeField()

    privacy: ClassVar[Privacy] = Privacy(DataClass.INTERNAL)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "enrolment", "number"], name="relationships_held_place_once"
            ),
            models.UniqueConstraint(
                fields=["organisation", "enrolment", "ref"], name="relationships_one_place_for_each_holder"
            ),
            models.CheckConstraint(condition=Q(number__gte=1, number__lte=5), name="relationships_held_place_number"),
        ]
        indexes = [models.Index(fields=["organisation", "ref"], name="relationships_place_by_holder")]
