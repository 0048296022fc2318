"""Texts that stay as they were: templates, instruments, agreement texts, notices, topics (``ARCHITECTURE`` 17).

A version is written once, under a key and a number, with Indonesian and English side by side; a change is a new number.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from django.db import models
from django.utils.translation import get_language

from timbalik.lib.privacy import DataClass, Privacy

V = TypeVar("V", bound="ImmutableVersion")


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
    return hashlib.sha256(
        json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    ).hexdigest()


def publish(model: type[V], key: str, version: int, content: Any) -> V:
    """Write a version once; the same content again changes nothing.

    Raises ``VersionChanged`` if that number was published with other words.
    """
    found, created = model._default_manager.get_or_create(key=key, version=version, defaults={"content": content})
    if not created and found.digest != content_digest(content):
        raise VersionChanged(f"{model._meta.label} {found}: publish the next number instead")
    return found


def publish_folder(model: type[V], folder: Path) -> None:
    """Publish every ``*.json`` of a folder: one version (``key``, ``version``, ``content``) or a list of them.

    Two queries, however many texts there are. Raises ``VersionChanged`` as ``publish`` does.
    """
    entries: list[dict[str, Any]] = []
    for file in sorted(folder.glob("*.json")):
        read = json.loads(file.read_text(encoding="utf-8"))
        entries += read if isinstance(read, list) else [read]
    standing = {(row.key, row.version): row.digest for row in model._default_manager.defer("content")}
    fresh = []
    for entry in entries:
        digest = content_digest(entry["content"])
        published = standing.get((entry["key"], entry["version"]))
        if published is None:
            fresh.append(model(**entry, digest=digest))
        elif published != digest:
            raise VersionChanged(
                f"{model._meta.label} {entry['key']} v{entry['version']}: publish the next number instead"
            )
    model._default_manager.bulk_create(fresh)


def latest(model: type[V], key: str) -> V:
    """The newest published version of a key."""
    return model._default_manager.filter(key=key).order_by("-version")[0]


def in_language(text: dict[str, str], language: str | None = None) -> str:
    """The text in the language asked for (the active one by default), Indonesian where it is missing."""
    wanted = (language or get_language() or "id").partition("-")[0]
    return text.get(wanted) or text["id"]
