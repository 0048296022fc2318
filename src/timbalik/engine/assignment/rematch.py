"""The round after a round: what staying with one's partner is worth, and what each answer to that costs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from timbalik.engine.assignment.instance import Instance
from timbalik.engine.assignment.objective import FAIR, Objective
from timbalik.engine.assignment.solve import solve

#: In hundredths of a point. On invented people with 5 % of the mentors gone, 1,000 moves three unaffected people of a
#: thousand for 0.22 % of the total, where no bonus moves 89.
BONUSES: Final = (0, 100, 300, 1_000, 3_000)
DEFAULT_BONUS: Final = 1_000


@dataclass(frozen=True)
class Rematch:
    """One stated bonus and what comes of it.

    ``kept`` pairs stay; ``moved`` pairs part although both are still here with a place and the pair is still allowed.
    ``total`` is without the bonus.
    """

    bonus_hundredths: int
    pairs: int
    total: int
    kept: int
    moved: int


def rematch_curve(
    instance: Instance, objective: Objective = FAIR, bonuses: Iterable[int] = BONUSES
) -> tuple[Rematch, ...]:
    """Solve the round once for each bonus; ``instance.previous`` holds the pairs of the round before.

    Locks keep a pair whatever it costs; a bonus keeps it as long as it is worth that much.
    """
    could_stay = sum(_could_stay(instance, *pair) for pair in instance.previous)
    curve = []
    for bonus in bonuses:
        found = solve(instance, replace(objective, keep_bonus_hundredths=bonus))
        kept = len(found.kept)
        curve.append(Rematch(bonus, len(found.pairs), found.total, kept, could_stay - kept))
    return tuple(curve)


def _could_stay(instance: Instance, mentor: str, mentee: str) -> bool:
    row, column = instance.mentor_index[mentor], instance.mentee_index[mentee]
    return bool(instance.allowed[row, column] and instance.mentor_capacity[row] and instance.mentee_capacity[column])
