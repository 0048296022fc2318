"""A transcript, and where its names are not the pair's, who is who."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from timbalik.relationships.states import Side

LARGEST_FILE = 2_000_000  # bytes


class TranscriptForm(forms.Form):
    transcript = forms.FileField(
        label=_("Transcript"),
        help_text=_(
            "A WebVTT file (.vtt) from your meeting tool, two megabytes at most. It is counted and thrown away."
        ),
        widget=forms.FileInput({"accept": ".vtt,.txt,text/vtt"}),
    )

    def clean_transcript(self) -> UploadedFile[bytes]:
        file: UploadedFile[bytes] = self.cleaned_data["transcript"]
        if (file.size or 0) > LARGEST_FILE:
            raise forms.ValidationError(_("This file is too large for a transcript."))
        return file


class SpeakersForm(forms.Form):
    """Names and figures come back signed; the text does not come back at all."""

    mentor = forms.ChoiceField(widget=forms.RadioSelect)
    mentee = forms.ChoiceField(widget=forms.RadioSelect)
    figures = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, speakers: Sequence[str], names: Mapping[str, str], figures: str) -> None:
        super().__init__(data, initial={"figures": figures})
        for side in Side:
            label = _("Which of these is %(name)s?") % {"name": names[side.value]}
            self.fields[side.value] = forms.ChoiceField(
                label=label,
                choices=[(speaker, speaker) for speaker in speakers],
                widget=forms.RadioSelect({"data-role": side.value}),
            )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("mentor") and said.get("mentor") == said.get("mentee"):
            raise forms.ValidationError(_("Choose two different names."))
        return said

    def sides(self) -> dict[str, str]:
        return {self.cleaned_data[side.value]: side.value for side in Side}
