"""Load and reach: who was never chosen, how full each mentor is, and whom the round reaches."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from timbalik.matching.queries.loads import LoadSummary, load_summary, loads_of
from timbalik.matching.queries.reach import Group, reach_of
from timbalik.web.access import allow
from timbalik.web.coordinator.studio.finding import coordinates, find_round
from timbalik.web.middleware import ActingRequest

A_PAGE = 50


@require_safe
@allow(coordinates)
def load(request: ActingRequest, programme: UUID, number: int) -> HttpResponse:
    """Changes nothing."""
    round_ = find_round(request, programme, number)
    chosen = request.GET.get("tampil", "")
    summary = load_summary(round_)
    paginator = Paginator(loads_of(round_, chosen), A_PAGE)
    paginator.count = _count(summary, chosen)  # known already
    page = paginator.get_page(request.GET.get("page"))
    reach = reach_of(round_)
    context = {
        "programme": round_.programme,
        "section": "studio",
        "round": round_,
        "summary": summary,
        "page": page,
        "query": f"tampil={chosen}&" if chosen else "",
        "filters": _filters(summary, chosen),
        "reach": reach,
        "tables": [
            _table(
                "units", _("By unit"), _("Unit"), _("Without a unit"), reach.units, reach.units_hidden, reach.units_more
            ),
            _table(
                "sites", _("By site"), _("Site"), _("Site not known"), reach.sites, reach.sites_hidden, reach.sites_more
            ),
        ],
    }
    return render(request, "coordinator/studio/load.html", context)


def _count(summary: LoadSummary, chosen: str) -> int:
    counts = {"never": summary.never, "full": summary.full, "free": summary.mentors - summary.full}
    return counts.get(chosen, summary.mentors)


def _filters(summary: LoadSummary, chosen: str) -> list[dict[str, Any]]:
    options = [("", _("All")), ("never", _("Never chosen")), ("free", _("With a free place")), ("full", _("Full"))]
    return [
        {
            "label": label,
            "url": f"?tampil={key}" if key else "?",
            "current": key == chosen,
            "count": _count(summary, key),
        }
        for key, label in options
    ]


def _table(
    key: str, title: str, label: str, unknown: str, groups: tuple[Group, ...], hidden: int, more: int
) -> dict[str, Any]:
    return {
        "id": key,
        "title": title,
        "label": label,
        "rows": [{"name": one.name or unknown, "group": one} for one in groups],
        "rest": more,
        "hidden": hidden,
    }
