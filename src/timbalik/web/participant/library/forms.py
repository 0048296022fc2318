"""A lesson as its author writes it: rows of minutes and text, lines of questions and materials."""

from __future__ import annotations

from typing import Any, NamedTuple

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from timbalik.learning.lessons import (
    LONGEST_AIM,
    LONGEST_LINE,
    LONGEST_MINUTES,
    LONGEST_TITLE,
    MOST_MATERIALS,
    MOST_QUESTIONS,
    MOST_STEPS,
    LessonText,
    Material,
    Step,
    material_of,
)

FEWEST_ROWS, SPARE_ROWS = 4, 2
LONGEST_LINES = 4000


class Row(NamedTuple):
    minutes: BoundField
    text: BoundField


class LessonForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Title"), max_length=LONGEST_TITLE)
    aim = forms.CharField(
        label=gettext_lazy("Aim"),
        max_length=LONGEST_AIM,
        help_text=gettext_lazy("After this session the mentee can …"),
        widget=forms.Textarea({"rows": 2}),
    )
    questions = forms.CharField(
        label=gettext_lazy("Questions that open the talk"),
        required=False,
        max_length=LONGEST_LINES,
        help_text=gettext_lazy("One on each line."),
        widget=forms.Textarea({"rows": 3}),
    )
    materials = forms.CharField(
        label=gettext_lazy("Materials"),
        required=False,
        max_length=LONGEST_LINES,
        help_text=gettext_lazy("One on each line: a text, and a link at its end if there is one."),
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, data: Any = None, *, lesson: LessonText | None = None) -> None:
        super().__init__(data, initial=_initial(lesson) if lesson else None)
        filled = len(lesson.steps) if lesson else 0
        self.row_count = min(max(FEWEST_ROWS, filled + SPARE_ROWS), MOST_STEPS)
        for number in range(self.row_count):
            self.fields[f"minutes_{number}"] = forms.IntegerField(
                label=_("Minutes of step %(number)s") % {"number": number + 1},
                required=False,
                min_value=1,
                max_value=LONGEST_MINUTES,
                widget=forms.NumberInput({"inputmode": "numeric"}),
            )
            self.fields[f"step_{number}"] = forms.CharField(
                label=_("Step %(number)s") % {"number": number + 1},
                required=False,
                max_length=LONGEST_LINE,
                widget=forms.Textarea({"rows": 2}),
            )

    @property
    def rows(self) -> list[Row]:
        return [Row(self[f"minutes_{number}"], self[f"step_{number}"]) for number in range(self.row_count)]

    def clean_questions(self) -> tuple[str, ...]:
        return tuple(_lines(self.cleaned_data["questions"], most=MOST_QUESTIONS))

    def clean_materials(self) -> tuple[Material, ...]:
        return tuple(material_of(line) for line in _lines(self.cleaned_data["materials"], most=MOST_MATERIALS))

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        filled = 0
        for number in range(self.row_count):
            minutes, step = said.get(f"minutes_{number}"), said.get(f"step_{number}")
            if minutes and not step and f"step_{number}" not in self.errors:
                self.add_error(f"step_{number}", _("Write what happens in these minutes."))
            elif step and not minutes and f"minutes_{number}" not in self.errors:
                self.add_error(f"minutes_{number}", _("How many minutes does it take?"))
            filled += bool(step)
        if not filled and "step_0" not in self.errors:
            self.add_error("step_0", _("Write at least one step."))
        if sum(said.get(f"minutes_{number}") or 0 for number in range(self.row_count)) > LONGEST_MINUTES:
            self.add_error(None, _("Together the steps take more than four hours. Shorten them or write two lessons."))
        return said

    def lesson_text(self) -> LessonText:
        said = self.cleaned_data
        pairs = [(said.get(f"minutes_{number}"), said.get(f"step_{number}")) for number in range(self.row_count)]
        steps = tuple(Step(minutes, text) for minutes, text in pairs if minutes and text)
        return LessonText(said["title"], said["aim"], steps, said["questions"], said["materials"])


def _initial(lesson: LessonText) -> dict[str, Any]:
    found: dict[str, Any] = {
        "title": lesson.title,
        "aim": lesson.aim,
        "questions": "\n".join(lesson.questions),
        "materials": "\n".join(f"{one.text} {one.url}".strip() for one in lesson.materials),
    }
    for number, step in enumerate(lesson.steps):
        found |= {f"minutes_{number}": step.minutes, f"step_{number}": step.text}
    return found


def _lines(text: str, *, most: int) -> list[str]:
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    if len(lines) > most:
        raise forms.ValidationError(
            ngettext("At most %(most)s line, please.", "At most %(most)s lines, please.", most) % {"most": most}
        )
    if any(len(line) > LONGEST_LINE for line in lines):
        raise forms.ValidationError(_("Keep each line below %(most)s characters.") % {"most": LONGEST_LINE})
    return lines
