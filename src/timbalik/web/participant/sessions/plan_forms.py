"""What the two mean to do, and what a visit showed. Every field says who reads it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from timbalik.meetings.details import PlanWords, SeenWords
from timbalik.meetings.operations.planning import LONGEST_LINE

BOTH_READ = _("Only the two of you read it.")
VISIT = ("look_at", "meet", "safety")


def _text(label: Any, *, hint: Any = BOTH_READ, required: bool = False) -> forms.CharField:
    widget = forms.Textarea({"rows": 2})
    return forms.CharField(label=label, help_text=hint, max_length=LONGEST_LINE, required=required, widget=widget)


class PlanForm(forms.Form):
    topic_key = forms.ChoiceField(label=_("Topic from the library"), required=False)
    goal = forms.ChoiceField(label=_("Which of your goals is it for?"), required=False)
    aim = _text(_("What will be different when the session ends?"))
    look_at = _text(_("What do you want to see there?"))
    meet = _text(_("Whom will you talk with, and who has agreed to it?"))
    safety = _text(
        _("What does safety ask for there?"),
        hint=_("Shoes, vest, hours, who guides you, whom to call. Only the two of you read it."),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        topics: Sequence[tuple[str, str]],
        goals: Sequence[tuple[str, str]],
        lessons: Sequence[tuple[str, str]],
        is_visit: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        for name, label, choices, empty in (
            ("topic_key", _("Topic from the library"), topics, _("A topic of our own")),
            ("goal", _("Which of your goals is it for?"), goals, _("None in particular")),
        ):
            self.fields[name] = forms.ChoiceField(
                label=label, help_text=BOTH_READ, choices=[("", empty), *choices], required=False
            )
        if lessons:
            self.fields["lesson"] = forms.ChoiceField(
                label=_("A lesson by a mentor"),
                help_text=_("Your partner opens it too, once it is shared in the programme."),
                choices=[("", _("No lesson")), *lessons],
                required=False,
            )
        if not is_visit:
            for name in VISIT:
                del self.fields[name]
        else:
            self.fields["safety"].required = True
        self.order_fields(["topic_key", "lesson", "goal", "aim", *VISIT])

    def words(self) -> PlanWords:
        """Who is not asked about the lesson leaves it as it was planned."""
        return PlanWords(**{"lesson": self.initial.get("lesson", "")} | self.cleaned_data)


class SeenForm(forms.Form):
    happening = _text(_("What is really happening there?"), required=True)
    surprise = _text(_("What surprised each of you?"))
    follow_up = _text(_("One follow-up: who does what, until when, who is told?"))

    def words(self) -> SeenWords:
        return SeenWords(**self.cleaned_data)
