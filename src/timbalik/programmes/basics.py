"""Business basics are not what learning from the young is about (GR-18)."""

from __future__ import annotations

from collections.abc import Iterable

from timbalik.people.content import business_basics
from timbalik.programmes.models import Programme
from timbalik.programmes.states import Direction


def out_of_place(programme: Programme, keys: Iterable[str]) -> list[str]:
    """Those of the keys that are business basics, in a programme where the young teach the senior."""
    if programme.direction != Direction.REVERSE:
        return []
    return [key for key in keys if key in business_basics()]
