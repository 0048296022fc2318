"""The top leader begins and says so; levels follow in waves (F-05)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from timbalik.lib.privacy import DataClass, OnErasure, Privacy, personal
from timbalik.lib.tenancy import OrganisationModel
from timbalik.programmes.states import CascadeMode


class Cascade(OrganisationModel):
    """Mentee number one, what they say in public inside the organisation, and how the levels below are asked.

    The statement may be read from ``published_at`` until ``withdrawn_at``; taking it back ends no wave.
    """

    programme = models.OneToOneField("programmes.Programme", on_delete=models.CASCADE, related_name="cascade")
    leader = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    mode = models.CharField(max_length=10, choices=CascadeMode, default=CascadeMode.OPT_IN)
    statement = models.TextField(blank=True, max_length=600)
    published_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    begun_at = models.DateTimeField()

    privacy: ClassVar[Privacy] = Privacy(
        DataClass.INTERNAL,
        personal("leader", "statement", "published_at", "withdrawn_at"),
        {"leader": OnErasure.CLEAR},
    )

    @property
    def is_public(self) -> bool:
        """Whether the statement stands now."""
        return self.published_at is not None and self.withdrawn_at is None and bool(self.statement)
