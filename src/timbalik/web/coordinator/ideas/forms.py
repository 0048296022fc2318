"""Approve with a first day and levels, or say not now with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from timbalik.lib.versions import in_language
from timbalik.programmes.levels import levels_on
from timbalik.programmes.validators import LONGEST_TEXT
from timbalik.web.coordinator.programmes.forms import DayInput, level_choices, published_templates

USUAL = "tpl-standar-2mingguan"
WEEKS_AHEAD = 6  # for inviting, enrolling and pairing


class ApproveForm(forms.Form):
    template = forms.ChoiceField(label=_("Kind of programme"))
    starts_on = forms.DateField(
        label=_("First day"), widget=DayInput(), error_messages={"required": _("Choose the first day.")}
    )
    leaders_from = forms.TypedChoiceField(label=_("Leaders from level"), required=False, coerce=int, empty_value=None)
    leaders_to = forms.TypedChoiceField(label=_("to level"), required=False, coerce=int, empty_value=None)
    word = forms.CharField(
        label=_("A word to the proposer"), max_length=LONGEST_TEXT, required=False, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, data: Any = None, *, ladder: Mapping[int, str], today: date) -> None:
        templates = published_templates()
        first = USUAL if USUAL in templates else next(iter(templates))
        levels = levels_on(ladder, templates[first].mentee_rungs)
        initial: dict[str, Any] = {"template": first, "starts_on": today + timedelta(weeks=WEEKS_AHEAD)}
        if levels:
            initial |= {"leaders_from": levels[0], "leaders_to": levels[1]}
        super().__init__(data, initial=initial)
        self.today = today
        choices = [("", _("All who lead somebody")), *level_choices(ladder)]
        kinds = [(key, in_language(dict(one.name))) for key, one in templates.items()]
        for name, options in (("template", kinds), ("leaders_from", choices), ("leaders_to", choices)):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = options

    def clean_starts_on(self) -> date:
        day: date = self.cleaned_data["starts_on"]
        if day <= self.today:
            raise forms.ValidationError(_("Choose a day that is still to come."))
        return day

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        low, high = said.get("leaders_from"), said.get("leaders_to")
        if (low is None) != (high is None) or (low is not None and high is not None and low > high):
            self.add_error("leaders_to", _("Choose the lowest and the highest level, or neither."))
        return said

    def changes(self) -> dict[str, Any]:
        said = self.cleaned_data
        low, high = said["leaders_from"], said["leaders_to"]
        return {"mentee_levels": [] if low is None else [low, high]}


class NotNowForm(forms.Form):
    reason = forms.CharField(
        label=_("Why not now?"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("The proposer reads this. Say what would have to change."),
        error_messages={"required": _("Nobody is turned down without a reason.")},
    )
