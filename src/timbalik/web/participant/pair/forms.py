"""What members write in their pair space."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from timbalik.relationships.elements import LONGEST_ANSWER, Element
from timbalik.relationships.queries import GoalText
from timbalik.relationships.states import GoalState, NextStep

LINE = 300


def _line(label: Any, *, hint: Any = "", required: bool = False) -> forms.CharField:
    return forms.CharField(label=label, help_text=hint, max_length=LINE, required=required)


def _text(label: Any, *, hint: Any = "", required: bool = True, rows: int = 3) -> forms.CharField:
    widget = forms.Textarea({"rows": rows})
    return forms.CharField(label=label, help_text=hint, max_length=LONGEST_ANSWER, required=required, widget=widget)


class AgreementForm(forms.Form):
    """One field for each element. Empty points may be kept; signing waits for them."""

    def __init__(self, data: Any = None, *, elements: Sequence[Element], answers: dict[str, str]) -> None:
        super().__init__(data, initial=answers)
        for element in elements:
            field = _text(f"{element.number}. {element.title}", hint=element.question, required=False, rows=3)
            field.widget.attrs["placeholder"] = element.hint
            self.fields[element.key] = field

    def answers(self) -> dict[str, str]:
        return {key: str(value) for key, value in self.cleaned_data.items()}


class GoalForm(forms.Form):
    title = _line(_("What will be mastered?"), required=True)
    measure = _line(_("How do you measure it?"), hint=_("For example: causes of a drop found without help"))
    baseline = _line(_("Where does it stand today?"))
    target = _line(_("Where should it stand?"))
    due_on = forms.DateField(label=_("By when?"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    evidence = _line(_("How will it show?"))

    def text(self) -> GoalText:
        said = self.cleaned_data
        return GoalText(said["title"], said["measure"], said["baseline"], said["target"], said["evidence"])


class GoalOutcomeForm(forms.Form):
    state = forms.ChoiceField(
        label=_("How far did you come?"),
        choices=[(state.value, state.label) for state in GoalState if state != GoalState.OPEN],
        widget=forms.RadioSelect,
    )
    outcome = _text(_("What is different now?"), required=False)


class StepBackForm(forms.Form):
    reason = _text(_("Why do you step back?"), hint=_("Only the two of you read it."))


class NoteForm(forms.Form):
    text = _text(_("Note"))
    is_shared = forms.BooleanField(label=_("My partner may read it"), required=False)


class ClosurePartForm(forms.Form):
    text = _text(_("In your words"), hint=_("Only the two of you read it."))


class NextStepForm(forms.Form):
    next_step = forms.ChoiceField(label=_("What comes next?"), choices=NextStep.choices, widget=forms.RadioSelect)
    text = _text(_("In your words"), hint=_("Only the two of you read it."), required=False)
