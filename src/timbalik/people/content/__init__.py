"""The privacy notice and the concepts of skills this version brings, in Indonesian and English."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from timbalik.engine.language.finder import Concept
from timbalik.lib.versions import publish_folder
from timbalik.people.models import NoticeVersion, SkillConcept

FOLDER = Path(__file__).parent


def publish_content() -> None:
    publish_folder(NoticeVersion, FOLDER / "notices")
    publish_concepts()


def publish_concepts() -> None:
    """Bring the concepts up to date by their keys. None is removed: offers and wants point to them."""
    concepts = [
        SkillConcept(
            key=concept["key"],
            group=group["key"],
            name_id=concept["name"]["id"],
            name_en=concept["name"]["en"],
            synonyms=concept["synonyms"],
            position=1000 * number + place,
        )
        for number, group in enumerate(_groups(), start=1)
        for place, concept in enumerate(group["concepts"], start=1)
    ]
    SkillConcept.objects.bulk_create(
        concepts,
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["group", "name_id", "name_en", "synonyms", "position"],
    )


def group_names() -> dict[str, dict[str, str]]:
    """The groups of concepts, in order, with their names."""
    return {group["key"]: group["name"] for group in _groups()}


@cache
def lexicon() -> tuple[Concept, ...]:
    """Every concept with its names and all the words people use for it, for ``engine.language``."""
    return tuple(
        Concept(
            one["key"],
            (one["name"]["id"], one["name"]["en"]),
            (*one["synonyms"], *one["cues_id"], *one["cues_en"]),
        )
        for one in _concepts()
    )


@cache
def business_basics() -> frozenset[str]:
    """Concepts of how to run a business, which reverse mentoring is not about (GR-18)."""
    return frozenset(one["key"] for one in _concepts() if one.get("basic"))


@cache
def first_list() -> frozenset[str]:
    """The 89 concepts of the first list: a demo drawn from a seed keeps drawing what it drew."""
    return frozenset(one["key"] for one in _concepts() if one.get("since", 1) == 1)


def _concepts() -> Iterator[dict[str, Any]]:
    return (concept for group in _groups() for concept in group["concepts"])


@cache
def _groups() -> list[dict[str, Any]]:
    groups: list[dict[str, Any]] = json.loads((FOLDER / "concepts.json").read_text(encoding="utf-8"))
    return groups
