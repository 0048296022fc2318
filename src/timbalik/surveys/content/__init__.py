"""The questionnaires this version brings, in Indonesian and English, in our own words."""

from __future__ import annotations

from pathlib import Path

from timbalik.lib.versions import publish_folder
from timbalik.surveys.models import InstrumentVersion

FOLDER = Path(__file__).parent


def publish_content() -> None:
    publish_folder(InstrumentVersion, FOLDER / "instruments")
