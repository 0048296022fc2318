"""The ready-made programmes this version brings. Their keys: ``programmes.templates_content``."""

from __future__ import annotations

from pathlib import Path

from timbalik.lib.versions import publish_folder
from timbalik.programmes.models import ProgrammeTemplateVersion

FOLDER = Path(__file__).parent


def publish_content() -> None:
    publish_folder(ProgrammeTemplateVersion, FOLDER / "templates")
