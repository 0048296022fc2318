"""The pair an address names, found for its members alone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from timbalik.journey.space import Space, open_space
from timbalik.web.kinds import speak_of
from timbalik.web.middleware import ActingRequest


def in_pair(request: ActingRequest, kwargs: dict[str, Any]) -> bool:
    """Members only; a coordinator or an administrator who is none finds nothing there."""
    return request.person is not None and _find(request, kwargs["pair"]) is not None


def the_space(request: ActingRequest, pair: UUID) -> Space:
    """The space a guarded view was let in for."""
    space = _find(request, pair)
    assert space is not None
    return space


def _find(request: ActingRequest, pair: UUID) -> Space | None:
    """Read once for each request."""
    found: dict[UUID, Space | None] = request.__dict__.setdefault("_spaces", {})
    if pair not in found:
        assert request.person is not None
        found[pair] = space = open_space(request.person, pair, now=request.now)
        if space is not None:
            speak_of(request, space.relationship.programme)
    return found[pair]
