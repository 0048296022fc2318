"""What a change costs: plain numbers and pairs of enrolments. Light: imports no numeric library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

PairOfRefs = tuple[str, str]  # (mentor, mentee), public ids of their enrolments


@dataclass(frozen=True)
class Price:
    """The price of having this pair, against the arrangement as it stands.

    A loss below zero is a gain. Where ``rule`` forbids the pair, the figures say what it would cost without the rule,
    for understanding only. ``leave`` and ``come`` are the chain: pairs that would part, and pairs that would
    come instead.
    """

    mentor: str
    mentee: str
    paired: bool = False
    rule: str = ""
    possible: bool = True
    loss_pairs: int = 0
    loss_floor: int = 0
    loss_hundredths: int = 0
    leave: tuple[PairOfRefs, ...] = ()
    come: tuple[PairOfRefs, ...] = ()

    @property
    def can_be_chosen(self) -> bool:
        return self.possible and not self.paired and not self.rule


@dataclass(frozen=True)
class GroupPrice:
    """The price of keeping two mentees together or apart. ``clash`` names what contradicts it; ``known``: decided already."""

    clash: str = ""
    known: bool = False
    loss_pairs: int = 0
    loss_floor: int = 0
    loss_hundredths: int = 0
    leave: tuple[PairOfRefs, ...] = ()
    come: tuple[PairOfRefs, ...] = ()


@dataclass(frozen=True)
class RowPrices:
    """What stands when all pairs of a sheet are kept, and what single ones would cost alone."""

    is_possible: bool = True
    total: int = 0
    pairs: int = 0
    alone: Mapping[PairOfRefs, Price] = field(default_factory=dict)
