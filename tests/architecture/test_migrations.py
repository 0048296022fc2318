from __future__ import annotations

import io

import pytest
from django.core.management import call_command
from django.db import connections


@pytest.mark.django_db
def test_no_model_lacks_a_migration() -> None:
    said = io.StringIO()

    call_command("makemigrations", check=True, dry_run=True, stdout=said)

    assert "No changes detected" in said.getvalue()


@pytest.mark.django_db
def test_key_store_holds_keys_alone_and_data_holds_none() -> None:
    tables = {
        alias: {name for name in connections[alias].introspection.table_names() if name.startswith("relationships_")}
        for alias in ("default", "keys")
    }

    assert tables["keys"] == {"relationships_relationshipkey"}
    assert "relationships_relationshipkey" not in tables["default"]
