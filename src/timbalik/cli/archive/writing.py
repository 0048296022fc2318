"""Write an archive from one moment of the database, while people go on working."""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time
from pathlib import Path
from typing import IO

from django.core import serializers
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction

from timbalik import __version__
from timbalik.cli.archive.contents import FORMAT, MANIFEST, Manifest, applied_migrations, archived_models, member_name
from timbalik.cli.progress import Step

CHUNK = 500


class WholeMoments(DjangoJSONEncoder):
    """Django's own encoder cuts microseconds to milliseconds, and the chain of records is hashed over the whole moment."""

    def default(self, o: object) -> object:
        return o.isoformat() if isinstance(o, (datetime, time)) else super().default(o)


def write_archive(file: Path, *, now: datetime, step: Step) -> Manifest:
    """Write ``file`` whole or not at all (it takes its name when complete), readable by its owner alone."""
    rows: dict[str, int] = {}
    digests: dict[str, str] = {}
    chosen = archived_models()
    unfinished = file.with_name(f".{file.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    try:
        with _owner_only(unfinished) as raw, zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive, one_moment():
            for number, model in enumerate(chosen, 1):
                label = model._meta.label
                step(label, number, len(chosen))
                rows[label], digests[label] = _write_rows(archive, model)
            manifest = Manifest(
                FORMAT, __version__, now.astimezone(UTC).isoformat(), applied_migrations(), rows, digests
            )
            archive.writestr(MANIFEST, manifest.to_json())
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)
    return manifest


@contextmanager
def one_moment() -> Iterator[None]:
    """Everything read inside comes from one moment, and nobody who writes has to wait.

    SQLite in WAL mode: a deferred transaction reads one snapshot. PostgreSQL: repeatable read.
    """
    connection.ensure_connection()
    if connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        return
    usual = connection.transaction_mode  # type: ignore[attr-defined]  # of the SQLite wrapper, not in the stubs
    connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]  # likewise
    try:
        with transaction.atomic():
            yield
    finally:
        connection.transaction_mode = usual  # type: ignore[attr-defined]  # likewise


def _write_rows(archive: zipfile.ZipFile, model: type[models.Model]) -> tuple[int, str]:
    digest, count = hashlib.sha256(), 0
    rows = model._base_manager.order_by("pk").iterator(chunk_size=CHUNK)
    with archive.open(member_name(model._meta.label), "w", force_zip64=True) as member:
        for row in rows:
            line = serializers.serialize("jsonl", [row], ensure_ascii=False, cls=WholeMoments).encode()
            member.write(line)
            digest.update(line)
            count += 1
    return count, digest.hexdigest()


@contextmanager
def _owner_only(file: Path) -> Iterator[IO[bytes]]:
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as raw:
        yield raw
