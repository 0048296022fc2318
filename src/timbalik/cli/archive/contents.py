"""What an archive holds: which tables, in which version of the program, and how many rows of each."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from django.apps import apps
from django.db import connection, models, router
from django.db.migrations.recorder import MigrationRecorder

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
# Sessions: everybody signs in again. Task rows: work in progress of a worker that is gone. The rest Django fills by itself.
LEFT_OUT: Final = frozenset({"sessions", "contenttypes", "auth", "django_tasks_database"})


class ArchiveRefused(Exception):
    """The file is no archive, is damaged, or was made by another version; the message says which."""


@dataclass(frozen=True)
class Manifest:
    """``rows``, ``digests``: by the label of the model; digests are SHA-256 of the text of its rows."""

    format: int
    program: str
    made_at: str
    migrations: Mapping[str, list[str]]
    rows: Mapping[str, int]
    digests: Mapping[str, str]

    def to_json(self) -> str:
        return json.dumps(asdict(self), indent=1, sort_keys=True)

    @property
    def total(self) -> int:
        return sum(self.rows.values())


def archived_models() -> list[type[models.Model]]:
    """Every table of the data; the key store is another database and never comes in here."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label not in LEFT_OUT and _lives_in_the_data(model)
    ]


def applied_migrations() -> dict[str, list[str]]:
    by_app: dict[str, list[str]] = {}
    for app, name in sorted(MigrationRecorder(connection).applied_migrations()):
        if app not in LEFT_OUT:
            by_app.setdefault(app, []).append(name)
    return by_app


def member_name(label: str) -> str:
    return f"data/{label}.jsonl"


def read_manifest(file: Path) -> Manifest:
    """Raises ``ArchiveRefused`` for anything that is not an archive of this format."""
    try:
        with zipfile.ZipFile(file) as archive:
            document: dict[str, Any] = json.loads(archive.read(MANIFEST))
        manifest = Manifest(**document)
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, TypeError) as reason:
        raise ArchiveRefused(str(reason)) from None
    if manifest.format != FORMAT:
        raise ArchiveRefused(f"format {manifest.format}")
    return manifest


def _lives_in_the_data(model: type[models.Model]) -> bool:
    return bool(router.allow_migrate_model("default", model))
