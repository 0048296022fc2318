"""Who takes part, unit by unit. A group below five is hidden, and so is one that could be found by subtraction."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from timbalik.engine.statistics.suppression import Cell, CellKind, suppress
from timbalik.programmes.models import Enrolment, Programme
from timbalik.programmes.states import EnrolmentRole, EnrolmentState
from timbalik.relationships.rematch import waiting_again
from timbalik.web.charts.two_sides import Participation, Sides, UnitBar, participation
from timbalik.web.templatetags.wording import percent


def participation_of(programme: Programme) -> dict[str, Any]:
    """The chart and its table, and how many wait for a new partner; one query. The share is that of those who were asked."""
    rows = Enrolment.objects.of(programme.organisation_id).filter(programme=programme)
    asked: dict[str, set[int]] = defaultdict(set)
    taking_part: dict[str, dict[str, set[int]]] = defaultdict(lambda: {role: set() for role in EnrolmentRole.values})
    waits = Exists(waiting_again(programme).order_by().filter(pk=OuterRef("pk")))
    waiting = 0
    fields = ("person_id", "role", "state", "person__unit__name", "waits")
    for person, role, state, unit, is_waiting in rows.annotate(waits=waits).values_list(*fields):
        waiting += is_waiting
        asked[unit or ""].add(person)
        if state == EnrolmentState.SUBMITTED:
            taking_part[unit or ""][role].add(person)
    people = {unit: frozenset[Any]().union(*taking_part[unit].values()) for unit in asked}
    largest_first = sorted(asked, key=lambda unit: (-len(people[unit]), unit))
    cells = [Cell("", frozenset[Any]().union(*people.values()), CellKind.COUNT, measure="units")]
    cells += [Cell(f"unit:{unit}", people[unit], CellKind.COUNT, measure="units") for unit in largest_first]
    verdict = suppress(cells)
    shown = [unit for unit in largest_first if verdict.may_show(f"unit:{unit}")]
    table = [_line(unit, taking_part[unit], len(asked[unit])) for unit in shown]
    bars = tuple(
        UnitBar(line["name"], Sides(line["mentors"], line["mentees"]), line["asked"], line["share"]) for line in table
    )
    return {
        "waiting_again": waiting,
        "units": table,
        "units_chart": participation(Participation(_("Share of those asked who take part, by unit"), bars))
        if bars
        else "",
        "units_hidden": len(largest_first) - len(shown),
    }


def _line(unit: str, sides: dict[str, set[int]], asked: int) -> dict[str, Any]:
    mentors, mentees = len(sides[EnrolmentRole.MENTOR]), len(sides[EnrolmentRole.MENTEE])
    return {
        "name": unit or _("Without a unit"),
        "mentors": mentors,
        "mentees": mentees,
        "asked": asked,
        "share": percent((mentors + mentees) / asked),
    }
