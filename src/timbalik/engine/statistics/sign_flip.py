"""The exact sign-flip test: could changes like these come from chance alone?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from timbalik.engine.statistics.errors import InvalidInput, NotEnoughData

LARGEST_SAMPLE = 40
Sums = np.ndarray[tuple[int], np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class SignFlip:
    """Result of `sign_flip_test`.

    Attributes
    ----------
    mean : float
        The observed mean difference.
    p_value : float
        Share of all sign patterns with a mean at least as far from 0; two-sided, never 0.
    observations : int
        Number of differences, zeros included.
    """

    mean: float
    p_value: float
    observations: int


def sign_flip_test(differences: Sequence[float]) -> SignFlip:
    """Test whether paired differences are symmetric around 0, by counting every pattern of signs.

    No distribution is assumed, which suits 6 to 40 answers on a five-point scale. Zero differences stay in: they
    fit any sign. All ``2 ** n`` patterns are counted, but never listed: each half of the sample gives at most
    ``2 ** 20`` sums, and sorting one half lets the other look up its partners.

    Parameters
    ----------
    differences : sequence of float
        One finite difference per person or pair, 1 to 40 of them.

    Raises
    ------
    NotEnoughData
        Without any difference.
    InvalidInput
        If a difference is not finite, or there are more than 40; use the t interval then.

    References
    ----------
    Fisher, R. A. (1935), The Design of Experiments, section 21.
    Horowitz, E. and Sahni, S. (1974), Journal of the ACM 21, 277-292, for the halves.

    Examples
    --------
    >>> sign_flip_test([1, 2, 1, 1, 2, 1]).p_value
    0.03125
    """
    sample = np.asarray(differences, dtype=np.float64).reshape(-1)
    if sample.size == 0:
        raise NotEnoughData("The sign-flip test needs at least one difference.")
    if not np.isfinite(sample).all():
        raise InvalidInput("Differences must be finite numbers; leave missing answers out.")
    if sample.size > LARGEST_SAMPLE:
        raise InvalidInput(f"The exact sign-flip test takes at most {LARGEST_SAMPLE} differences, got {sample.size}.")
    size = int(sample.size)
    observed = abs(float(sample.sum()))
    # Sums of the same numbers in another order differ in the last bits; equal sums must count as equal.
    reach = observed - 1e-9 * max(1.0, float(np.abs(sample).sum()))
    left, right = _signed_sums(sample[: size // 2]), _signed_sums(sample[size // 2 :])
    left.sort()
    above = left.size - np.searchsorted(left, reach - right, side="left")
    below = np.searchsorted(left, -reach - right, side="right")
    # With nothing to reach (mean 0) every pattern counts, and both tails would count it twice.
    extreme = 2**size if reach <= 0 else int(above.sum() + below.sum())
    return SignFlip(mean=float(sample.mean()), p_value=extreme / 2**size, observations=size)


def _signed_sums(values: Sums) -> Sums:
    sums: Sums = np.zeros(1, dtype=np.float64)
    for value in values:
        sums = np.concatenate((sums - value, sums + value))
    return sums
