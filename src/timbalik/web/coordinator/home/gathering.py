"""A programme before its pairs begin: who was asked, who answered, and the next step."""

from __future__ import annotations

from typing import Any

from timbalik.programmes.models import Programme
from timbalik.programmes.queries import Funnel, funnels
from timbalik.programmes.states import EnrolmentRole, ProgrammeState


def gathering_page(programme: Programme) -> dict[str, Any]:
    counts = funnels([programme])[programme.pk]
    asked = sum(one.asked for one in counts.values())
    enrolled = sum(one.submitted for one in counts.values())
    return {
        "roles": [(role, counts[role], _shares(counts[role])) for role in EnrolmentRole.values],
        "asked": asked,
        "enrolled": enrolled,
        "waiting": sum(one.waiting for one in counts.values()),
        "is_draft": programme.state == ProgrammeState.DRAFT,
        "is_open": programme.state == ProgrammeState.OPEN,
        "can_pair": all(counts[role].submitted for role in EnrolmentRole.values),
    }


def _shares(funnel: Funnel) -> dict[str, float]:
    """Widths of the bar, in percent of everybody asked."""
    asked = funnel.asked or 1
    return {"enrolled": 100 * funnel.submitted / asked, "begun": 100 * funnel.started / asked}
