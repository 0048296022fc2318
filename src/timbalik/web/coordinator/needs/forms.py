"""Whom to ask until when, what an interview came to, and which topics the programme is about."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from timbalik.people.models.skills import SkillConcept
from timbalik.programmes.models import Programme
from timbalik.programmes.operations import TopicChoice
from timbalik.programmes.operations.topics import MOST_TOPICS
from timbalik.programmes.queries import ladder
from timbalik.programmes.validators import LONGEST_REASON
from timbalik.surveys.needs_ranking import MOST_INTERVIEW_AREAS
from timbalik.web.coordinator.programmes.forms import DayInput, level_choices
from timbalik.web.needs import area_choices

OPEN_FOR = timedelta(days=14)
WEIGHTS = [("", _("Weight")), (1, _("1 · mentioned")), (2, _("2 · important")), (3, _("3 · the main thing"))]


class AskForm(forms.Form):
    """Leaders by level; the mentee levels of the programme are filled in to begin with."""

    lowest = forms.TypedChoiceField(label=_("From level"), required=False, coerce=int, empty_value=None)
    highest = forms.TypedChoiceField(label=_("to level"), required=False, coerce=int, empty_value=None)
    until = forms.DateField(label=_("Open until"), widget=DayInput(), error_messages={"required": _("Choose a day.")})

    def __init__(self, data: Mapping[str, Any] | None = None, *, programme: Programme, today: date) -> None:
        levels = programme.mentee_levels or [None, None]
        initial = {"lowest": levels[0], "highest": levels[-1], "until": today + OPEN_FOR}
        super().__init__(data, initial=initial)
        self.today = today
        for name in ("lowest", "highest"):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [("", _("Any level")), *level_choices(ladder(programme.organisation))]

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if until <= self.today:
            raise forms.ValidationError(_("Choose a later day, so that leaders have time to answer."))
        return until


class InterviewForm(forms.Form):
    """Areas with a weight. There is no field for what was said, on purpose."""

    held_on = forms.DateField(
        label=_("Day of the talk"), widget=DayInput(), error_messages={"required": _("Choose a day.")}
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, today: date) -> None:
        super().__init__(data, initial={"held_on": today})
        self.today = today
        for number in range(1, MOST_INTERVIEW_AREAS + 1):
            self.fields[f"area_{number}"] = forms.ChoiceField(
                label=_("Area %(number)d") % {"number": number},
                required=number == 1,
                choices=[("", _("Choose an area")), *area_choices()],
                error_messages={"required": _("Choose one area at least.")},
            )
            self.fields[f"weight_{number}"] = forms.TypedChoiceField(
                label=_("Weight"), required=False, coerce=int, empty_value=None, choices=WEIGHTS
            )

    def clean_held_on(self) -> date:
        held: date = self.cleaned_data["held_on"]
        if held > self.today:
            raise forms.ValidationError(_("This day has not come yet."))
        return held

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for number in range(1, MOST_INTERVIEW_AREAS + 1):
            if cleaned.get(f"area_{number}") and not cleaned.get(f"weight_{number}"):
                self.add_error(f"weight_{number}", _("Choose how much it weighs."))
        return cleaned

    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"area_{n}"], self[f"weight_{n}"]) for n in range(1, MOST_INTERVIEW_AREAS + 1)]

    def areas(self) -> dict[str, int]:
        said = self.cleaned_data
        numbers = range(1, MOST_INTERVIEW_AREAS + 1)
        return {said[f"area_{n}"]: said[f"weight_{n}"] for n in numbers if said.get(f"area_{n}")}


class TopicsForm(forms.Form):
    """One reason for all business basics among them is enough."""

    chosen = forms.MultipleChoiceField(label=_("Topics of the programme"), required=False)
    reason = forms.CharField(label=_("Why business basics all the same?"), required=False, max_length=LONGEST_REASON)

    def __init__(self, data: Mapping[str, Any] | None = None, *, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=dict(initial or {}))
        field = self.fields["chosen"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [(key, key) for key in SkillConcept.objects.values_list("key", flat=True)]

    def clean_chosen(self) -> list[str]:
        chosen: list[str] = list(dict.fromkeys(self.cleaned_data["chosen"]))
        if len(chosen) > MOST_TOPICS:
            raise forms.ValidationError(_("Choose %(most)d topics at most."), params={"most": MOST_TOPICS})
        return chosen

    def choices(self, basics: frozenset[str]) -> list[TopicChoice]:
        said = self.cleaned_data
        return [TopicChoice(key, said["reason"] if key in basics else "") for key in said["chosen"]]
