"""How far a campaign has come, as a page shows it: a bar for a figure, a dash where it could point to somebody."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from timbalik.evaluation.reach import CampaignReach


def campaign_page(reach: CampaignReach) -> dict[str, Any]:
    words = {
        "sent": _("Letters sent"),
        "positive": _("Began to enrol"),
        "accepted": _("Enrolled"),
        "meeting": _("Met in the last four weeks"),
    }
    most = max((step.people or 0 for step in reach.steps), default=0)
    steps = [
        {
            "label": words[step.code],
            "people": step.people,
            "width": 100 * step.people / most if step.people and most else 0,
        }
        for step in reach.steps
    ]
    return {
        "reach": reach,
        "steps": steps,
        "over_time": reach.over_time if any(line.paired is not None for line in reach.over_time) else (),
    }
