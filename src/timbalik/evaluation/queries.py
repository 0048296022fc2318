"""Reads of frozen reports."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from timbalik.evaluation.models import Report
from timbalik.programmes.models import Programme


def reports_of(programme: Programme) -> QuerySet[Report]:
    """Every report of the programme, the newest first."""
    return (
        Report.objects.of(programme.organisation_id)
        .filter(programme=programme)
        .select_related("programme__organisation", "frozen_by")
        .order_by("-frozen_at", "-id")
    )


def newest_of_each(programmes: Iterable[Programme]) -> dict[int, Report]:
    """Programme pk → its newest report, without what it says; one query."""
    chosen = list(programmes)
    if not chosen:
        return {}
    rows = Report.objects.of(chosen[0].organisation_id).filter(programme__in=chosen).defer("content", "cells")
    return {row.programme_id: row for row in rows.order_by("frozen_at", "id")}


def newest_report(programme: Programme) -> Report | None:
    return reports_of(programme).first()
