"""A pair of a programme that the person runs, found in one query with the rule that lets them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from timbalik.programmes.queries import programmes_coordinated_by
from timbalik.relationships.models import Relationship
from timbalik.web.access import acting
from timbalik.web.middleware import ActingRequest


def runs_the_pair(request: ActingRequest, kwargs: dict[str, Any]) -> bool:
    """Coordinates the programme of the pair in the address."""
    if request.person is None:
        return False
    return _find(request, kwargs["programme"], kwargs["relationship"]) is not None


def the_pair(request: ActingRequest, programme: UUID, relationship: UUID) -> Relationship:
    found = _find(request, programme, relationship)
    assert found is not None
    return found


def _find(request: ActingRequest, programme: UUID, relationship: UUID) -> Relationship | None:
    known: dict[tuple[UUID, UUID], Relationship | None] = request.__dict__.setdefault("_pairs", {})
    key = (programme, relationship)
    if key not in known:
        mine = programmes_coordinated_by(acting(request)).filter(public_id=programme)
        known[key] = (
            Relationship.objects.of(acting(request).organisation_id)
            .filter(public_id=relationship, programme__in=mine)
            .select_related("programme__organisation", "programme__template", "organisation")
            .first()
        )
    return known[key]
