"""What a direction means for the two sides: who learns, who teaches. Nothing here knows anybody's rank."""

from __future__ import annotations

from typing import Final

from timbalik.programmes.states import Direction, EnrolmentRole

#: Both teach and both learn; a side says who begins.
MUTUAL: Final = frozenset({Direction.RECIPROCAL.value, Direction.PEER.value})


def is_mutual(direction: str) -> bool:
    return direction in MUTUAL


def learns(role: str, direction: str) -> bool:
    """Whether this side names a learning goal (GR-03)."""
    return role == EnrolmentRole.MENTEE or is_mutual(direction)


def teaches(role: str, direction: str) -> bool:
    return role == EnrolmentRole.MENTOR or is_mutual(direction)


def asks_for_experience(role: str, side: str, direction: str) -> bool:
    """Whether experience stands first on the list of ``offers`` or ``wants``: it is what the senior of the two gives."""
    if is_mutual(direction):
        return False
    gives_experience = (role == EnrolmentRole.MENTOR) == (direction == Direction.TRADITIONAL)
    return gives_experience == (side == "offers")
