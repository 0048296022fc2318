from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from timbalik.lib.privacy import DataClass, OnErasure, Privacy, personal
from timbalik.lib.tenancy import OrganisationModel
from timbalik.people.states import Employment, LineKnowledge, Salutation
from timbalik.people.validators import validate_time_zone


class Person(OrganisationModel):
    """Somebody in one organisation. Name, mail and hours may be missing; the key inside the organisation is the staff number."""

    account = models.ForeignKey(
        "people.Account", null=True, blank=True, on_delete=models.SET_NULL, related_name="persons"
    )
    staff_number = models.CharField(max_length=60, blank=True)
    full_name = models.CharField(max_length=200, blank=True)
    nickname = models.CharField(max_length=60, blank=True)
    salutation = models.CharField(max_length=10, choices=Salutation, default=Salutation.NONE, blank=True)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=2, default="id")
    time_zone = models.CharField(max_length=60, default="Asia/Jakarta", validators=[validate_time_zone])
    position = models.CharField(max_length=200, blank=True)
    level_name = models.CharField(max_length=60, blank=True)
    level_rank = models.PositiveSmallIntegerField(null=True, blank=True)
    unit = models.ForeignKey("people.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="people")
    site = models.CharField(max_length=120, blank=True)
    employment = models.CharField(max_length=10, choices=Employment, default=Employment.ACTIVE)
    line_knowledge = models.CharField(max_length=10, choices=LineKnowledge, default=LineKnowledge.UNKNOWN)
    is_guest = models.BooleanField(default=False)
    partner = models.ForeignKey(
        "people.PartnerOrganisation", null=True, blank=True, on_delete=models.PROTECT, related_name="guests"
    )  # where a guest comes from; nobody who works here has one
    joined_on = models.DateField(null=True, blank=True)
    left_on = models.DateField(null=True, blank=True)
    restricted_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    privacy: ClassVar[Privacy] = Privacy(
        DataClass.PERSONAL,
        {
            "id": DataClass.INTERNAL,
            "public_id": DataClass.INTERNAL,
            "organisation": DataClass.INTERNAL,
            "is_guest": DataClass.INTERNAL,
            "created_at": DataClass.INTERNAL,
            "updated_at": DataClass.INTERNAL,
            "erased_at": DataClass.INTERNAL,
        },
        {"account": OnErasure.CLEAR},
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "staff_number"],
                condition=~Q(staff_number=""),
                name="people_person_staff_number_once",
            ),
            models.UniqueConstraint(
                fields=["organisation", "email"], condition=~Q(email=""), name="people_person_email_once"
            ),
            models.UniqueConstraint(
                fields=["organisation", "account"],
                condition=Q(account__isnull=False),
                name="people_person_account_once",
            ),
            models.CheckConstraint(
                condition=Q(partner__isnull=True) | Q(is_guest=True), name="people_person_partner_of_guests"
            ),
        ]
        indexes = [models.Index(fields=["organisation", "full_name"], name="people_person_by_name")]

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        """The full name, else the staff number: HR files without names are real."""
        return self.full_name or self.nickname or self.staff_number or str(self.public_id)[:8]

    @property
    def called(self) -> str:
        """How pages greet and name a person in narrow places: *sapaan* and *panggilan*."""
        short = self.nickname or _first_name(self.full_name) or self.display_name
        return f"{self.salutation} {short}".strip()

    @property
    def is_erased(self) -> bool:
        return self.erased_at is not None


TITLES = {"ir.", "dr.", "drs.", "dra.", "h.", "hj.", "prof.", "r.", "rr.", "tb.", "kh."}


def _first_name(full_name: str) -> str:
    return next((part.rstrip(",") for part in full_name.split() if part.lower() not in TITLES), "")


class Delegation(OrganisationModel):
    """An assistant may act on the principal's calendar: answer invitations and move sessions, never check-ins."""

    principal = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="delegations_given")
    delegate = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="delegations_held")
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True, blank=True)

    privacy: ClassVar[Privacy] = Privacy(
        DataClass.INTERNAL,
        personal("principal", "delegate"),
        {"principal": OnErasure.DELETE, "delegate": OnErasure.DELETE},
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "principal", "delegate"],
                condition=Q(valid_until__isnull=True),
                name="people_delegation_once",
            ),
            models.CheckConstraint(condition=~Q(principal=models.F("delegate")), name="people_delegation_two_people"),
        ]


class Avoidance(OrganisationModel):
    """``person`` must not be paired with ``other``; neither the other nor the pages for them learn of it."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="avoidances")
    other = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField()

    privacy: ClassVar[Privacy] = Privacy(
        DataClass.INTERNAL, personal("person", "other"), {"person": OnErasure.DELETE, "other": OnErasure.DELETE}
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "person", "other"], name="people_avoidance_once"),
            models.CheckConstraint(condition=~Q(person=models.F("other")), name="people_avoidance_two_people"),
        ]
