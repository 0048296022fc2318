"""A database of its own for a command that keeps nothing."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def temporary_data(name: str) -> Iterator[None]:
    """A database of its own, keys of its own, mails into a folder that goes: nothing real is read or reached.

    The settings are read once in a process, so a process does this once, before Django is ready.
    """
    with tempfile.TemporaryDirectory(prefix=f"timbalik-{name}-") as folder:
        for variable in [one for one in os.environ if one.startswith("TIMBALIK_") or one == "DATABASE_URL"]:
            del os.environ[variable]
        os.environ["TIMBALIK_DATA_DIR"] = folder
        yield


def make_tables() -> None:
    """Fill the temporary database as the models stand, in a second: it has no earlier version to migrate from."""
    from django.apps import apps  # app ready
    from django.conf import settings  # app ready
    from django.core.management import call_command  # app ready

    from timbalik.cli.migrate import DATABASES, publish  # app ready

    present = settings.MIGRATION_MODULES
    settings.MIGRATION_MODULES = {config.label: None for config in apps.get_app_configs()}
    try:
        for alias in DATABASES:
            call_command("migrate", database=alias, interactive=False, verbosity=0, run_syncdb=True)
    finally:
        settings.MIGRATION_MODULES = present
    publish()
