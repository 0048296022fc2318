"""Texts that stay as they were: templates, instruments, agreement texts, notices, topics (``ARCHITECTURE`` 17).

A version is written once, under a key and a number, with Indonesian and English side by side; a change is a new number.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import get_language

from timbalik.lib.privacy import DataClass, Privacy


class VersionChanged(Exception):
    """A published version was about to be altered; publish the next number instead."""


class ImmutableVersion(models.Model):
    """``content`` is plain JSON; every text in it is ``{"id": …, "en": …}``."""

    key = models.CharField(max_length=80)
    version = models.PositiveSmallIntegerField(default=1)
    content = models.JSONField()
    digest = models.CharField(max_length=64, editable=False)

    privacy: ClassVar[Privacy] = Privacy(DataClass.PUBLIC)

    class Meta:
        abstract = True
        constraints = [models.UniqueConstraint(fields=["key", "version"], name="%(app_label)s_%(class)s_once")]
        ordering = ["key", "version"]

    def __str__(self) -> str:
        return f"{self.key} v{self.version}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        digest = content_digest(self.content)
        if self.pk is not None and digest != self.digest:
            raise VersionChanged(str(self))
        self.digest = digest
        super().save(*args, **kwargs)


def content_digest(content: Any) -> str:
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def in_language(text: dict[str, str], language: str | None = None) -> str:
    """The text in the language asked for (the active one by default), Indonesian where it is missing."""
    wanted = (language or get_language() or "id").partition("-")[0]
    return text.get(wanted) or text["id"]
