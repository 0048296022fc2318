"""A pytest plugin that gives the suite a world of its own before the settings are read.

It is named in ``pyproject.toml`` (``-p``), because pytest-django reads the settings before any ``conftest.py``.
The data folder is a new one under the temporary directory; what the shell says about an installation is forgotten,
except which database the suite should use.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

KEPT = {"TIMBALIK_DATABASE_URL", "TIMBALIK_KEYS_DATABASE_URL"}

for name in [name for name in os.environ if name.startswith("TIMBALIK_") and name not in KEPT]:
    del os.environ[name]
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
FOLDER = Path(tempfile.mkdtemp(prefix="timbalik-suite-"))
(FOLDER / "static").mkdir()
os.environ["TIMBALIK_DATA_DIR"] = str(FOLDER)
os.environ["TIMBALIK_SECRET_KEY"] = "the suite signs with a key that is no secret at all"  # noqa: S105 - invented
os.environ["TIMBALIK_MASTER_KEY"] = "the suite wraps with a key that is no secret at all"


@pytest.hookimpl(wrapper=True)
def pytest_unconfigure() -> Iterator[None]:
    try:
        yield
    finally:
        shutil.rmtree(FOLDER, ignore_errors=True)
