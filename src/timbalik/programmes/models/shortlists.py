"""People who could be asked to mentor, by what HR files say in their favour; gone as soon as the list closes (F-12, S-16)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from timbalik.lib.privacy import DataClass, OnErasure, Privacy, personal
from timbalik.lib.tenancy import OrganisationModel
from timbalik.programmes.states import TalentStep


class Shortlist(OrganisationModel):
    """The one list of a programme, for one purpose and some days: closing it deletes the row and all that hangs on it.

    ``rows`` holds the fitting items of a file between the look at it and its use, for a day at most; of a large one the cells of
    the columns that are read, until the worker has found what fits (``step`` *reading*).
    """

    programme = models.OneToOneField("programmes.Programme", on_delete=models.CASCADE, related_name="shortlist")
    concepts = models.JSONField(default=list)  # keys of the topics that are sought
    file_name = models.CharField(max_length=200, blank=True)
    rows = models.BinaryField(null=True)
    received_at = models.DateTimeField(null=True, blank=True)
    step = models.CharField(max_length=10, choices=TalentStep, blank=True)  # what the worker does with the file
    counts = models.JSONField(default=dict)
    begun_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    begun_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    privacy: ClassVar[Privacy] = Privacy(
        DataClass.INTERNAL, personal("rows", "begun_by"), {"begun_by": OnErasure.CLEAR}
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("begun_at")), name="programmes_shortlist_ends")]
        indexes = [models.Index(fields=["ends_at"], name="programmes_shortlist_ends_at")]


class ShortlistEntry(OrganisationModel):
    """What is said for one person: lists of (kind of evidence, key of a topic or "", the words). Only what fits is kept."""

    shortlist = models.ForeignKey("programmes.Shortlist", on_delete=models.CASCADE, related_name="entries")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    found = models.JSONField(default=list)
    is_strong = models.BooleanField(default=False)

    privacy: ClassVar[Privacy] = Privacy(
        DataClass.INTERNAL, personal("person", "found", "is_strong"), {"person": OnErasure.DELETE}
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "shortlist", "person"], name="programmes_shortlist_entry_once"
            )
        ]


class ShortlistObjection(OrganisationModel):
    """The person does not want to stand on such lists; nobody else is told, and no file brings them back."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    privacy: ClassVar[Privacy] = Privacy(DataClass.INTERNAL, personal("person", "at"), {"person": OnErasure.DELETE})

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "person"], name="programmes_shortlist_objection_once")
        ]
