"""Collect the static files into the data folder, when they changed since the last time."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

# What the libraries ship and no page of ours asks for: megabytes that would only be compressed in vain.
UNUSED = ["ninja", "htmax-*", "htmx-4*", "ext", "*.min.map"]


def collect_if_changed() -> bool:
    """Collect, compress and name the files by their content; return whether there was anything to do."""
    target = Path(settings.STATIC_ROOT)
    stamp = target / ".collected"
    wanted = _fingerprint()
    if stamp.is_file() and stamp.read_text() == wanted:
        return False
    target.mkdir(parents=True, exist_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=UNUSED)
    stamp.write_text(wanted)
    return True


def _fingerprint() -> str:
    """Changes when a static file is added, removed or written."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list(UNUSED):
            file = Path(storage.path(path)).stat()
            digest.update(f"{path}\0{file.st_size}\0{file.st_mtime_ns}\n".encode())
    return digest.hexdigest()
