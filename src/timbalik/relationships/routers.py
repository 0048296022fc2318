"""The key store is a database of its own: only ``RelationshipKey`` lives there, and nothing else goes there."""

from __future__ import annotations

from typing import Any

from django.db import models

KEY_STORE = "keys"
KEY_MODEL = "relationshipkey"


class KeyStoreRouter:
    def db_for_read(self, model: type[models.Model], **hints: Any) -> str | None:
        return KEY_STORE if model._meta.model_name == KEY_MODEL else None

    db_for_write = db_for_read

    def allow_migrate(self, db: str, app_label: str, model_name: str | None = None, **hints: Any) -> bool | None:
        is_key = app_label == "relationships" and model_name == KEY_MODEL
        if db == KEY_STORE:
            return is_key
        return False if is_key else None
