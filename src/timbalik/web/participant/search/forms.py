"""Narrow the list; write a personal question; suggest a time for a talk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from timbalik.matching.operations.first_talks import LENGTHS
from timbalik.matching.operations.requests import LONGEST, RequestWords
from timbalik.matching.queries.searching import Narrowing
from timbalik.matching.request_states import RequestWish
from timbalik.meetings.states import Channel
from timbalik.web.participant.enrolment.forms import LEVELS
from timbalik.web.participant.sessions.forms import TimeForm

ANY_HOURS = ((0, _("Any")), (60, _("At least one hour a week")), (120, _("At least two hours a week")))


class NarrowForm(forms.Form):
    """Read from the address, so that a narrowed list can be kept and shared with oneself."""

    topic = forms.ChoiceField(label=_("Topic"), required=False)
    level = forms.TypedChoiceField(label=_("How well at least"), choices=LEVELS, coerce=int, required=False)
    minutes = forms.TypedChoiceField(label=_("Shared hours"), choices=ANY_HOURS, coerce=int, required=False)
    other_unit = forms.BooleanField(label=_("Only people from other units"), required=False)

    def __init__(self, data: Any, *, topics: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["topic"] = forms.ChoiceField(
            label=_("Topic"), required=False, choices=[("", _("All that I want to learn")), *topics]
        )

    def narrowing(self) -> Narrowing:
        said = self.cleaned_data if self.is_valid() else {}
        return Narrowing(
            topic=said.get("topic") or "",
            level=said.get("level") or 1,
            minutes=said.get("minutes") or 0,
            other_unit=bool(said.get("other_unit")),
        )


class WordsForm(forms.Form):
    """Three sentences for one reader."""

    wish = forms.ChoiceField(label=_("What do you ask for?"), widget=forms.RadioSelect)
    learn = forms.CharField(label=_("What I want to learn"), max_length=LONGEST, widget=forms.Textarea({"rows": 3}))
    why = forms.CharField(
        label=_("Why I ask you"),
        help_text=_("Name what they can do, not their position. One or two sentences are enough."),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 3}),
    )
    give = forms.CharField(
        label=_("What I can give you"),
        help_text=_("It goes both ways: experience, contacts, a view from another unit."),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, data: Any = None, *, wishes: Sequence[tuple[str, object]], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        widget = forms.RadioSelect() if len(wishes) > 1 else forms.HiddenInput()
        self.fields["wish"] = forms.ChoiceField(
            label=_("What do you ask for?"), choices=wishes, initial=wishes[0][0], widget=widget
        )

    def words(self) -> RequestWords:
        said = self.cleaned_data
        return RequestWords(learn=said["learn"], why=said["why"], give=said["give"])


WISHES: dict[str, object] = {
    RequestWish.TALK: _("A first talk, to get to know each other"),
    RequestWish.PAIR: _("To be a pair"),
}


class TalkForm(TimeForm):
    minutes = forms.TypedChoiceField(
        label=_("How long?"),
        coerce=int,
        initial=LENGTHS[-1],
        widget=forms.RadioSelect,
        choices=[(LENGTHS[0], _("20 minutes")), (LENGTHS[1], _("30 minutes"))],
    )
    channel = forms.ChoiceField(
        label=_("How do you meet?"), choices=Channel.choices, initial=Channel.VIDEO, widget=forms.RadioSelect
    )

    def __init__(self, data: Any = None, *, slots: Sequence[tuple[str, str]], zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(data, slots=slots, zone=zone, **kwargs)
        self.order_fields(("slot", "day", "at", "minutes", "channel"))
