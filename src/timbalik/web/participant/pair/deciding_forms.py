"""What members write when they prepare, plan, decide and part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from timbalik.relationships.models import GrowthRecord, Tidying
from timbalik.relationships.operations import TidyAnswers
from timbalik.relationships.states import GrowthSkill, NextStep
from timbalik.relationships.workbooks import READY, Question, Reader
from timbalik.web.fields import Scale

LINE, TEXT = 600, 2000
READY_LABELS = dict(zip(READY, (_("Yes"), _("Nearly"), _("Not yet")), strict=True))
READERS = {Reader.ME: _("Only you read this."), Reader.PAIR: _("You and your partner read this.")}


def _text(label: Any, *, hint: Any = "", required: bool = False, rows: int = 3, most: int = TEXT) -> forms.CharField:
    widget = forms.Textarea({"rows": rows})
    return forms.CharField(label=label, help_text=hint, max_length=most, required=required, widget=widget)


def _day(label: Any, *, hint: Any = "", required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label, help_text=hint, required=required, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )


class SkipForm(forms.Form):
    reason = _text(_("Why would you leave it as it is?"), hint=_("Only the two of you read it."))


class ExtendForm(forms.Form):
    until = _day(_("The new last day"))
    reason = _text(_("What would you still like to do?"), hint=_("Only the two of you read it."))

    def __init__(self, data: Any = None, *, last_day: date) -> None:
        super().__init__(data, initial={"until": last_day + timedelta(weeks=8)})


class SwapForm(forms.Form):
    """In words that the coordinator and the partner read, as when enrolling; who will learn names a goal."""

    motivation = _text(_("Why do you want to take the other role?"), most=LINE, required=True)
    benefit_sought = _text(_("What is in it for you in the new role?"), most=LINE, required=True)
    learning_goal = _text(_("What do you want to learn?"), most=LINE, required=True)

    def __init__(self, data: Any = None, *, learns: bool) -> None:
        super().__init__(data)
        self.fields["benefit_sought"].help_text = _("Your partner and the coordinator can read these answers.")
        if not learns:
            del self.fields["learning_goal"]

    def words(self) -> dict[str, str]:
        return {key: str(value) for key, value in self.cleaned_data.items()}


class LookBackForm(forms.Form):
    text = _text(_("What helped you, and where did it lead?"), hint=_("Only the two of you read it."), required=True)
    evidence = _text(_("What shows it? A number, a piece of work, a decision"))
    not_worked = _text(_("What did not work, and what would you do differently?"))

    def more(self) -> dict[str, str]:
        return {key: self.cleaned_data[key] for key in ("evidence", "not_worked")}


class NextStepForm(forms.Form):
    """Going on, swapping and a new goal bind the other side too: they are asked for their yes."""

    next_step = forms.ChoiceField(label=_("What comes next?"), choices=NextStep.choices, widget=forms.RadioSelect)
    text = _text(_("In your words"), hint=_("Only the two of you read it."))
    until = _day(_("Going on: until which day?"), required=False)
    motivation = _text(_("Swapping roles: why do you want to take the other role?"), most=LINE, rows=2)
    benefit_sought = _text(_("Swapping roles: what is in it for you?"), most=LINE, rows=2)
    learning_goal = _text(_("Swapping roles: what do you want to learn?"), most=LINE, rows=2)

    def __init__(self, data: Any = None, *, initial: dict[str, Any], learns: bool, can_swap: bool = True) -> None:
        super().__init__(data, initial=initial)
        if not can_swap:  # both teach and learn already
            steps = self.fields["next_step"]
            assert isinstance(steps, forms.ChoiceField)
            steps.choices = [choice for choice in NextStep.choices if choice[0] != NextStep.SWAP]
            for name in ("motivation", "benefit_sought", "learning_goal"):
                del self.fields[name]
            return
        self.fields["motivation"].help_text = _("Read by your partner and the coordinator, as when you enrolled.")
        if not learns:
            del self.fields["learning_goal"]

    def words(self) -> dict[str, str]:
        keys = ("motivation", "benefit_sought", "learning_goal")
        return {key: str(self.cleaned_data[key]) for key in keys if self.cleaned_data.get(key)}


class LetterForm(forms.Form):
    text = _text(
        _("Your letter"),
        hint=_("Concrete is best: what did your partner do, and what did it change for you?"),
        required=True,
        rows=8,
    )


class TidyForm(forms.Form):
    keeps_notes = forms.BooleanField(label=_("Keep my notes"), required=False)
    may_quote = forms.BooleanField(
        label=_("Sentences of mine may be quoted in the programme’s report"),
        help_text=_("Without names, unit or role. You are shown the sentence first."),
        required=False,
    )
    may_endorse = forms.BooleanField(
        label=_("My partner may recommend me to others"),
        help_text=_("You read every recommendation before it leaves the two of you."),
        required=False,
    )
    may_name_goals = forms.BooleanField(
        label=_("Our goals may stand in the mentor’s growth record"),
        help_text=_("Only their titles; nothing of what was said."),
        required=False,
    )

    def __init__(self, data: Any = None, *, standing: Tidying | None, has_notes: bool, is_mentee: bool) -> None:
        names = ("keeps_notes", "may_quote", "may_endorse", "may_name_goals")
        super().__init__(
            data, initial={name: getattr(standing, name) for name in names} if standing else {"keeps_notes": True}
        )
        self.fields["keeps_notes"].help_text = _("Without the tick your own notes are erased for good, now.")
        if not has_notes:
            del self.fields["keeps_notes"]
        if not is_mentee:
            del self.fields["may_name_goals"]

    def answers(self) -> TidyAnswers:
        said = self.cleaned_data
        return TidyAnswers(
            keeps_notes=said.get("keeps_notes", True),
            may_quote=said["may_quote"],
            may_endorse=said["may_endorse"],
            may_name_goals=said.get("may_name_goals", False),
        )


class EndorseForm(forms.Form):
    endorsement = _text(
        _("A sentence for your mentor’s growth record"),
        hint=_("It is theirs from then on: they decide whether to show it. Empty it to take it back."),
        most=LINE,
    )


class RecordForm(forms.Form):
    words = _text(
        _("What did teaching teach you?"), hint=_("You read it, and whoever you show it to."), most=1200, rows=5
    )
    shows_goals = forms.BooleanField(label=_("Name the goals we reached"), required=False)
    shows_endorsement = forms.BooleanField(label=_("Show the sentence of my mentee"), required=False)

    def __init__(self, data: Any = None, *, stored: GrowthRecord | None, may_name_goals: bool, direction: str) -> None:
        initial: dict[str, Any] = {"shows_endorsement": True}
        if stored is not None:
            initial = {name: getattr(stored, name) for name in ("words", "shows_goals", "shows_endorsement")}
            for rating in stored.ratings.all():
                initial |= {f"{rating.skill}_before": rating.before, f"{rating.skill}_after": rating.after}
        super().__init__(data, initial=initial)
        for skill in GrowthSkill:
            for when, label in (("before", _("%(skill)s: at the beginning")), ("after", _("%(skill)s: now"))):
                self.fields[f"{skill}_{when}"] = forms.TypedChoiceField(
                    label=label % {"skill": skill.label_in(direction)},
                    choices=[(n, str(n)) for n in range(1, 6)],
                    coerce=int,
                    required=False,
                    empty_value=None,
                    widget=Scale(ends=(_("new to me"), _("others ask me"))),
                )
        if not may_name_goals:
            del self.fields["shows_goals"]

    def ratings(self) -> dict[str, tuple[int, int]]:
        """Skills rated at both times."""
        said = {
            skill: (self.cleaned_data[f"{skill}_before"], self.cleaned_data[f"{skill}_after"]) for skill in GrowthSkill
        }
        return {skill: pair for skill, pair in said.items() if all(pair)}


class StepForm(forms.Form):
    text = forms.CharField(label=_("The next step"), max_length=300)
    due_on = _day(_("By when?"), required=False)


class WorkbookForm(forms.Form):
    """One field for each question, with its reader named."""

    def __init__(self, data: Any = None, *, listed: Sequence[Question], answers: Mapping[str, str]) -> None:
        super().__init__(data, initial=dict(answers))
        self.listed = listed
        for one in listed:
            self.fields[one.key] = self._field(one)

    def _field(self, one: Question) -> forms.Field:
        hint = f"{one.hint} {READERS[one.reader]}".strip()
        if one.kind == "check":
            return forms.BooleanField(label=one.question, help_text=hint, required=False)
        if one.kind == "ready":
            return forms.ChoiceField(
                label=one.question,
                help_text=hint,
                choices=READY_LABELS.items(),
                widget=forms.RadioSelect,
                required=False,
            )
        return _text(one.question, hint=hint)

    def parts(self) -> list[tuple[str, list[Any]]]:
        """Title of each part with its fields."""
        found: dict[str, list[Any]] = {}
        for one in self.listed:
            found.setdefault(one.part, []).append(self[one.key])
        return list(found.items())

    def answers(self) -> dict[str, str]:
        said = self.cleaned_data
        return {key: "yes" if value is True else "" if value is False else str(value) for key, value in said.items()}
