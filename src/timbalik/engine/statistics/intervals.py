"""Intervals for one number: a proportion, a difference, a mean, a change, a ratio of rates.

Every function returns an `Interval` and refuses what it cannot answer with an error of `errors.py`.
None of them uses chance, so the same data always give the same interval.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING

from timbalik.engine.statistics.errors import InvalidInput, NotEnoughData

if TYPE_CHECKING:
    import numpy as np

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate and the range of values the data do not contradict.

    Attributes
    ----------
    estimate, low, high : float
        The number and its limits; ``high`` may be infinite for a ratio whose base has no event.
    observations : int
        How many people, changes or events the estimate rests on.
    confidence : float
        Share of such intervals that would contain the truth, 0.95 by default.
    """

    estimate: float
    low: float
    high: float
    observations: int
    confidence: float = CONFIDENCE

    def contains(self, value: float) -> bool:
        """Say whether the data leave ``value`` possible; a limit equal to it counts as containing."""
        return self.low <= value <= self.high

    @property
    def has_width(self) -> bool:
        """Say whether the data varied at all; identical answers give a width of nothing, which proves nothing."""
        return self.high > self.low


def wilson_interval(successes: int, n: int, *, confidence: float = CONFIDENCE) -> Interval:
    """Give the Wilson score interval of one proportion.

    It stays inside 0 to 1 and behaves at 0 of n and n of n, where the usual interval collapses.

    References
    ----------
    Wilson, E. B. (1927), Journal of the American Statistical Association 22, 209-212; without continuity correction.

    Examples
    --------
    >>> found = wilson_interval(10, 10)
    >>> f"{found.low:.0%} to {found.high:.0%}"
    '72% to 100%'
    """
    _check_proportion(successes, n)
    z = _normal_quantile(confidence)
    share = successes / n
    denominator = 1 + z * z / n
    centre = (share + z * z / (2 * n)) / denominator
    half = z / denominator * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    # At the ends the limit is exactly 0 or 1; the formula misses it by a rounding error.
    low = 0.0 if successes == 0 else centre - half
    high = 1.0 if successes == n else centre + half
    return Interval(share, low, high, n, confidence)


def newcombe_difference(
    successes: int, n: int, base_successes: int, base_n: int, *, confidence: float = CONFIDENCE
) -> Interval:
    """Give Newcombe's hybrid score interval of the difference of two independent proportions.

    The difference is ``successes / n - base_successes / base_n``: negative when the first group has less.

    References
    ----------
    Newcombe, R. G. (1998), Statistics in Medicine 17, 873-890, method 10.

    Examples
    --------
    >>> found = newcombe_difference(22, 200, 36, 200)
    >>> f"{found.estimate:.3f} ({found.low:.3f} to {found.high:.3f})"
    '-0.070 (-0.139 to -0.001)'
    """
    first = wilson_interval(successes, n, confidence=confidence)
    base = wilson_interval(base_successes, base_n, confidence=confidence)
    difference = first.estimate - base.estimate
    below = math.hypot(first.estimate - first.low, base.high - base.estimate)
    above = math.hypot(first.high - first.estimate, base.estimate - base.low)
    return Interval(difference, max(-1.0, difference - below), min(1.0, difference + above), n + base_n, confidence)


def mean_interval(values: Sequence[float], *, confidence: float = CONFIDENCE) -> Interval:
    """Give Student's t interval of a mean.

    Parameters
    ----------
    values : sequence of float
        At least two finite numbers; leave missing answers out before.

    Raises
    ------
    NotEnoughData
        With fewer than two values the spread is unknown.
    InvalidInput
        If a value is missing or infinite.

    References
    ----------
    Student (1908), Biometrika 6, 1-25.
    """
    sample = _finite(values)
    if sample.size < 2:
        raise NotEnoughData(f"A mean interval needs at least 2 values, got {sample.size}.")
    mean = float(sample.mean())
    # a sample of equal numbers must have width 0, not a rounding error
    spread = 0.0 if sample.min() == sample.max() else float(sample.std(ddof=1))
    from scipy.stats import t  # slow import

    half = float(t.ppf(0.5 + _level(confidence) / 2, sample.size - 1)) * spread / math.sqrt(sample.size)
    return Interval(mean, mean - half, mean + half, int(sample.size), confidence)


