"""The agreement texts and workbooks this version brings, in Indonesian and English."""

from __future__ import annotations

from pathlib import Path

from timbalik.lib.versions import publish_folder
from timbalik.relationships.models import AgreementTextVersion, WorkbookVersion

FOLDER = Path(__file__).parent


def publish_content() -> None:
    publish_folder(AgreementTextVersion, FOLDER / "agreements")
    publish_folder(WorkbookVersion, FOLDER / "workbooks")
