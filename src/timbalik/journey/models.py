"""The one thing of the journey that is kept by itself: a wish to talk with somebody outside the line (F-55)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from timbalik.lib.privacy import DataClass, OnErasure, Privacy, pair, personal
from timbalik.lib.tenancy import OrganisationModel


class TalkRequest(OrganisationModel):
    """Somebody asks a confidential contact for a talk. Read by the contacts it is meant for and by who asked, nobody else.

    The words, if any, are sealed with a key of their own in the key store; it is destroyed when the talk is over.
    """

    programme = models.ForeignKey("programmes.Programme", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    contact = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    words_sealed = models.BinaryField(null=True)
    asked_at = models.DateTimeField()
    taken_by = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    taken_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    privacy: ClassVar[Privacy] = Privacy(
        DataClass.INTERNAL,
        personal("person", "contact", "taken_by", "asked_at") | pair("words_sealed"),
        {"person": OnErasure.DELETE, "contact": OnErasure.CLEAR, "taken_by": OnErasure.CLEAR},
    )

    class Meta:
        indexes = [models.Index(fields=["organisation", "closed_at"], name="journey_talk_open")]

    def __str__(self) -> str:
        return str(self.public_id)
