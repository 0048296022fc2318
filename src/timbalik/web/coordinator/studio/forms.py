"""What the coordinator hands in at the studio."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from timbalik.matching.settings import Weights
from timbalik.matching.states import OverrideKind
from timbalik.web.fields import Range


class WeightsForm(forms.Form):
    """Weights that add up to a hundred. Ranked choices are among them in a round that collected any."""

    mentee = forms.IntegerField(
        label=_("Benefit to the mentee"),
        min_value=0,
        max_value=100,
        widget=Range(attrs={"data-role": "mentee", "min": 0, "max": 100}),
    )
    mentor = forms.IntegerField(
        label=_("Benefit to the mentor"),
        min_value=0,
        max_value=100,
        widget=Range(attrs={"data-role": "mentor", "min": 0, "max": 100}),
    )
    hours = forms.IntegerField(
        label=_("Shared time"), min_value=0, max_value=100, widget=Range(attrs={"min": 0, "max": 100})
    )
    across_units = forms.IntegerField(
        label=_("Across units"), min_value=0, max_value=100, widget=Range(attrs={"min": 0, "max": 100})
    )

    ranked = forms.IntegerField(
        label=_("Ranked choices"), min_value=0, max_value=100, widget=Range(attrs={"min": 0, "max": 100})
    )

    def __init__(self, *args: Any, ranked: bool = False, mutual: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if mutual:
            self.fields["mentee"].label = _("Benefit to those who learn first")
            self.fields["mentor"].label = _("Benefit to those who teach first")
        if not ranked:
            del self.fields["ranked"]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if len(found) == len(self.fields) and (total := sum(found.values())) != 100:
            raise forms.ValidationError(
                _("The weights add up to %(total)d. Move them until they make 100."), params={"total": total}
            )
        return found

    def weights(self) -> Weights:
        return Weights(**self.cleaned_data)


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Your reason"),
        max_length=300,
        help_text=_("It is kept with the decision."),
    )


class GroupForm(ReasonForm):
    """``kind`` is the value of the button; the two are those of the panel."""

    kind = forms.ChoiceField(choices=[(kind.value, kind.label) for kind in (OverrideKind.TOGETHER, OverrideKind.APART)])


class OverrideForm(ReasonForm):
    """``kind`` is the value of the button; the pair is that of the panel."""

    kind = forms.ChoiceField(choices=[(kind.value, kind.label) for kind in OverrideKind][:3])
    mentor = forms.UUIDField(widget=forms.HiddenInput)
    mentee = forms.UUIDField(widget=forms.HiddenInput)
