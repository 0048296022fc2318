"""Reads of frozen reports."""

from __future__ import annotations

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


def newest_report(programme: Programme) -> Report | None:
    return reports_of(programme).first()
