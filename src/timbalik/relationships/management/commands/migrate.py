"""``migrate`` as Django has it, in half the time: what the router keeps out of a database is only written down there."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.core.management.commands import migrate as of_django
from django.db import router
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations import SeparateDatabaseAndState
from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.models import ModelOperation


class RoutedExecutor(MigrationExecutor):
    """Django makes all models anew after each step, for the key store too, which holds one table of a hundred."""

    def migrate(
        self, targets: Any, plan: Any = None, state: Any = None, fake: bool = False, fake_initial: bool = False
    ) -> Any:
        if not plan or state is None or any(backwards for _, backwards in plan):
            return super().migrate(targets, plan, state, fake, fake_initial)
        self.recorder.ensure_schema()
        for changes, steps in groupby(plan, key=lambda step: self.may_change(step[0])):
            if changes or fake:
                state = super().migrate(targets, list(steps), state, fake, fake_initial)
                continue
            state.__dict__.pop("apps", None)  # the models; made again where they are asked for
            for migration, _ in steps:
                state = migration.mutate_state(state, preserve=False)
                for name in migration.replaces or [(migration.app_label, migration.name)]:
                    self.recorder.record_applied(*name)
        self.check_replacements()
        return state

    def may_change(self, migration: Migration) -> bool:
        """Whether the router lets anything of it into this database."""
        return any(self._is_let_in(operation, migration) for operation in migration.operations)

    def _is_let_in(self, operation: Operation, migration: Migration) -> bool:
        """The operation asks the router the same, once its models are made."""
        if isinstance(operation, SeparateDatabaseAndState):
            return True
        name = operation.name if isinstance(operation, ModelOperation) else getattr(operation, "model_name", None)
        hints: dict[str, Any] = {"model_name": name.lower()} if name else {}
        hints |= getattr(operation, "hints", {})
        return bool(router.allow_migrate(self.connection.alias, migration.app_label, **hints))


class Command(of_django.Command):
    """The command takes its executor from its module; there is no other place to say which."""

    def handle(self, *args: Any, **options: Any) -> None:
        vars(of_django)["MigrationExecutor"] = RoutedExecutor
        super().handle(*args, **options)
