"""What somebody hands in about how they are paired."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class ObjectionForm(forms.Form):
    words = forms.CharField(
        label=_("What should the person who decides know?"),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("You need not write anything. Your coordinator reads it."),
    )
