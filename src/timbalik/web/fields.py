"""How Django's forms look here: ``{{ form.email }}`` gives label, help, control and error; ``{{ form }}`` all of it.

Widgets choose the shape: ``CheckboxInput`` a tick with its text beside it, ``Switch`` a switch, ``RadioSelect`` and
``CheckboxSelectMultiple`` a row of choices, ``Scale`` five large taps, ``Range`` a slider, ``Week`` the grid of hours.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypedDict

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.utils.safestring import SafeString

TYPED = (forms.widgets.Input, forms.Textarea, forms.Select)
DRAWN = (forms.CheckboxInput, forms.HiddenInput)


class Field(BoundField):
    """A field that draws itself with its label, help and error."""

    def __str__(self) -> SafeString:
        return self.as_widget() if self.is_hidden else self.as_field_group()

    __html__ = __str__

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        attrs = super().build_widget_attrs(attrs, widget)
        widget = widget or self.field.widget
        if isinstance(widget, TYPED) and not isinstance(widget, (*DRAWN, Range)):
            attrs["class"] = " ".join(
                ["input", *(str(given["class"]) for given in (widget.attrs, attrs) if given.get("class"))]
            )
        return attrs

    @property
    def anchor(self) -> str:
        """Where the error summary leads."""
        return self.auto_id if self.use_fieldset else self.id_for_label

    @property
    def shape(self) -> str:
        """``group`` (a fieldset), ``tick`` (control before its text), ``range`` or ``line``."""
        if self.use_fieldset:
            return "group"
        if isinstance(self.field.widget, Range):
            return "range"
        return "tick" if isinstance(self.field.widget, forms.CheckboxInput) else "line"

    @property
    def role(self) -> str:
        return str(self.field.widget.attrs.get("data-role", ""))


class Renderer(TemplatesSetting):
    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
    bound_field_class = Field


class Switch(forms.CheckboxInput):
    """On or off at once; use a tick where the person agrees to something."""

    template_name = "forms/switch.html"


class Range(forms.NumberInput):
    """A slider; its figure stands beside it and follows when scripts run."""

    input_type = "range"
    template_name = "forms/range.html"


class Scale(forms.RadioSelect):
    """One to five, large enough for a thumb. ``ends`` names the lowest and the highest."""

    template_name = "forms/scale.html"

    def __init__(
        self, *, ends: tuple[Any, Any], attrs: dict[str, Any] | None = None, choices: Iterable[Any] = ()
    ) -> None:
        super().__init__(attrs, choices or [(n, str(n)) for n in range(1, 6)])
        self.ends = ends

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        return super().get_context(name, value, attrs) | {"ends": self.ends}


class Cell(TypedDict):
    value: str
    label: str
    checked: bool


class Week(forms.CheckboxSelectMultiple):
    """The week as a grid of ticks. A value is ``<day>-<slot>``, for instance ``0-08`` for Monday from eight.

    ``days`` are ``(key, short name, name)`` and ``slots`` ``(key, short label, label)``; the field that holds the
    answers takes its choices from :meth:`values`.
    """

    template_name = "forms/week.html"

    def __init__(
        self,
        *,
        days: Sequence[tuple[str, Any, Any]],
        slots: Sequence[tuple[str, Any, Any]],
        attrs: dict[str, Any] | None = None,
    ) -> None:
        self.days, self.slots = days, slots
        super().__init__(attrs, choices=self.values())

    def values(self) -> list[tuple[str, str]]:
        return [(f"{day}-{slot}", f"{full}, {label}") for slot, _, label in self.slots for day, _, full in self.days]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        chosen = {str(entry) for entry in value or ()}
        labels = dict(self.values())
        rows = [
            (
                short,
                [
                    Cell(value=key, label=labels[key], checked=key in chosen)
                    for key in (f"{day}-{slot}" for day, _, _ in self.days)
                ],
            )
            for slot, short, _ in self.slots
        ]
        return super().get_context(name, value, attrs) | {"days": self.days, "rows": rows}
