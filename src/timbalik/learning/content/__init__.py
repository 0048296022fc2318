"""Training units, scenes to practise, session agendas and the topic library this version brings, in Indonesian and English."""

from __future__ import annotations

from pathlib import Path

from timbalik.learning.models import AgendaVersion, PracticeVersion, TopicVersion, TrainingUnitVersion
from timbalik.lib.versions import publish_folder

FOLDER = Path(__file__).parent


def publish_content() -> None:
    publish_folder(TrainingUnitVersion, FOLDER / "training")
    publish_folder(AgendaVersion, FOLDER / "agendas")
    publish_folder(TopicVersion, FOLDER / "topics")
    publish_folder(PracticeVersion, FOLDER / "practice")
