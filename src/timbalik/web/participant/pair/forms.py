"""What members write in their pair space."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from timbalik.relationships.elements import LONGEST_ANSWER, Element
from timbalik.relationships.queries import GoalText
from timbalik.relationships.states import GoalState
from timbalik.web.participant.pair.boundaries import BoundaryMapField

LINE = 300


def _line(label: Any, *, hint: Any = "", required: bool = False) -> forms.CharField:
    return forms.CharField(label=label, help_text=hint, max_length=LINE, required=required)


def _text(label: Any, *, hint: Any = "", required: bool = True, rows: int = 3) -> forms.CharField:
    widget = forms.Textarea({"rows": rows})
    return forms.CharField(label=label, help_text=hint, max_length=LONGEST_ANSWER, required=required, widget=widget)


class AgreementForm(forms.Form):
    """One field for each element. Empty points may be kept; signing waits for them."""

    based_on = forms.IntegerField(min_value=0, max_value=32_767, required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, elements: Sequence[Element], answers: Mapping[str, str], based_on: int
    ) -> None:
        maps = {one.key: {key: answers.get(key, "") for key in one.answer_keys()} for one in elements if one.is_map}
        super().__init__(data, initial={**answers, **maps, "based_on": based_on})
        for element in elements:
            self.fields[element.key] = BoundaryMapField(element) if element.is_map else _point(element)

    def answers(self) -> dict[str, str]:
        said: dict[str, str] = {}
        for key, value in self.cleaned_data.items():
            if isinstance(value, dict):
                said |= value
            elif key != "based_on":
                said[key] = str(value)
        return said

    def base(self) -> int | None:
        base: int | None = self.cleaned_data.get("based_on")
        return base


def _point(element: Element) -> forms.CharField:
    field = _text(f"{element.number}. {element.title}", hint=element.question, required=False, rows=3)
    field.widget.attrs["placeholder"] = element.hint
    return field


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
    text = _text(
        _("Note"),
        hint=_("A private note is read by you alone, a shared one by the two of you. Nobody else can open it."),
    )
    is_shared = forms.BooleanField(label=_("My partner may read it"), required=False)


class ClosurePartForm(forms.Form):
    text = _text(_("In your words"), hint=_("Only the two of you read it."))
