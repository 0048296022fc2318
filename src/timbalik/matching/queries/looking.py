"""The counts of searches and first talks that a coordinator may see, with small groups hidden."""

from __future__ import annotations

from dataclasses import dataclass

from timbalik.engine.statistics.suppression import Cell, CellKind, suppress
from timbalik.matching.queries.requests import counts_of
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Programme


@dataclass(frozen=True)
class Step:
    """``people`` is None where fewer than five stand behind the figure, or could be found by subtraction."""

    key: str
    people: int | None


def looking(programme: Programme, *, viewer: Person | None = None) -> list[Step]:
    """From those who may be found to those who became a pair; a viewer's own requests are left out."""
    counts = counts_of(programme, but_for=viewer)
    mentees = {
        "looked": counts.seekers,
        "asked": counts.asked,
        "talked": counts.talked,
        "paired": counts.came_about,
    }
    cells = [Cell("findable", counts.findable, CellKind.COUNT, measure="mentors")]
    cells += [
        Cell(key, people, CellKind.COUNT, within=counts.seekers, measure="mentees") for key, people in mentees.items()
    ]
    verdict = suppress(cells)
    numbers = {"findable": len(counts.findable)} | {key: len(people) for key, people in mentees.items()}
    return [Step(key, number if verdict.may_show(key) else None) for key, number in numbers.items()]
