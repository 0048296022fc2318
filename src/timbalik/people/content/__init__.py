"""The privacy notice and the concepts of skills this version brings, in Indonesian and English."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from timbalik.lib.versions import publish_folder
from timbalik.people.models import NoticeVersion, SkillConcept

FOLDER = Path(__file__).parent


def publish_content() -> None:
    publish_folder(NoticeVersion, FOLDER / "notices")
    publish_concepts()


def publish_concepts() -> None:
    """Bring the concepts up to date by their keys. None is removed: offers and wants point to them."""
    groups = json.loads((FOLDER / "concepts.json").read_text(encoding="utf-8"))
    concepts = [
        SkillConcept(
            key=concept["key"],
            group=group["key"],
            name_id=concept["name"]["id"],
            name_en=concept["name"]["en"],
            synonyms=concept["synonyms"],
            position=1000 * number + place,
        )
        for number, group in enumerate(groups, start=1)
        for place, concept in enumerate(group["concepts"], start=1)
    ]
    SkillConcept.objects.bulk_create(
        concepts,
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["group", "name_id", "name_en", "synonyms", "position"],
    )


@cache
def group_names() -> dict[str, dict[str, str]]:
    """The groups of concepts, in order, with their names."""
    groups = json.loads((FOLDER / "concepts.json").read_text(encoding="utf-8"))
    return {group["key"]: group["name"] for group in groups}
