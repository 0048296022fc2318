from __future__ import annotations

from typing import ClassVar

from django.db import models

from timbalik.lib.privacy import DataClass, Privacy, personal


class Budget(models.Model):
    """How often one thing was tried in one stretch of time: signing in happens before any organisation is known."""

    key = models.CharField(max_length=64)  # keyed hash of what is counted, such as an address
    ends_at = models.DateTimeField(db_index=True)
    taken = models.PositiveIntegerField(default=0)

    privacy: ClassVar[Privacy] = Privacy(DataClass.INTERNAL, personal("key"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "ends_at"], name="people_budget_once")]

    def __str__(self) -> str:
        return f"{self.taken} until {self.ends_at:%Y-%m-%d %H:%M}"
