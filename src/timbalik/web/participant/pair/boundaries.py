"""The boundary map as a form: a table of topics with one dot in each of three columns; works without script."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from timbalik.relationships.elements import LONGEST_ANSWER, Element
from timbalik.relationships.states import Place

AREAS = (("work", _("Work")), ("personal", _("Personal")))


class BoundaryMapWidget(forms.Widget):
    """Draws itself; its value is the answers of the element by key."""

    template_name = "participant/pair/widgets/boundary_map.html"
    use_fieldset = True

    def __init__(self, element: Element) -> None:
        super().__init__()
        self.element = element

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        said: Mapping[str, str] = value or {}
        context = super().get_context(name, value, attrs)
        context["widget"] |= {
            "places": list(Place),
            "areas": [
                {
                    "title": title,
                    "topics": [
                        {"key": topic.key, "text": topic.text, "chosen": said.get(topic.key, "")}
                        for topic in self.element.topics
                        if topic.area == area
                    ],
                }
                for area, title in AREAS
            ],
            "own": [
                {"key": key, "label": place.label, "text": said.get(key, "")}
                for place, key in ((place, self.element.own_key(place)) for place in Place)
            ],
        }
        return context

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> dict[str, str]:
        return {key: data[key] for key in self.element.answer_keys() if key in data}

    def use_required_attribute(self, initial: Any) -> bool:
        return False


class BoundaryMapField(forms.Field):
    def __init__(self, element: Element) -> None:
        super().__init__(
            label=f"{element.number}. {element.title}",
            help_text=f"{element.question} {element.hint}".strip(),
            required=False,
            widget=BoundaryMapWidget(element),
        )
        self.element = element

    def clean(self, value: dict[str, str] | None) -> dict[str, str]:
        """Unknown places are left out; a topic without one waits, and so does signing."""
        said = {key: str(answer).strip() for key, answer in (value or {}).items()}
        if any(len(answer) > LONGEST_ANSWER for answer in said.values()):
            raise forms.ValidationError(_("Please write less: at most %(most)s characters.") % {"most": LONGEST_ANSWER})
        topics = {topic.key for topic in self.element.topics}
        return {key: answer for key, answer in said.items() if key not in topics or answer in Place.values}
