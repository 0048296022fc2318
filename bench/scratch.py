"""A fresh temporary SQLite database for a benchmark, and pages as tests see them."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def scratch_database() -> Iterator[None]:
    """Migrate a database of its own, and take it away afterwards. Models may be imported inside."""
    with tempfile.TemporaryDirectory(prefix="timbalik-bench-") as folder:
        os.environ["TIMBALIK_DATA_DIR"] = folder
        os.environ.pop("DATABASE_URL", None)
        from timbalik.cli.django_ready import ready
        from timbalik.cli.migrate import migrate_all

        ready()
        migrate_all()
        from django.conf import settings

        settings.ALLOWED_HOSTS = ["*"]
        plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
        settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
        yield
