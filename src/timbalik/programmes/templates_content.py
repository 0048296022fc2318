"""The parameters of a ready-made programme, as its template version holds them.

A new kind of programme is a new file in ``content/templates``; what is missing or out of range is refused on reading.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from timbalik.lib.versions import in_language
from timbalik.programmes.states import Direction, Route
from timbalik.programmes.validators import CAPACITY

Rungs = tuple[int, int]
Text = Mapping[str, str]


class TemplateGroup(TextChoices):
    """Under which heading a template is offered."""

    REVERSE = "reverse", _("Younger colleagues teach senior ones")
    MUTUAL = "mutual", _("Both teach, both learn")
    TRADITIONAL = "traditional", _("The experienced teach")
    ACROSS = "across", _("Across organisations")


class TemplateUnreadable(ValueError):
    """A template lacks a parameter, or one is out of range."""


@dataclass(frozen=True)
class TemplateContent:
    """``mentor_rungs`` and ``mentee_rungs``: part of the organisation's ladder of levels, in percent from below.

    Ranks differ from company to company, and nothing here knows anybody's age. ``gates`` are held by the product;
    ``before`` is what the coordinator sees to. ``origin`` says where the idea comes from, and which figures are ours.
    """

    name: Text
    summary: Text
    mentor: Text
    mentee: Text
    direction: Direction
    cadence_days: int
    weeks: int
    planned_sessions: int
    session_minutes: int
    mentor_rungs: Rungs
    mentee_rungs: Rungs
    weaker_side_floor: int
    answer_days: int
    enrolment_days: int
    notes_enabled: bool
    notice: str
    agreement: str
    instrument: str
    gates: tuple[Text, ...]
    outcomes: tuple[Text, ...]
    evaluation: Text
    design_level: int
    group: TemplateGroup = TemplateGroup.REVERSE
    origin: Text = field(default_factory=dict)
    before: tuple[Text, ...] = ()
    routes: tuple[str, ...] = ()
    mentor_capacity: int = 1
    only_across: bool = False

    def title(self, language: str | None = None) -> str:
        return in_language(dict(self.name), language)


COUNTS = ("cadence_days", "weeks", "planned_sessions", "session_minutes", "answer_days", "enrolment_days")


def read_template(content: Mapping[str, Any]) -> TemplateContent:
    """Raises ``TemplateUnreadable``, naming the parameter."""
    needed = [one.name for one in fields(TemplateContent) if one.default is MISSING and one.default_factory is MISSING]
    try:
        values = {name: content[name] for name in needed}
        values["direction"] = Direction(content["direction"])
        values["group"] = TemplateGroup(content.get("group", TemplateGroup.REVERSE))
        values["routes"] = tuple(Route(one).value for one in content.get("routes", ()))
    except (KeyError, ValueError) as problem:
        raise TemplateUnreadable(f"parameter {problem}") from problem
    for name in COUNTS:
        if not isinstance(values[name], int) or values[name] < 1:
            raise TemplateUnreadable(f"{name}: got {values[name]!r}; accepted: 1 or more")
    for name in ("mentor_rungs", "mentee_rungs"):
        values[name] = tuple(values[name])
        if not (len(values[name]) == 2 and 0 <= values[name][0] < values[name][1] <= 100):
            raise TemplateUnreadable(f"{name}: got {content[name]!r}; accepted: [lowest, highest] in percent")
    if (capacity := content.get("mentor_capacity", 1)) not in CAPACITY:
        raise TemplateUnreadable(f"mentor_capacity: got {capacity!r}; accepted: 1 to 5")
    return TemplateContent(
        **values
        | {
            "gates": tuple(content["gates"]),
            "outcomes": tuple(content["outcomes"]),
            "before": tuple(content.get("before", ())),
            "origin": content.get("origin", {}),
            "mentor_capacity": capacity,
            "only_across": content.get("across") == "only",
        }
    )
