"""Another organisation that takes part: a campus, an association, a company. Its people are guests here."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from timbalik.lib.privacy import DataClass, Privacy
from timbalik.lib.tenancy import OrganisationModel
from timbalik.people.states import PartnerKind


class PartnerOrganisation(OrganisationModel):
    """Known by its name and kind; whoever looks after its guests is a person with a role, not a field of it."""

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=PartnerKind)
    created_at = models.DateTimeField()

    privacy: ClassVar[Privacy] = Privacy(DataClass.INTERNAL)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="people_partner_name_once")]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
