"""Check an archive, and load one into an empty database: all of it or nothing."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from django.apps import apps
from django.core import serializers
from django.core.management.color import no_style
from django.db import connection, models, transaction

from timbalik.cli.archive.contents import (
    ArchiveRefused,
    Manifest,
    applied_migrations,
    archived_models,
    member_name,
    read_manifest,
)
from timbalik.cli.progress import Step

CHUNK = 500


class DatabaseNotEmpty(Exception):
    """There are organisations or accounts here already; an archive is loaded into an empty database only."""


class OtherVersion(Exception):
    """The archive was made by a program with other tables; ``program`` is the version to load it with."""

    def __init__(self, program: str) -> None:
        super().__init__(program)
        self.program = program


def check_archive(file: Path, *, step: Step) -> Manifest:
    """Recompute every digest and count. Raises ``ArchiveRefused`` with the first table that does not fit."""
    manifest = read_manifest(file)
    with zipfile.ZipFile(file) as archive:
        for number, (label, expected) in enumerate(manifest.digests.items(), 1):
            step(label, number, len(manifest.digests))
            digest, count = hashlib.sha256(), 0
            for line in _lines(archive, label):
                digest.update(line)
                count += 1
            if digest.hexdigest() != expected or count != manifest.rows[label]:
                raise ArchiveRefused(label)
    return manifest


def load_archive(file: Path, *, step: Step) -> Manifest:
    """Load every row, keys as they were. The texts that a new database brings are replaced by those of the archive.

    Raises ``ArchiveRefused``, ``DatabaseNotEmpty``, ``OtherVersion``; nothing is changed then.
    """
    manifest = check_archive(file, step=step)
    if manifest.migrations != applied_migrations():
        raise OtherVersion(manifest.program)
    if any(apps.get_model(label)._base_manager.exists() for label in ("people.Organisation", "people.Account")):
        raise DatabaseNotEmpty
    ours = archived_models()
    if {model._meta.label for model in ours} != set(manifest.rows):
        raise OtherVersion(manifest.program)
    with transaction.atomic():  # foreign keys are checked when it ends, so the order of tables is free
        for model in ours:
            model._base_manager.all()._raw_delete("default")
        with zipfile.ZipFile(file) as archive:
            for number, model in enumerate(ours, 1):
                step(model._meta.label, number, len(ours))
                _load_rows(archive, model)
        _continue_numbers(ours)
        connection.check_constraints()
    return manifest


def _load_rows(archive: zipfile.ZipFile, model: type[models.Model]) -> None:
    rows = serializers.deserialize("jsonl", _lines(archive, model._meta.label))
    while chunk := [row.object for row in islice(rows, CHUNK)]:
        model._base_manager.bulk_create(chunk)


def _continue_numbers(loaded: list[type[models.Model]]) -> None:
    """Let PostgreSQL count on from the highest key of each table."""
    statements = connection.ops.sequence_reset_sql(no_style(), loaded)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _lines(archive: zipfile.ZipFile, label: str) -> Iterator[bytes]:
    try:
        with archive.open(member_name(label)) as member:
            yield from member
    except (KeyError, zipfile.BadZipFile, EOFError, OSError) as reason:
        raise ArchiveRefused(f"{label}: {reason}") from None
