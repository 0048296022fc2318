"""The survey of needs as one form on a phone: the same for who is signed in and on the card of a link from a mail."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from timbalik.lib.versions import in_language
from timbalik.people.content import group_names
from timbalik.people.suggesting import concept_name, suggest_concepts
from timbalik.surveys.models import NeedsRequest
from timbalik.surveys.needs_ranking import HIGHEST, LOWEST, MOST_AREAS, AreaNeed
from timbalik.surveys.operations import NeedsAnswers
from timbalik.surveys.operations.needs import MOST_QUESTIONS

LONGEST_QUESTION = 120
ASKS = "ask_"  # a name for each box: a card of a link reads one value for a name
LABELS = (_("The area that would help you most"), _("A second area, if you like"), _("A third area, if you like"))
SCALE = [(str(number), str(number)) for number in range(LOWEST, HIGHEST + 1)]


def area_choices() -> list[tuple[str, str]]:
    """Areas in the language of the page, by name."""
    return sorted(((key, in_language(name)) for key, name in group_names().items()), key=lambda one: one[1])


class FiveTaps(forms.RadioSelect):
    template_name = "parts/pulse_scale.html"


class NeedsForm(forms.Form):
    """Up to three areas, how much each matters and how sure one feels; and what one would ask a younger colleague.

    The question stays in the form: only the topics that were ticked are kept.
    """

    def __init__(self, data: Mapping[str, Any] | None = None, *, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.chosen = [name.removeprefix(ASKS) for name in (data or initial or {}) if name.startswith(ASKS)]
        for number, label in enumerate(LABELS[:MOST_AREAS], start=1):
            self.fields[f"area_{number}"] = forms.ChoiceField(
                label=label,
                required=number == 1,
                choices=[("", _("Choose an area")), *area_choices()],
                error_messages={"required": _("Choose one area at least.")},
            )
            for name, text in (
                ("importance", _("How much does it matter for your work? 5 = very much")),
                ("confidence", _("How sure do you feel in it today? 5 = very sure")),
            ):
                self.fields[f"{name}_{number}"] = forms.ChoiceField(
                    label=text,
                    required=number == 1,
                    choices=SCALE,
                    widget=FiveTaps,
                    error_messages={"required": _("Tap a number.")},
                )
        self.fields["words"] = forms.CharField(
            label=_("What would you ask a younger colleague?"),
            help_text=_("Your words are not kept, only the topics you tick."),
            required=False,
            max_length=LONGEST_QUESTION,
            widget=forms.TextInput({"autocomplete": "off"}),
        )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        areas = [cleaned.get(f"area_{number}") for number in range(1, MOST_AREAS + 1)]
        for number, area in enumerate(areas, start=1):
            if not area:
                continue
            if area in areas[: number - 1]:
                self.add_error(f"area_{number}", _("You have chosen this area above."))
            for name in ("importance", "confidence"):
                if number > 1 and not cleaned.get(f"{name}_{number}"):
                    self.add_error(f"{name}_{number}", _("Tap a number."))
        if len(self.chosen) > MOST_QUESTIONS:
            self.add_error("words", _("Tick three topics at most."))
        return cleaned

    def slots(self) -> list[tuple[forms.BoundField, forms.BoundField, forms.BoundField]]:
        return [
            (self[f"area_{number}"], self[f"importance_{number}"], self[f"confidence_{number}"])
            for number in range(1, MOST_AREAS + 1)
        ]

    def suggestions(self) -> list[dict[str, Any]]:
        """Topics for the words, and those ticked before."""
        words = str(self["words"].value() or "")[:LONGEST_QUESTION]
        found = {one.key: one.name for one in suggest_concepts(words)} if words.strip() else {}
        names = {key: concept_name(key) for key in self.chosen}
        return [{"key": key, "name": name, "checked": key in self.chosen} for key, name in (names | found).items()]

    @property
    def has_words(self) -> bool:
        return bool(self["words"].value())

    def answers(self) -> NeedsAnswers:
        said = self.cleaned_data
        areas = tuple(
            AreaNeed(said[f"area_{number}"], int(said[f"importance_{number}"]), int(said[f"confidence_{number}"]))
            for number in range(1, MOST_AREAS + 1)
            if said[f"area_{number}"]
        )
        return NeedsAnswers(areas, tuple(self.chosen))


def read_needs(said: Mapping[str, Any], *, is_sent: bool) -> NeedsForm:
    """The form as sent; or, while topics are searched for, as far as it is filled in, without reproaches."""
    if not is_sent:
        return NeedsForm()
    return NeedsForm(initial=said) if "find" in said else NeedsForm(said)


def standing(asked: NeedsRequest, *, now: datetime) -> str:
    """Why there is nothing to answer; empty where there is."""
    if asked.has_answered:
        return "done"
    if asked.person.restricted_at is not None:
        return "resting"
    return "" if asked.survey.opens_at <= now < asked.survey.closes_at else "closed"
