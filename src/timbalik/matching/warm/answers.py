"""What a page asks the warm process, and what it hears: plain data, by refs of enrolments."""

from __future__ import annotations

from dataclasses import dataclass

from timbalik.matching.inputs import Pair, Wishes
from timbalik.matching.settings import RoundSettings, Weights


@dataclass(frozen=True)
class Standing:
    """A round as it stands: what it is computed with, what was decided, and its pairs."""

    settings: RoundSettings
    wishes: Wishes
    pairs: tuple[Pair, ...]


@dataclass(frozen=True)
class Figures:
    """One arrangement, weighed in one way; sums in hundredths of a point."""

    pairs: int
    total: int
    mentor_benefit: int
    mentee_benefit: int
    under_floor: int

    @property
    def mean(self) -> int:
        return self.total // self.pairs if self.pairs else 0

    @property
    def mean_mentor_benefit(self) -> int:
        return self.mentor_benefit // self.pairs if self.pairs else 0

    @property
    def mean_mentee_benefit(self) -> int:
        return self.mentee_benefit // self.pairs if self.pairs else 0


@dataclass(frozen=True)
class Turn:
    """A mentee whose mentors change: those who go and those who come."""

    mentee: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True)
class Preview:
    """What other weights would do. ``same_pairs`` is what stands, weighed anew; ``then`` what would come instead."""

    weights: Weights
    now: Figures
    same_pairs: Figures
    then: Figures
    turns: tuple[Turn, ...]
    alone: tuple[str, ...]  # lose their partner: mentors and mentees
    found: tuple[str, ...]  # get one
    is_proved: bool

    @property
    def come(self) -> int:
        """Pairs that are new."""
        return sum(len(turn.after) for turn in self.turns)


NOT_HELD = "not held"  # the process knows nothing of this round, or something older
NOT_HERE = "not here"  # somebody asked about is no candidate