def paired_change_interval(
    before: Sequence[float], after: Sequence[float], *, confidence: float = CONFIDENCE
) -> Interval:
    """Give Student's t interval of the mean change of people measured twice (after minus before).

    Both sequences list the same people in the same order; whoever lacks one of the two answers is left out by the
    caller, who reports how many. The change is not an effect: see `wording.state_finding`.

    Examples
    --------
    >>> found = paired_change_interval([3, 3, 4, 2], [4, 4, 4, 4])
    >>> f"{found.estimate:+.2f} ({found.low:.2f} to {found.high:.2f})"
    '+1.00 (-0.30 to 2.30)'
    """
    first, second = _finite(before), _finite(after)
    if first.size != second.size:
        raise InvalidInput(f"Before and after must list the same people: got {first.size} and {second.size} values.")
    return mean_interval((second - first).tolist(), confidence=confidence)


def rate_ratio_interval(
    events: int, exposure: float, base_events: int, base_exposure: float, *, confidence: float = CONFIDENCE
) -> Interval:
    """Give the exact conditional interval of the ratio of two Poisson rates.

    Given the total number of events, those of the first group are binomial; the Clopper-Pearson limits of that share
    become limits of the ratio. The interval is never narrower than it claims, and a little wide for few events.

    Parameters
    ----------
    events, base_events : int
        Events counted in the group of interest and in the base.
    exposure, base_exposure : float
        Person-years (or weeks, pairs, customers) observed in each; positive.

    Raises
    ------
    NotEnoughData
        If no event happened in either group.

    References
    ----------
    Przyborowski, J. and Wilenski, H. (1940), Biometrika 31, 313-323.
    """
    for name, count in (("events", events), ("base_events", base_events)):
        if count < 0:
            raise InvalidInput(f"{name} must be 0 or more, got {count}.")
    for name, amount in (("exposure", exposure), ("base_exposure", base_exposure)):
        if not (amount > 0 and math.isfinite(amount)):
            raise InvalidInput(f"{name} must be positive and finite, got {amount}.")
    total = events + base_events
    if total == 0:
        raise NotEnoughData("A rate ratio needs at least one event in one of the groups.")
    tail = (1 - _level(confidence)) / 2
    from scipy.stats import beta  # slow import

    low_share = 0.0 if events == 0 else float(beta.ppf(tail, events, base_events + 1))
    high_share = 1.0 if base_events == 0 else float(beta.ppf(1 - tail, events + 1, base_events))
    scale = base_exposure / exposure
    return Interval(
        estimate=_odds(events / total) * scale,
        low=_odds(low_share) * scale,
        high=_odds(high_share) * scale,
        observations=total,
        confidence=confidence,
    )


def _odds(share: float) -> float:
    return math.inf if share >= 1 else share / (1 - share)


def _level(confidence: float) -> float:
    if not 0 < confidence < 1:
        raise InvalidInput(f"confidence must lie between 0 and 1, got {confidence}.")
    return confidence


def _normal_quantile(confidence: float) -> float:
    return NormalDist().inv_cdf(0.5 + _level(confidence) / 2)


def _check_proportion(successes: int, n: int) -> None:
    if n < 1:
        raise NotEnoughData(f"A proportion needs at least 1 observation, got {n}.")
    if not 0 <= successes <= n:
        raise InvalidInput(f"successes must lie between 0 and {n}, got {successes}.")


def _finite(values: Sequence[float]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    import numpy as np  # slow import

    sample = np.asarray(values, dtype=np.float64).reshape(-1)
    if not np.isfinite(sample).all():
        raise InvalidInput("Values must be finite numbers; leave missing answers out.")
    return sample
