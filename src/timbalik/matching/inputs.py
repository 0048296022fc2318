"""Everything an arrangement is computed from, as plain data: it travels to another process. Imports no numeric library."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from timbalik.matching.pool import Pool
from timbalik.matching.settings import RoundSettings
from timbalik.matching.states import OverrideKind

Pair = tuple[str, str]


@dataclass(frozen=True)
class Wishes:
    """What people decided: pairs that must be, and pairs that may not be, by enrolment refs."""

    locked: frozenset[Pair] = frozenset()
    forbidden: frozenset[Pair] = frozenset()
    together: frozenset[Pair] = frozenset()  # two mentees each
    apart: frozenset[Pair] = frozenset()


NO_WISHES = Wishes()


def with_group(wishes: Wishes, kind: str, couple: Pair) -> Wishes:
    """The wishes, and two mentees kept together or apart."""
    if kind == OverrideKind.TOGETHER:
        return replace(wishes, together=wishes.together | {couple})
    return replace(wishes, apart=wishes.apart | {couple})


@dataclass(frozen=True)
class Proof:
    """What is known of the engine's own answer to the numbers of that digest."""

    digest: str
    value: int
    bound: int
    certificate: dict[str, Any]


@dataclass(frozen=True)
class Inputs:
    """``wanted`` is a pair that was just decided about: it has to be here and, if it is ``chosen``, no rule may forbid it."""

    pool: Pool
    settings: RoundSettings
    wishes: Wishes = NO_WISHES
    previous: tuple[Pair, ...] = ()
    known: Proof | None = None
    wanted: Pair | None = None
    chosen: bool = False
