"""The name that a draft is kept under."""

from django import forms


class DraftNameForm(forms.Form):
    name = forms.CharField(max_length=80)
