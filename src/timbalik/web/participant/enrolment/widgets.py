"""The list of skills: grouped, folded, ticked without a script, searched with one."""

from __future__ import annotations

from typing import Any

from django import forms

from timbalik.lib.versions import in_language
from timbalik.people.content import group_names
from timbalik.people.models.skills import SkillConcept

RETURN_GIFTS = "memimpin"  # the first group of what experience brings


class Concepts(forms.CheckboxSelectMultiple):
    """``experience_first``: the groups of experience stand before the topics. Groups with a tick are open."""

    template_name = "participant/enrolment/widgets/concepts.html"

    def __init__(self, concepts: list[SkillConcept], *, experience_first: bool, role: str) -> None:
        super().__init__({"data-role": role}, choices=[(concept.key, str(concept)) for concept in concepts])
        self.concepts, self.experience_first = concepts, experience_first

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        chosen = {str(key) for key in value or ()}
        names = group_names()
        order = list(names)
        if self.experience_first:
            place = order.index(RETURN_GIFTS)
            order = order[place:] + order[:place]
        by_group: dict[str, list[dict[str, Any]]] = {key: [] for key in order}
        for concept in self.concepts:
            words = " ".join([concept.name_id, concept.name_en, *concept.synonyms]).lower()
            by_group.setdefault(concept.group, []).append(
                {"key": concept.key, "name": str(concept), "words": words, "checked": concept.key in chosen}
            )
        groups = [
            {
                "name": in_language(names[key]) if key in names else key,
                "concepts": concepts,
                "chosen": sum(concept["checked"] for concept in concepts),
                "open": number == 0 or any(concept["checked"] for concept in concepts),
            }
            for number, (key, concepts) in enumerate(by_group.items())
            if concepts
        ]
        return super().get_context(name, value, attrs) | {"groups": groups, "role": self.attrs["data-role"]}
