from __future__ import annotations

from typing import ClassVar

from django.db import models

from timbalik.lib.privacy import DataClass, Privacy
from timbalik.lib.versions import in_language


class SkillConcept(models.Model):
    """A thing one person can show and another can want to learn, in both languages. The same for all organisations."""

    key = models.SlugField(unique=True)
    group = models.SlugField()
    name_id = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    synonyms = models.JSONField(default=list)
    position = models.PositiveSmallIntegerField(default=0)

    privacy: ClassVar[Privacy] = Privacy(DataClass.PUBLIC)

    class Meta:
        ordering = ["position", "key"]

    def __str__(self) -> str:
        return in_language({"id": self.name_id, "en": self.name_en})
