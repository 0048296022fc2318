"""Published numbers, cases by hand, and properties of the intervals."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, poisson

from timbalik.engine.statistics.errors import InvalidInput, NotEnoughData
from timbalik.engine.statistics.intervals import (
    Interval,
    mean_interval,
    newcombe_difference,
    paired_change_interval,
    rate_ratio_interval,
    wilson_interval,
)

counts = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def limits(found: Interval, digits: int) -> tuple[float, float]:
    return round(found.low, digits), round(found.high, digits)


@pytest.mark.parametrize(
    ("successes", "n", "expected"),
    [
        (10, 10, (0.722, 1.0)),
        (2, 2, (0.342, 1.0)),
        (74, 77, (0.892, 0.987)),
        # Brown, Cai and DasGupta (2001), Statistical Science 16, discuss the collapse of Wald's interval at 0.
        (0, 10, (0.0, 0.278)),
    ],
)
def test_wilson_gives_the_published_limits(successes: int, n: int, expected: tuple[float, float]) -> None:
    assert limits(wilson_interval(successes, n), 3) == expected


def test_wilson_of_25_of_26_pairs_reads_81_to_99_percent() -> None:
    # Leeds 2022: 26 pairs, 25 completed.
    assert limits(wilson_interval(25, 26), 2) == (0.81, 0.99)


@given(counts)
def test_wilson_agrees_with_scipy_and_stays_inside(case: tuple[int, int]) -> None:
    successes, n = case
    found = wilson_interval(successes, n)
    peer = binomtest(successes, n).proportion_ci(method="wilson")
    assert (found.low, found.high) == pytest.approx((peer.low, peer.high), abs=1e-9)
    assert 0 <= found.low <= found.estimate <= found.high <= 1


@pytest.mark.parametrize(
    ("now", "before", "n", "points"),
    [
        # A division whose turnover falls from 18 % to 11 %, by head-count.
        (3, 5, 30, (-24.8, 11.5)),
        (6, 9, 50, (-20.3, 8.4)),
        (11, 18, 100, (-16.9, 2.9)),
        (16, 27, 150, (-15.3, 0.7)),
        (22, 36, 200, (-13.9, -0.1)),
        (33, 54, 300, (-12.6, -1.4)),
        (44, 72, 400, (-11.9, -2.1)),
        (17, 28, 150, (-15.5, 0.8)),
    ],
)
def test_newcombe_gives_the_published_change_in_points(
    now: int, before: int, n: int, points: tuple[float, float]
) -> None:
    found = newcombe_difference(now, n, before, n)
    assert (round(100 * found.low, 1), round(100 * found.high, 1)) == points


@pytest.mark.parametrize(
    ("case", "expected"),
    [((56, 70, 48, 80), (0.0524, 0.3339)), ((9, 10, 3, 10), (0.1705, 0.8090)), ((10, 10, 0, 10), (0.6075, 1.0))],
)
def test_newcombe_gives_the_examples_of_its_author(
    case: tuple[int, int, int, int], expected: tuple[float, float]
) -> None:
    # Newcombe (1998), Statistics in Medicine 17, table II, method 10.
    assert limits(newcombe_difference(*case), 4) == expected


@given(counts, counts)
def test_newcombe_turns_its_sign_with_the_groups(first: tuple[int, int], second: tuple[int, int]) -> None:
    there, back = newcombe_difference(*first, *second), newcombe_difference(*second, *first)
    assert (there.estimate, there.low, there.high) == pytest.approx((-back.estimate, -back.high, -back.low))
    assert -1 <= there.low <= there.estimate <= there.high <= 1


def test_mean_interval_of_a_case_by_hand() -> None:
    # Mean 3, standard deviation sqrt(2.5), t(0.975, 4) = 2.776.
    assert limits(mean_interval([1, 2, 3, 4, 5]), 3) == (1.037, 4.963)


@given(st.lists(st.floats(-100, 100), min_size=2, max_size=60), st.floats(-50, 50))
def test_mean_interval_moves_with_its_values(values: list[float], shift: float) -> None:
    here, there = mean_interval(values), mean_interval([value + shift for value in values])
    assert there.low == pytest.approx(here.low + shift, abs=1e-6)
    assert there.high == pytest.approx(here.high + shift, abs=1e-6)


@pytest.mark.slow
def test_mean_interval_covers_the_truth_as_often_as_it_says() -> None:
    rng = np.random.default_rng(20261121)
    hits = sum(mean_interval(rng.normal(3.4, 0.9, 12).tolist()).contains(3.4) for _ in range(3000))
    assert hits / 3000 == pytest.approx(0.95, abs=0.012)


def test_equal_changes_have_no_width() -> None:
    found = paired_change_interval([2.1, 3.1, 4.1], [3.1, 4.1, 5.1])
    assert found.estimate == pytest.approx(1.0)
    assert not paired_change_interval([2, 3, 4], [3, 4, 5]).has_width


def test_paired_change_refuses_different_people() -> None:
    with pytest.raises(InvalidInput, match="same people"):
        paired_change_interval([1, 2, 3], [1, 2])


@pytest.mark.parametrize(
    ("events", "base", "years", "expected"),
    [
        # Person-years at 18 % and 11 %: 250 a year do not tell them apart, 300 do.
        (28, 45, 250, (0.37, 1.02)),
        (33, 54, 300, (0.38, 0.96)),
    ],
)
def test_rate_ratio_gives_the_published_limits(
    events: int, base: int, years: int, expected: tuple[float, float]
) -> None:
    assert limits(rate_ratio_interval(events, years, base, years), 2) == expected


@pytest.mark.parametrize(("base", "expected"), [(100, (-7, 61)), (200, (1, 48)), (1000, (12, 33))])
def test_rate_ratio_of_22_percent_more_customers(base: int, expected: tuple[int, int]) -> None:
    found = rate_ratio_interval(round(base * 1.22), 1, base, 1)
    assert (round(100 * (found.low - 1)), round(100 * (found.high - 1))) == expected


def test_rate_ratio_first_excludes_1_at_189_customers() -> None:
    assert rate_ratio_interval(231, 1, 189, 1).low > 1
    assert rate_ratio_interval(229, 1, 188, 1).low < 1


def test_rate_ratio_without_an_event_in_the_base_has_no_upper_limit() -> None:
    found = rate_ratio_interval(4, 10, 0, 10)
    assert (found.estimate, found.high) == (math.inf, math.inf)
    assert found.low == pytest.approx(0.025**0.25 / (1 - 0.025**0.25))


@given(st.integers(0, 60), st.integers(1, 60), st.floats(0.1, 50), st.floats(0.1, 50))
def test_rate_ratio_contains_its_estimate(events: int, base: int, exposure: float, base_exposure: float) -> None:
    found = rate_ratio_interval(events, exposure, base, base_exposure)
    assert found.low <= found.estimate * (1 + 1e-12)
    assert found.estimate <= found.high * (1 + 1e-12)


def test_rate_ratio_covers_at_least_as_often_as_it_says() -> None:
    # Exact coverage for true rates 6 and 4: sum the probability of all outcomes whose interval holds 1.5.
    covered = sum(
        poisson.pmf(x, 6) * poisson.pmf(y, 4)
        for x in range(30)
        for y in range(30)
        if x + y and rate_ratio_interval(x, 1, y, 1).contains(1.5)
    )
    assert covered >= 0.95


@pytest.mark.parametrize(
    "call",
    [lambda: wilson_interval(0, 0), lambda: mean_interval([3.0]), lambda: rate_ratio_interval(0, 1, 0, 1)],
)
def test_too_little_data_is_refused(call: Callable[[], Interval]) -> None:
    with pytest.raises(NotEnoughData):
        call()


@pytest.mark.parametrize(
    "call",
    [
        lambda: wilson_interval(5, 4),
        lambda: wilson_interval(1, 4, confidence=1.0),
        lambda: mean_interval([1.0, math.nan]),
        lambda: rate_ratio_interval(1, 0, 1, 1),
        lambda: rate_ratio_interval(-1, 1, 1, 1),
    ],
)
def test_impossible_values_are_refused(call: Callable[[], Interval]) -> None:
    with pytest.raises(InvalidInput):
        call()
