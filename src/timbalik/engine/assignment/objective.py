"""What an assignment should be best at, in order. Plain data, no numpy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from timbalik.engine.assignment.errors import InvalidInstance

#: Version of every rule that decides which pairs come out: level order, floor, tie-break. Stored with each certificate.
RULE_VERSION: Final = 1

LEVELS: Final = ("reach", "floor", "leximin", "total", "changes")

#: Points are shown 0 to 100 and kept as whole hundredths.
DEFAULT_FLOOR_HUNDREDTHS: Final = 3_000
DEFAULT_BAND_HUNDREDTHS: Final = 500


@dataclass(frozen=True)
class Objective:
    """Levels in order; a later one never costs an earlier one anything.

    Parameters
    ----------
    levels : tuple of str
        ``reach``    most pairs (with capacity 1 on either side: most people of that side paired).
        ``floor``    fewest pairs whose weaker side gains less than ``floor_hundredths``.
        ``leximin``  fewest pairs whose weaker side lies in the lowest band, then the next band, and so on.
        ``total``    largest sum of scores (plus ``keep_bonus_hundredths`` for each pair kept from the last round).
        ``changes``  most pairs kept from the last round.
        A salted tie-break always follows (see ``tiebreak.py``), so that the answer is one.
    floor_hundredths : int
        Compared with ``min(benefit_mentor, benefit_mentee)``, each side's own benefit on a scale of 0 to 10 000.
        3 000 means: the side that gains less gains at least 30 of its possible 100 points.
    band_hundredths : int
        Width of a leximin band; 1 is leximin proper.
    keep_bonus_hundredths : int
        What staying with the last round's partner is worth in the total, in hundredths of a point.
    reach_target : int or None
        The programme's own target: so many pairs are enough, and the levels after ``reach`` decide about more. Where so many
        cannot be, as many as can. None: most pairs.
    """

    levels: tuple[str, ...] = ("reach", "floor", "total", "changes")
    floor_hundredths: int = DEFAULT_FLOOR_HUNDREDTHS
    band_hundredths: int = DEFAULT_BAND_HUNDREDTHS
    keep_bonus_hundredths: int = 0
    reach_target: int | None = None

    def __post_init__(self) -> None:
        """Refuse unknown or repeated levels and widths that mean nothing."""
        unknown = [level for level in self.levels if level not in LEVELS]
        if unknown or len(set(self.levels)) != len(self.levels):
            raise InvalidInstance(f"levels {self.levels!r}: each of {', '.join(LEVELS)} at most once is accepted")
        if self.band_hundredths < 1:
            raise InvalidInstance(f"band_hundredths {self.band_hundredths}: 1 or more is accepted")
        if self.reach_target is not None and (self.reach_target < 0 or self.levels[:1] != ("reach",)):
            raise InvalidInstance(
                f"reach_target {self.reach_target}: 0 or more, with reach as the first level, is accepted"
            )


#: Most people paired, fewest weak pairs, total, fewest changes: what a programme uses unless it says otherwise.
FAIR: Final = Objective()
TOTAL: Final = Objective(levels=("total", "changes"))
REACH_TOTAL: Final = Objective(levels=("reach", "total", "changes"))
LEXIMIN: Final = Objective(levels=("reach", "leximin", "total", "changes"))
