"""Book, move, call off, tap twice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from timbalik.meetings.operations import CheckInAnswers
from timbalik.meetings.operations.booking import LONGEST, SHORTEST
from timbalik.meetings.operations.holding import LONGEST_SENTENCE
from timbalik.meetings.states import CancelReason, Channel, SessionKind
from timbalik.web.fields import Scale

OWN = "own"
PARTNER_READS = _("Your partner reads it too. Nobody else does.")


class TimeForm(forms.Form):
    """One of the common times, or a day and an hour of one's own, read by the person's clock."""

    slot = forms.ChoiceField(label=_("When?"), widget=forms.RadioSelect)
    day = forms.DateField(label=_("Day"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    at = forms.TimeField(label=_("Hour"), required=False, widget=forms.TimeInput({"type": "time"}, "%H:%M"))

    def __init__(self, data: Any = None, *, slots: Sequence[tuple[str, str]], zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.zone = zone
        self.fields["slot"] = forms.ChoiceField(
            label=_("When?"),
            choices=[*slots, (OWN, _("Another time"))],
            widget=forms.RadioSelect,
            initial=slots[0][0] if slots else OWN,
        )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("slot") == OWN and not (said.get("day") and said.get("at")):
            raise forms.ValidationError(_("Choose a day and an hour, or take one of the suggested times."))
        return said

    def starts_at(self) -> datetime:
        said = self.cleaned_data
        if said["slot"] == OWN:
            return datetime.combine(said["day"], said["at"], self.zone)
        return datetime.fromisoformat(said["slot"])


class BookingForm(TimeForm):
    topic = forms.CharField(
        label=_("Topic"),
        max_length=200,
        help_text=_("One thing. Only the two of you read it, and it stays out of calendars."),
    )
    kind = forms.ChoiceField(label=_("Kind of session"))
    minutes = forms.IntegerField(label=_("Minutes"), min_value=SHORTEST, max_value=LONGEST)
    channel = forms.ChoiceField(label=_("How do you meet?"), choices=Channel.choices, widget=forms.RadioSelect)
    place = forms.CharField(
        label=_("Place or link"),
        required=False,
        max_length=300,
        help_text=_("A neutral place, where you can talk freely."),
    )
    library = forms.SlugField(required=False, widget=forms.HiddenInput)
    field_order = ("topic", "kind", "slot", "day", "at", "minutes", "channel", "place", "library")

    def __init__(self, data: Any = None, *, kinds: Sequence[SessionKind], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["kind"] = forms.ChoiceField(
            label=_("Kind of session"), choices=[(kind.value, kind.label) for kind in kinds], widget=forms.RadioSelect
        )
        self.order_fields(self.field_order)


class CancelForm(forms.Form):
    reason = forms.ChoiceField(label=_("What came up?"), choices=CancelReason.choices, widget=forms.RadioSelect)


class CheckInForm(forms.Form):
    """Two taps; the sentences may stay empty."""

    usefulness = forms.TypedChoiceField(
        label=_("How useful was the session?"),
        coerce=int,
        choices=[(n, str(n)) for n in range(1, 6)],
        widget=Scale(ends=(_("A little"), _("Very useful"))),
    )
    taught_more = forms.ChoiceField(label=_("Who taught more?"), widget=forms.RadioSelect)
    gave = forms.CharField(label=_("What I gave"), help_text=PARTNER_READS, required=False, max_length=LONGEST_SENTENCE)
    gained = forms.CharField(
        label=_("What I gained"), help_text=PARTNER_READS, required=False, max_length=LONGEST_SENTENCE
    )

    def __init__(self, data: Any = None, *, mentor: str, mentee: str, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        choices = [("mentor", mentor), ("both", _("Balanced")), ("mentee", mentee)]
        self.fields["taught_more"] = forms.ChoiceField(
            label=_("Who taught more?"), choices=choices, widget=forms.RadioSelect
        )

    def answers(self) -> CheckInAnswers:
        return CheckInAnswers(**self.cleaned_data)
