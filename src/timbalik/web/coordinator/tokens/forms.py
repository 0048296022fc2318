from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from timbalik.people.states import TokenScope
from timbalik.people.tokens import DAYS, LONGEST_NAME


class TokenForm(forms.Form):
    name = forms.CharField(
        label=_("What is it for?"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput({"placeholder": _("For example: HR dashboard"), "autocomplete": "off"}),
        error_messages={"required": _("Give it a name by which you recognise it later.")},
    )
    scope = forms.ChoiceField(
        label=_("What may it do?"),
        choices=TokenScope.choices,
        initial=TokenScope.READ,
        widget=forms.RadioSelect,
        help_text=_("Within what you may do yourself."),
    )
    days = forms.TypedChoiceField(
        label=_("How long does it count?"),
        coerce=int,
        initial=DAYS,
        choices=((30, _("30 days")), (90, _("90 days")), (180, _("180 days")), (365, _("One year"))),
    )
