from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from timbalik.lib.privacy import DataClass, Privacy
from timbalik.people.validators import validate_time_zone


class Installation(models.Model):
    """The one row about this database itself."""

    made_by_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    privacy: ClassVar[Privacy] = Privacy(DataClass.INTERNAL)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="people_installation_one_row")]

    def __str__(self) -> str:
        return "demo" if self.made_by_demo else "installation"


class Organisation(models.Model):
    """A tenant: a company, an association, a campus."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    language = models.CharField(max_length=2, default="id")
    time_zone = models.CharField(max_length=60, default="Asia/Jakarta", validators=[validate_time_zone])
    holiday_country = models.CharField(max_length=2, default="ID")
    privacy_contact = models.EmailField(blank=True)
    created_at = models.DateTimeField()

    privacy: ClassVar[Privacy] = Privacy(DataClass.INTERNAL)

    def __str__(self) -> str:
        return self.name
