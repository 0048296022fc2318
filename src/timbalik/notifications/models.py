"""The outbox: one row for each effect on the world outside, delivered once (``ARCHITECTURE`` 8)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from timbalik.lib.privacy import DataClass, OnErasure, Privacy, personal
from timbalik.lib.tenancy import OrganisationModel
from timbalik.notifications.states import EffectKind, EffectState


class Effect(OrganisationModel):
    """A mail or an in-app notice. The content is sealed with the installation's key and emptied once delivered."""

    key = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=EffectKind)
    recipient = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    content_sealed = models.BinaryField(null=True)
    message_id = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=EffectState, default=EffectState.QUEUED)
    not_before = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    privacy: ClassVar[Privacy] = Privacy(
        DataClass.INTERNAL, personal("recipient", "content_sealed"), {"recipient": OnErasure.CLEAR}
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "key"], name="notifications_effect_once")]
        indexes = [models.Index(fields=["state", "not_before"], name="notifications_effect_due")]

    def __str__(self) -> str:
        return self.key


class ActionLink(OrganisationModel):
    """A link in a mail that lets one person do one act without signing in. Only its hash is stored; a POST does the act."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    act = models.CharField(max_length=40)
    subject_ref = models.UUIDField()
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    privacy: ClassVar[Privacy] = Privacy(
        DataClass.INTERNAL, personal("person", "token_hash"), {"person": OnErasure.DELETE}
    )

    def __str__(self) -> str:
        return self.act


class DueSlot(models.Model):
    """A recurring piece of work at one due time, claimed by exactly one worker."""

    name = models.CharField(max_length=80)
    due_at = models.DateTimeField()
    claimed_at = models.DateTimeField()

    privacy: ClassVar[Privacy] = Privacy(DataClass.INTERNAL)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "due_at"], name="notifications_due_slot_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.due_at:%Y-%m-%d %H:%M}"
