"""Which sentences a result may use: the design and the interval decide, never the wish.

The evaluation app renders the sentences in Indonesian and English; here only their ids and values are chosen.
The ladder of designs and the numbers of pairs are those of the guide to honest evaluation.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from timbalik.engine.statistics.errors import InvalidInput
from timbalik.engine.statistics.intervals import Interval

PAIRS_FOR_INTERVAL = 10
PAIRS_FOR_VERDICT = 24


class DesignLevel(IntEnum):
    """How far a design can carry a conclusion."""

    PARTICIPATION = 0
    BEFORE_AND_AFTER = 1
    COMPARISON = 2
    SERIES_WITH_COMPARISON = 3
    RANDOMISED = 4


class Claim(StrEnum):
    """A kind of sentence; the value is the message key of its template."""

    TOOK_PLACE = "took_place"
    TOO_FEW_PAIRS = "too_few_pairs"
    NO_VARIATION = "no_variation"
    INTERVAL = "interval"
    CHANGED = "changed"
    LARGER_THAN_COMPARISON = "larger_than_comparison"
    CONSISTENT_WITH_INFLUENCE = "consistent_with_influence"
    CAUSED_ON_AVERAGE = "caused_on_average"
    CANNOT_DISTINGUISH_FROM_CHANCE = "cannot_distinguish_from_chance"
    WITHOUT_COMPARISON = "without_comparison"
    MAY_COME_FROM_WHO_TOOK_PART = "may_come_from_who_took_part"


class Direction(StrEnum):
    """Which way the whole interval lies from the value of no difference."""

    UP = "up"
    DOWN = "down"
    UNDECIDED = "undecided"


class Strength(IntEnum):
    """Strength of evidence, one to four bars."""

    WEAK = 1
    LIMITED = 2
    MODERATE = 3
    STRONG = 4


@dataclass(frozen=True, slots=True)
class Finding:
    """The sentences a result may use, in order, and the facts that go into them.

    Attributes
    ----------
    claims : tuple of Claim
        Say all of them and nothing beyond them.
    interval : Interval or None
        The numbers to print; None when none may be printed.
    """

    claims: tuple[Claim, ...]
    direction: Direction
    strength: Strength
    level: DesignLevel
    pairs: int
    interval: Interval | None

    @property
    def is_verdict(self) -> bool:
        """Say whether a word of cause may be used."""
        return Claim.CAUSED_ON_AVERAGE in self.claims


# The strongest sentence of each level; level 0 speaks of activity alone.
_SENTENCE_OF_LEVEL = {
    DesignLevel.BEFORE_AND_AFTER: Claim.CHANGED,
    DesignLevel.COMPARISON: Claim.LARGER_THAN_COMPARISON,
    DesignLevel.SERIES_WITH_COMPARISON: Claim.CONSISTENT_WITH_INFLUENCE,
    DesignLevel.RANDOMISED: Claim.CAUSED_ON_AVERAGE,
}


def state_finding(
    level: DesignLevel,
    *,
    pairs: int,
    interval: Interval | None,
    no_difference: float = 0.0,
    pairs_for_verdict: int = PAIRS_FOR_VERDICT,
) -> Finding:
    """Choose the sentences that fit a design, a number of pairs and an interval.

    - Level 0, or no interval: only that it took place.
    - Fewer than 10 pairs: no effect, not even its interval.
    - 10 to 23 pairs: the interval, no sentence that judges it.
    - 24 or more: the sentence of the level, if the interval excludes ``no_difference``; only a lottery (level 4)
      yields a word of cause.
    - An interval that contains ``no_difference`` cannot be told from chance, at any level and size.
    - Below level 4 the reader is told that it may come from who took part; at level 1 also that nothing was compared.

    Parameters
    ----------
    level : DesignLevel
        What was really done, not what was planned.
    pairs : int
        Pairs behind the interval, not pairs in the programme.
    interval : Interval or None
        From `intervals`; already allowed by `suppression`.
    no_difference : float
        0 for differences and changes, 1 for ratios.
    pairs_for_verdict : int
        More than 24 when the aim needs it (226 for an engagement score of 0.3 SD); never less.

    Examples
    --------
    >>> from timbalik.engine.statistics.intervals import newcombe_difference
    >>> found = state_finding(DesignLevel.RANDOMISED, pairs=150, interval=newcombe_difference(17, 150, 28, 150))
    >>> [claim.value for claim in found.claims]
    ['interval', 'cannot_distinguish_from_chance']
    """
    if pairs < 0:
        raise InvalidInput(f"pairs must be 0 or more, got {pairs}.")
    if pairs_for_verdict < PAIRS_FOR_VERDICT:
        raise InvalidInput(f"pairs_for_verdict must be {PAIRS_FOR_VERDICT} or more, got {pairs_for_verdict}.")

    def silent(*claims: Claim) -> Finding:
        return Finding(claims, Direction.UNDECIDED, Strength.WEAK, level, pairs, None)

    if level is DesignLevel.PARTICIPATION or interval is None:
        return silent(Claim.TOOK_PLACE)
    if pairs < PAIRS_FOR_INTERVAL:
        return silent(Claim.TOOK_PLACE, Claim.TOO_FEW_PAIRS)
    if not interval.has_width:
        return silent(Claim.TOOK_PLACE, Claim.NO_VARIATION)

    claims = [Claim.INTERVAL]
    direction = _direction(interval, no_difference)
    if direction is Direction.UNDECIDED:
        claims.append(Claim.CANNOT_DISTINGUISH_FROM_CHANCE)
    elif pairs >= pairs_for_verdict:
        claims.append(_SENTENCE_OF_LEVEL[level])
    if level is DesignLevel.BEFORE_AND_AFTER:
        claims.append(Claim.WITHOUT_COMPARISON)
    if level < DesignLevel.RANDOMISED:
        claims.append(Claim.MAY_COME_FROM_WHO_TOOK_PART)
    is_decided = direction is not Direction.UNDECIDED
    strength = rate_strength(level, is_large=pairs >= pairs_for_verdict, is_decided=is_decided)
    return Finding(tuple(claims), direction, strength, level, pairs, interval)


def rate_strength(level: DesignLevel, *, is_large: bool, is_decided: bool) -> Strength:
    """Rate evidence by its design, one step lower for few pairs and one for an undecided interval.

    >>> rate_strength(DesignLevel.RANDOMISED, is_large=True, is_decided=False).name
    'MODERATE'
    """
    steps = max(int(level), 1) - (not is_large) - (not is_decided)
    return Strength(max(steps, int(Strength.WEAK)))


def _direction(interval: Interval, no_difference: float) -> Direction:
    if interval.contains(no_difference):
        return Direction.UNDECIDED
    return Direction.UP if interval.low > no_difference else Direction.DOWN
