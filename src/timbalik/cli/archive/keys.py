"""The one copy of the key store. A key that was destroyed stays destroyed, whichever side knows of it (``ARCHITECTURE`` 6)."""

from __future__ import annotations

import base64
import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from timbalik.relationships.models import RelationshipKey
from timbalik.relationships.routers import KEY_STORE
from timbalik.relationships.vault import opens_with_this_master_key

FORMAT: Final = 1


class KeyCopyRefused(Exception):
    """The file is no copy of a key store."""


class OtherMasterKey(Exception):
    """The keys of the copy were wrapped with another master key, so they would open nothing here."""


@dataclass(frozen=True)
class KeysTaken:
    """``added``: keys this store did not know; ``kept_destroyed``: keys of the copy that were destroyed here since."""

    added: int
    kept_destroyed: int
    destroyed: int


def copy_keys(file: Path) -> int:
    """Overwrite the copy, whole or not at all, readable by its owner alone. Returns how many keys it holds."""
    rows = [
        {
            "relationship": str(row.relationship_ref),
            "wrapped": None if row.wrapped is None else base64.b64encode(bytes(row.wrapped)).decode(),
            "created_at": row.created_at.isoformat(),
            "destroyed_at": None if row.destroyed_at is None else row.destroyed_at.isoformat(),
        }
        for row in RelationshipKey.objects.order_by("pk")
    ]
    unfinished = file.with_name(f".{file.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as copy:
        json.dump({"format": FORMAT, "keys": rows}, copy)
    unfinished.replace(file)
    return len(rows)


def take_keys(file: Path) -> KeysTaken:
    """Add the keys this store does not know. Destroyed on either side means destroyed.

    Raises ``KeyCopyRefused``, ``OtherMasterKey``; nothing is changed then.
    """
    copied = _read(file)
    for row in copied:
        if row.wrapped is not None and not opens_with_this_master_key(row):
            raise OtherMasterKey
    standing = {row.relationship_ref: row for row in RelationshipKey.objects.all()}
    added = kept = destroyed = 0
    with transaction.atomic(using=KEY_STORE):
        for row in copied:
            here = standing.get(row.relationship_ref)
            if here is None:
                row.save()
                added += 1
            elif here.destroyed_at is not None:
                kept += row.destroyed_at is None
            elif row.destroyed_at is not None:
                here.wrapped, here.destroyed_at = None, row.destroyed_at
                here.save()
                destroyed += 1
    return KeysTaken(added, kept, destroyed)


def _read(file: Path) -> list[RelationshipKey]:
    try:
        document: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        if document["format"] != FORMAT:
            raise KeyCopyRefused(f"format {document['format']}")
        return [
            RelationshipKey(
                relationship_ref=UUID(row["relationship"]),
                wrapped=None if row["wrapped"] is None else base64.b64decode(row["wrapped"]),
                created_at=datetime.fromisoformat(row["created_at"]),
                destroyed_at=row["destroyed_at"] and datetime.fromisoformat(row["destroyed_at"]),
            )
            for row in document["keys"]
        ]
    except (OSError, ValueError, KeyError, TypeError) as reason:
        raise KeyCopyRefused(str(reason)) from None
