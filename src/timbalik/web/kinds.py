"""What both sides are called in the programme a page is about. A component sees no page, so it reads ``{{ sides.mentor }}``."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from timbalik.programmes.directions import is_mutual
from timbalik.programmes.models import Programme
from timbalik.programmes.states import Direction, EnrolmentRole
from timbalik.programmes.wording import words_of


def speak_of(request: HttpRequest, programme: Programme) -> None:
    """From now on this page is about that programme."""
    request.__dict__["_direction"] = programme.direction


def sides(request: HttpRequest) -> dict[str, Any]:
    """``sides.mentor`` and ``sides.mentee`` in the words of the kind; ``is_mutual`` where both teach and both learn."""
    direction = request.__dict__.get("_direction", Direction.REVERSE.value)
    names = {side: words_of(direction, side).label for side in EnrolmentRole.values}
    return {"sides": names, "is_mutual": is_mutual(direction)}
