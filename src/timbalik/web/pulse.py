"""The statements of a wave as one form: one to five, or that one cannot say yet.

The same on the page for who is signed in and on the card of a link from a mail.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from timbalik.journey.confidential import contacts_for
from timbalik.lib.versions import in_language
from timbalik.meetings.wording import names
from timbalik.programmes.queries import coordinators_of
from timbalik.surveys.instruments import CONTACT, WANTS_TO_TALK, Item, items_of
from timbalik.surveys.models import SurveyRequest

CANNOT_SAY = "0"


class PulseScale(forms.RadioSelect):
    """Five large taps with their meaning read out, and below them "cannot say yet"."""

    template_name = "parts/pulse_scale.html"


class PulseForm(forms.Form):
    """Every statement asks for a tap, so that none is passed over unseen; "cannot say yet" is one."""

    def __init__(self, data: Any = None, *, items: Sequence[Item], can_talk: bool) -> None:
        super().__init__(data)
        self.items = items
        for number, item in enumerate(items, start=1):
            self.fields[item.code] = _field(item, number, len(items), can_talk=can_talk)

    def answers(self) -> dict[str, int | None]:
        """By code; nothing for what cannot be said yet."""
        return {
            item.code: None if self.cleaned_data[item.code] == CANNOT_SAY else int(self.cleaned_data[item.code])
            for item in self.items
        }

    def wants_to_talk(self) -> bool:
        return any(
            item.kind == CONTACT and self.cleaned_data[item.code] == str(item.value_of(WANTS_TO_TALK))
            for item in self.items
        )


def _field(item: Item, number: int, of: int, *, can_talk: bool) -> forms.ChoiceField:
    choices = [(str(value), in_language(dict(text))) for value, text in item.choices]
    if item.kind == CONTACT and not can_talk:  # nobody would hear it
        choices = [choice for choice in choices if choice[0] != str(item.value_of(WANTS_TO_TALK))]
    return forms.ChoiceField(
        label=item.in_words(get_language()),
        choices=[*choices, (CANNOT_SAY, _("Cannot say yet"))],
        widget=forms.RadioSelect if item.kind == CONTACT else PulseScale,
        error_messages={"required": _("Tap a number, or “cannot say yet”.")},
    )


def pulse_form(asked: SurveyRequest, data: Any = None) -> tuple[PulseForm, dict[str, Any]]:
    """The form of this request, and what ``parts/pulse_form.html`` shows beside it."""
    wave, content = asked.wave, asked.wave.instrument.content
    items = items_of(content, wave.kind, asked.side)
    contacts = contacts_for(asked.person, wave.programme)
    form = PulseForm(data, items=items, can_talk=bool(contacts))
    return form, {
        "form": form,
        "title": in_language(content["title"]),
        "intro": in_language(content["intro"]),
        "asks_contact": any(item.kind == CONTACT for item in items),
        "contacts": contacts,
        "contact_names": names(contacts),
        "coordinators": [] if contacts else coordinators_of(wave.programme),
        "lowest": in_language(dict(content["scale"]["labels"][0])),
        "highest": in_language(dict(content["scale"]["labels"][-1])),
    }
