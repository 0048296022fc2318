"""Who goes first and how the levels are asked; then the levels of the next wave."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from timbalik.programmes.states import CascadeMode
from timbalik.web.coordinator.programmes.forms import DayInput, level_choices

WEEKS_AHEAD = 4


class BeginForm(forms.Form):
    mode = forms.ChoiceField(
        label=_("How are the levels below asked?"),
        choices=CascadeMode.choices,
        widget=forms.RadioSelect,
        initial=CascadeMode.OPT_IN,
    )
    person = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages={"required": _("Choose who goes first."), "invalid": _("Choose who goes first.")},
    )


class WaveForm(forms.Form):
    lowest = forms.TypedChoiceField(label=_("From level"), coerce=int)
    highest = forms.TypedChoiceField(label=_("to level"), coerce=int)
    starts_on = forms.DateField(
        label=_("First day of the wave"), widget=DayInput(), error_messages={"required": _("Choose the first day.")}
    )

    def __init__(self, data: Any = None, *, ladder: Mapping[int, str], suggested: int | None, today: date) -> None:
        initial = {"lowest": suggested, "highest": suggested, "starts_on": today + timedelta(weeks=WEEKS_AHEAD)}
        super().__init__(data, initial=initial)
        self.today = today
        for name in ("lowest", "highest"):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = level_choices(ladder)

    def clean_starts_on(self) -> date:
        day: date = self.cleaned_data["starts_on"]
        if day < self.today:
            raise forms.ValidationError(_("Choose a day that is still to come."))
        return day

    @property
    def levels(self) -> list[int]:
        return [self.cleaned_data["lowest"], self.cleaned_data["highest"]]
