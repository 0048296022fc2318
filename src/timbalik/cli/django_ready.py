"""Start Django for a command, once, in the language of the terminal."""

from __future__ import annotations

import os

from timbalik.cli.language import spoken


def ready() -> None:
    """Load the settings and the apps. Everything that imports a model comes after this."""
    # Databases, keys, mails and reports are for the eyes of this account alone.
    os.umask(0o077)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "timbalik.config.settings")
    import django  # slow import: help and errors of the command line do without it
    from django.utils import translation  # slow import: likewise

    django.setup()
    translation.activate(spoken())
