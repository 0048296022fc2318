"""What a pair writes while it grows. Every field says who reads it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from timbalik.people.models.persons import Person
from timbalik.relationships.elements import LONGEST_ANSWER
from timbalik.relationships.operations.experiments import LONGEST, TWO_WEEKS
from timbalik.relationships.states import Reach, Side

LINE = 300
BOTH_READ = _("Only the two of you read it.")


def line(label: Any, *, hint: Any = BOTH_READ, required: bool = True) -> forms.CharField:
    return forms.CharField(label=label, help_text=hint, max_length=LINE, required=required)


def text(label: Any, *, hint: Any = BOTH_READ, required: bool = True) -> forms.CharField:
    widget = forms.Textarea({"rows": 3})
    return forms.CharField(label=label, help_text=hint, max_length=LONGEST_ANSWER, required=required, widget=widget)


def day(label: Any, *, required: bool) -> forms.DateField:
    return forms.DateField(label=label, required=required, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))


class BenefitForm(forms.Form):
    seeks = text(
        _("What is in it for you from now on?"),
        hint=_("Your partner reads it once they have written theirs. Nobody else does."),
    )
    gives = text(
        _("What can you give in return?"),
        hint=_("Your partner reads it once they have written theirs. Nobody else does."),
        required=False,
    )


class PromiseForm(forms.Form):
    text = line(_("What will be done before the next session?"))
    owner = forms.ChoiceField(label=_("Who does it?"), widget=forms.RadioSelect)
    due_on = day(_("By when?"), required=False)

    def __init__(self, data: Any = None, *, members: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.members = {str(person.public_id): person for person in members}
        choices = [(ref, person.called) for ref, person in self.members.items()]
        self.fields["owner"] = forms.ChoiceField(label=_("Who does it?"), choices=choices, widget=forms.RadioSelect)

    def chosen_owner(self) -> Person:
        return self.members[self.cleaned_data["owner"]]


class ExperimentForm(forms.Form):
    what = line(_("What do you try?"))
    sign = line(_("How would you tell that it works?"), required=False)
    until = day(_("Until when?"), required=True)

    def __init__(self, data: Any = None, *, today: date) -> None:
        super().__init__(data, initial={"until": today + TWO_WEEKS})
        self.today = today

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if not timedelta() <= until - self.today <= LONGEST:
            raise forms.ValidationError(_("Choose a day within the next three months; two weeks are a good length."))
        return until


class OutcomeForm(forms.Form):
    happened = text(_("What happened?"))
    lesson = text(_("What did you learn, also if it failed?"), required=False)


class DecisionForm(forms.Form):
    insight = text(_("What was the insight?"))
    insight_by = forms.ChoiceField(label=_("Who brought it?"), widget=forms.RadioSelect)
    decision = text(_("What was decided differently because of it?"))
    reach = forms.ChoiceField(label=_("How far does it go?"), choices=Reach.choices, widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, mentor: str, mentee: str) -> None:
        super().__init__(data, initial={"insight_by": Side.MENTOR.value})
        choices = [(Side.MENTOR.value, mentor), (Side.MENTEE.value, mentee)]
        self.fields["insight_by"] = forms.ChoiceField(
            label=_("Who brought it?"), choices=choices, widget=forms.RadioSelect
        )
        self.order_fields(["insight", "insight_by", "decision", "reach"])


class AppliedForm(forms.Form):
    what = text(_("What did you put to use?"), hint=_("Your partner reads it too. Nobody else does."))
    came_of_it = text(_("What came of it?"), hint=_("Your partner reads it too. Nobody else does."), required=False)
