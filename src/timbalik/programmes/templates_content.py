"""The parameters of a ready-made programme, as its template version holds them.

A new kind of programme is a new file in ``content/templates``; what is missing or out of range is refused on reading.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from timbalik.lib.versions import in_language
from timbalik.programmes.states import Direction

Rungs = tuple[int, int]
Text = Mapping[str, str]


class TemplateUnreadable(ValueError):
    """A template lacks a parameter, or one is out of range."""


@dataclass(frozen=True)
class TemplateContent:
    """``mentor_rungs`` and ``mentee_rungs``: part of the organisation's ladder of levels, in percent from below.

    Ranks differ from company to company, and nothing here knows anybody's age.
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

    def title(self, language: str | None = None) -> str:
        return in_language(dict(self.name), language)


COUNTS = ("cadence_days", "weeks", "planned_sessions", "session_minutes", "answer_days", "enrolment_days")


def read_template(content: Mapping[str, Any]) -> TemplateContent:
    """Raises ``TemplateUnreadable``, naming the parameter."""
    try:
        values = {name: content[name] for name in TemplateContent.__dataclass_fields__}
        values["direction"] = Direction(content["direction"])
    except (KeyError, ValueError) as problem:
        raise TemplateUnreadable(f"parameter {problem}") from problem
    for name in COUNTS:
        if not isinstance(values[name], int) or values[name] < 1:
            raise TemplateUnreadable(f"{name}: got {values[name]!r}; accepted: 1 or more")
    for name in ("mentor_rungs", "mentee_rungs"):
        values[name] = tuple(values[name])
        if not (len(values[name]) == 2 and 0 <= values[name][0] < values[name][1] <= 100):
            raise TemplateUnreadable(f"{name}: got {content[name]!r}; accepted: [lowest, highest] in percent")
    return TemplateContent(**values | {"gates": tuple(content["gates"]), "outcomes": tuple(content["outcomes"])})
