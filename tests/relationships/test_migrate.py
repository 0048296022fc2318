"""The key store gets its one table, and knows every migration as applied."""

from __future__ import annotations

import pytest
from django.core.management import get_commands
from django.db import connections
from django.db.migrations import AddField, CreateModel, Migration, RunPython, SeparateDatabaseAndState
from django.db.migrations.operations.base import Operation
from django.db.models import TextField

from timbalik.cli.migrate import DATABASES, pending
from timbalik.relationships.management.commands.migrate import RoutedExecutor
from timbalik.relationships.models import RelationshipKey


def test_each_database_holds_its_own_tables_and_nothing_is_pending(db: None) -> None:
    tables = {alias: set(connections[alias].introspection.table_names()) for alias in DATABASES}

    assert tables["keys"] == {"django_migrations", RelationshipKey._meta.db_table}
    assert RelationshipKey._meta.db_table not in tables["default"]
    assert "relationships_relationship" in tables["default"]
    assert pending() == []


def test_command_is_ours(db: None) -> None:
    assert get_commands()["migrate"] == "timbalik.relationships"


@pytest.mark.parametrize(
    ("operation", "here", "there"),
    [
        (CreateModel("RelationshipKey", []), False, True),
        (CreateModel("Goal", []), True, False),
        (AddField("relationshipkey", "more", TextField()), False, True),
        (AddField("goal", "more", TextField()), True, False),
        (RunPython(RunPython.noop, hints={"model_name": "relationshipkey"}), False, True),
        (RunPython(RunPython.noop), True, False),
        (SeparateDatabaseAndState(), True, True),
    ],
)
def test_only_what_the_router_lets_in_is_carried_out(db: None, operation: Operation, here: bool, there: bool) -> None:
    migration = Migration("0001_initial", "relationships")
    migration.operations = [operation]
    found = [RoutedExecutor(connections[alias]).may_change(migration) for alias in DATABASES]

    assert found == [here, there]
