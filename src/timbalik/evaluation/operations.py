"""Freeze a report: read, protect, write down what was shown."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from timbalik.audit.operations import record
from timbalik.engine.statistics.suppression import Cell, CellKind
from timbalik.evaluation.content import build_content, design_level
from timbalik.evaluation.facts import read_facts
from timbalik.evaluation.models import Report
from timbalik.people.models.persons import Person
from timbalik.programmes.models import Programme


@transaction.atomic
def freeze_report(programme: Programme, *, by: Person | None, now: datetime) -> Report:
    """A report as of ``now``. What earlier reports of the programme showed is counted in, so that the difference of two
    reports betrays nobody. The programme's row is locked: two reports can't be judged without each other."""
    Programme.objects.of(programme.organisation_id).select_for_update().get(pk=programme.pk)
    facts = read_facts(programme, now=now)
    content, cells = build_content(facts, earlier=shown_before(programme))
    report = Report.objects.create(
        organisation_id=programme.organisation_id,
        programme=programme,
        design_level=int(design_level(programme)),
        content=content,
        cells=[_written(cell) for cell in cells],
        frozen_by=by,
        frozen_at=now,
    )
    record(
        "report.frozen",
        organisation=programme.organisation,
        by=by,
        subject=report,
        now=now,
        facts={"cells": len(cells)},
    )
    return report


def shown_before(programme: Programme) -> list[Cell]:
    """Every cell that an earlier report of the programme showed."""
    return [
        Cell(f"{position}:{cell['key']}", frozenset(cell["people"]), CellKind(cell["kind"]), measure=cell["measure"])
        for position, cells in enumerate(programme.reports.values_list("cells", flat=True))
        for cell in cells
    ]


def _written(cell: Cell) -> dict[str, object]:
    return {
        "key": cell.key,
        "people": sorted(str(person) for person in cell.people),
        "kind": cell.kind.value,
        "measure": cell.measure,
    }
