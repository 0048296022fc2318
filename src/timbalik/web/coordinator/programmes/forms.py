"""Forms of a programme. Levels are chosen from the ladder the organisation really has."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from timbalik.lib.versions import in_language
from timbalik.programmes.levels import levels_on
from timbalik.programmes.models import Programme, ProgrammeTemplateVersion
from timbalik.programmes.states import EnrolmentRole, Route
from timbalik.programmes.templates_content import TemplateContent, TemplateGroup, read_template

USUAL = "tpl-standar-2mingguan"
LEVEL_FIELDS = ("mentor_from", "mentor_to", "mentee_from", "mentee_to")


def published_templates() -> dict[str, TemplateContent]:
    """The newest version of each template, by key."""
    versions = ProgrammeTemplateVersion.objects.order_by("key", "version")
    return {version.key: read_template(version.content) for version in versions}


def level_choices(ladder: Mapping[int, str]) -> list[tuple[int, str]]:
    return [
        (rank, f"{rank} · {name}" if name and name != str(rank) else str(rank)) for rank, name in sorted(ladder.items())
    ]


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class ProgrammeForm(forms.Form):
    template = forms.ChoiceField(label=_("Kind of programme"), widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        widget=forms.TextInput({"placeholder": _("For example: Reverse Mentoring 2027")}),
        error_messages={"required": _("Give the programme a name that people will recognise.")},
    )
    starts_on = forms.DateField(
        label=_("First day"),
        widget=DayInput(),
        help_text=_("Leave about six weeks for inviting, enrolling and pairing."),
        error_messages={"required": _("Choose the first day.")},
    )
    ends_on = forms.DateField(
        label=_("Last day"), widget=DayInput(), required=False, help_text=_("Empty: as long as the template says.")
    )
    cadence_days = forms.IntegerField(label=_("Days between sessions"), min_value=1, max_value=92)
    session_minutes = forms.IntegerField(label=_("Minutes of a session"), min_value=15, max_value=240)
    planned_sessions = forms.IntegerField(label=_("Planned sessions"), min_value=1, max_value=104)

    def __init__(self, data: Any = None, *, kind: str = "", ladder: Mapping[int, str], today: date) -> None:
        """``kind`` is the template whose parameters are filled in; one that is not published falls back to the usual."""
        templates = published_templates()
        wanted = (data or {}).get("template") or kind
        self.kind = wanted if wanted in templates else USUAL if USUAL in templates else next(iter(templates))
        model = templates[self.kind]
        initial: dict[str, Any] = {
            "template": self.kind,
            "cadence_days": model.cadence_days,
            "session_minutes": model.session_minutes,
            "planned_sessions": model.planned_sessions,
        }
        for role, rungs in (("mentor", model.mentor_rungs), ("mentee", model.mentee_rungs)):
            if levels := levels_on(ladder, rungs):
                initial |= {f"{role}_from": levels[0], f"{role}_to": levels[1]}
        super().__init__(data, initial=initial)
        self.templates, self.ladder, self.today = templates, ladder, today
        chosen = self.fields["template"]
        if isinstance(chosen, forms.ChoiceField):
            chosen.choices = [(key, in_language(dict(content.name))) for key, content in templates.items()]
        labels = (_("Mentors from level"), _("to level"), _("Mentees from level"), _("to level"))
        for name, label in zip(LEVEL_FIELDS, labels, strict=True):
            self.fields[name] = forms.TypedChoiceField(
                label=label,
                coerce=int,
                required=False,
                empty_value=None,
                choices=[("", _("Any level")), *level_choices(ladder)],
            )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and starts < self.today:
            self.add_error("starts_on", _("This day has passed. Choose today or later."))
        if starts and ends and ends <= starts:
            self.add_error("ends_on", _("The last day comes after the first."))
        for role in EnrolmentRole.values:
            low, high = cleaned.get(f"{role}_from"), cleaned.get(f"{role}_to")
            if (low is None) != (high is None):
                self.add_error(f"{role}_to", _("Choose both ends, or any level for both."))
            elif low is not None and high is not None and low > high:
                self.add_error(f"{role}_to", _("The higher level comes second."))
        return cleaned

    @property
    def model(self) -> TemplateContent:
        return self.templates[self.kind]

    def kinds(self) -> list[tuple[Any, list[tuple[str, str, str]]]]:
        """Each group with its templates: key, name, what it is for."""
        found = []
        for group in TemplateGroup:
            inside = [
                (key, in_language(dict(one.name)), in_language(dict(one.summary)))
                for key, one in self.templates.items()
                if one.group == group
            ]
            if inside:
                found.append((group.label, sorted(inside, key=lambda one: (one[0] != USUAL, one[1]))))
        return found

    def changes(self) -> dict[str, Any]:
        """What the operation takes beside template, name and first day."""
        said = self.cleaned_data
        changes = {name: said[name] for name in ("cadence_days", "session_minutes", "planned_sessions")}
        if said.get("ends_on"):
            changes["ends_on"] = said["ends_on"]
        for role in EnrolmentRole.values:
            low, high = said.get(f"{role}_from"), said.get(f"{role}_to")
            changes[f"{role}_levels"] = [] if low is None else [low, high]
        return changes

    def levels(self) -> list[forms.BoundField]:
        return [self[name] for name in LEVEL_FIELDS]


class ExtendForm(forms.Form):
    until = forms.DateField(
        label=_("Enrolment closes on"), widget=DayInput(), error_messages={"required": _("Choose a day.")}
    )

    def __init__(self, data: Any = None, *, today: date, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.today = today

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if until < self.today:
            raise forms.ValidationError(_("This day has passed. Choose today or later."))
        return until


class RoutesForm(forms.Form):
    routes = forms.MultipleChoiceField(
        label=_("Open beside your own rounds"),
        required=False,
        choices=Route.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What has begun on a route may still be answered after you close it."),
    )

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ways = self.fields["routes"]
        if programme.is_mutual and isinstance(ways, forms.MultipleChoiceField):
            own = {
                Route.SEARCH: _("Who learns first looks for a partner"),
                Route.NOMINATION: _("Colleagues name peers"),
            }
            ways.choices = [(way.value, own.get(way, way.label)) for way in Route]
