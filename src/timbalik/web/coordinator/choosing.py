"""Which programmes a coordinator runs and which one is looked at, read once and in one query."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from timbalik.programmes.models import Programme
from timbalik.programmes.queries import programmes_coordinated_by
from timbalik.programmes.rules import is_administrator
from timbalik.programmes.states import ProgrammeState
from timbalik.web.access import acting
from timbalik.web.kinds import speak_of
from timbalik.web.middleware import ActingRequest

# What one looks at first: what runs, then what is about to.
FIRST = [
    ProgrammeState.RUNNING,
    ProgrammeState.MATCHING,
    ProgrammeState.OPEN,
    ProgrammeState.DRAFT,
    ProgrammeState.CLOSED,
]


def coordinated(request: ActingRequest) -> list[Programme]:
    """The programmes of the acting person, the most pressing first."""
    found: list[Programme] | None = request.__dict__.get("_coordinated")
    if found is None:
        rows = programmes_coordinated_by(acting(request)).select_related("organisation", "template")
        found = sorted(rows.order_by("-starts_on", "name"), key=lambda one: FIRST.index(ProgrammeState(one.state)))
        request.__dict__["_coordinated"] = found
    return found


def chosen(request: ActingRequest, public_id: UUID | None) -> Programme | None:
    """The one of this address, else the first."""
    programmes = coordinated(request)
    if public_id is None:
        found = programmes[0] if programmes else None
    else:
        found = next((one for one in programmes if one.public_id == public_id), None)
    if found is not None:
        speak_of(request, found)
    return found


def runs_programmes(request: ActingRequest, kwargs: dict[str, Any]) -> bool:
    """Coordinates the programme of the address; without one, any programme, or administers the organisation."""
    if request.person is None:
        return False
    if "programme" in kwargs:
        return chosen(request, kwargs["programme"]) is not None
    return bool(coordinated(request)) or is_administrator(request.person)
