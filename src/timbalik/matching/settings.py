"""What a round was computed with; stored with it, so that anybody can repeat it. Light: imports no numeric library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final


class WeightsRefused(ValueError):
    """Weights must be whole numbers of 0 or more that add up to 100."""


@dataclass(frozen=True)
class Weights:
    """What counts how much, in points of 100. ``ranked`` is there in a round whose people ranked partners before it."""

    mentee: int = 40
    mentor: int = 40
    hours: int = 12
    across_units: int = 8
    ranked: int = 0

    def __post_init__(self) -> None:
        values = list(asdict(self).values())
        if any(type(value) is not int or value < 0 for value in values) or sum(values) != 100:
            raise WeightsRefused(f"weights {values}: whole numbers of 0 or more that add up to 100 are accepted")

    def as_json(self) -> dict[str, int]:
        """Without ranked choices, what was stored before there were any."""
        return {name: value for name, value in asdict(self).items() if value or name != "ranked"}


DEFAULT_WEIGHTS: Final = Weights()
RANKED_WEIGHTS: Final = Weights(mentee=34, mentor=34, hours=10, across_units=6, ranked=16)


@dataclass(frozen=True)
class RoundSettings:
    """Weights, the floor of the weaker side in points of 100, and the salt of the lottery between equals."""

    weights: Weights = field(default_factory=Weights)
    floor_points: int = 30
    salt: str = ""

    def as_json(self) -> dict[str, Any]:
        return {"weights": self.weights.as_json(), "floor_points": self.floor_points, "salt": self.salt}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> RoundSettings:
        return cls(Weights(**stored["weights"]), int(stored["floor_points"]), str(stored["salt"]))
