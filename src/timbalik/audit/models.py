"""Who did what, when: identifiers and codes only, chained by hash within each organisation (``ARCHITECTURE`` 19)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from timbalik.lib.privacy import DataClass, Privacy


class AuditEntryChanged(Exception):
    """An audit entry is written once and never altered or removed."""


class AuditEntry(models.Model):
    organisation_ref = models.UUIDField()
    number = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    verb = models.CharField(max_length=80)
    by_ref = models.UUIDField(null=True)
    on_behalf_of_ref = models.UUIDField(null=True)
    channel = models.CharField(max_length=20)
    subject_kind = models.CharField(max_length=60)
    subject_ref = models.UUIDField(null=True)
    facts = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    privacy: ClassVar[Privacy] = Privacy(DataClass.INTERNAL)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation_ref", "number"], name="audit_entry_number_once")]
        indexes = [models.Index(fields=["organisation_ref", "subject_ref"], name="audit_entry_subject")]
        ordering = ["organisation_ref", "number"]

    def __str__(self) -> str:
        return f"{self.number} {self.verb}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AuditEntryChanged(str(self))
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AuditEntryChanged(str(self))


class AuditHead(models.Model):
    """The newest link of an organisation's chain; its row lock keeps the chain in one line."""

    organisation_ref = models.UUIDField(unique=True)
    number = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)

    privacy: ClassVar[Privacy] = Privacy(DataClass.INTERNAL)

    def __str__(self) -> str:
        return str(self.organisation_ref)
