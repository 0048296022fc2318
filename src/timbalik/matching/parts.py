"""What an adjustment reads and says, as plain data: it travels to another process. Imports neither models nor numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from timbalik.matching.inputs import Pair, Proof, Wishes
from timbalik.matching.pool import Pool
from timbalik.matching.settings import RoundSettings

if TYPE_CHECKING:
    from timbalik.matching.arranging import ArrangedPair, Arrangement, LeftOver

MOVED: Final = "moved"
NOT_HERE: Final = "not_here"  # left, on leave, withdrawn, or no place left


@dataclass(frozen=True)
class Part:
    """One pair that ends or begins, by keys of enrolments. ``why`` it ends: ``not_here``, a hard rule, or ``moved``."""

    mentor_id: int
    mentee_id: int
    score: int
    why: str = ""


@dataclass(frozen=True)
class Adjustment:
    """``moved`` and ``alone`` are keys of enrolments: who changes partner though both are here, who is left without."""

    stay: int
    leave: tuple[Part, ...]
    come: tuple[Part, ...]
    moved: frozenset[int]
    alone: frozenset[int]
    stamp: str  # of exactly this change: taken later, it must still be the same

    @property
    def is_empty(self) -> bool:
        return not self.leave and not self.come

    def as_json(self) -> dict[str, Any]:
        """To be kept until somebody has looked at it."""
        return {
            "stay": self.stay,
            "leave": [[one.mentor_id, one.mentee_id, one.score, one.why] for one in self.leave],
            "come": [[one.mentor_id, one.mentee_id, one.score, one.why] for one in self.come],
            "moved": sorted(self.moved),
            "alone": sorted(self.alone),
            "stamp": self.stamp,
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Adjustment:
        return cls(
            stay=stored["stay"],
            leave=tuple(Part(*one) for one in stored["leave"]),
            come=tuple(Part(*one) for one in stored["come"]),
            moved=frozenset(stored["moved"]),
            alone=frozenset(stored["alone"]),
            stamp=stored["stamp"],
        )


@dataclass(frozen=True)
class Present:
    """A pair that stands in the round: the key of its proposal, its people by keys and refs, its score."""

    key: int
    mentor_id: int
    mentee_id: int
    pair: Pair
    score: int


@dataclass(frozen=True)
class AdjustInputs:
    """``asked``: the round was sent, and pairs that stand are not touched; ``asked_before`` nobody is asked again."""

    pool: Pool
    settings: RoundSettings
    wishes: Wishes
    present: tuple[Present, ...]
    asked: bool
    asked_before: frozenset[Pair] = frozenset()
    known: Proof | None = None


@dataclass(frozen=True)
class Adjusted:
    """The plan, and what is written when it is taken: in a proposed round the whole arrangement, else pairs to ask."""

    plan: Adjustment
    pairs: tuple[ArrangedPair, ...]
    left_over: tuple[LeftOver, ...]
    arrangement: Arrangement | None = None


def sorted_parts(parts: Iterable[Part]) -> list[Part]:
    return sorted(parts, key=lambda one: (one.mentor_id, one.mentee_id))
