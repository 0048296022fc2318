from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timbalik.engine.statistics.errors import InvalidInput, NotEnoughData
from timbalik.engine.statistics.sign_flip import sign_flip_test


@pytest.mark.parametrize(("pairs", "smallest"), [(6, 0.031), (8, 0.008), (10, 0.002)])
def test_sign_flip_reaches_the_published_smallest_p(pairs: int, smallest: float) -> None:
    assert round(sign_flip_test([0.5 + 0.1 * pair for pair in range(pairs)]).p_value, 3) == smallest


def by_listing(differences: list[int]) -> float:
    total = abs(sum(differences))
    sums = [
        abs(sum(sign * value for sign, value in zip(signs, differences, strict=True)))
        for signs in product((1, -1), repeat=len(differences))
    ]
    return sum(value >= total for value in sums) / len(sums)


@given(st.lists(st.integers(-4, 4), min_size=1, max_size=9))
def test_sign_flip_equals_listing_every_pattern(differences: list[int]) -> None:
    assert sign_flip_test([value / 10 for value in differences]).p_value == by_listing(differences)


def test_sign_flip_of_no_change_is_certain() -> None:
    assert sign_flip_test([0, 0, 0]).p_value == 1.0
    assert sign_flip_test([1, -1]).p_value == 1.0


def test_sign_flip_knows_the_sign_of_forty_changes() -> None:
    found = sign_flip_test([1.0] * 40)
    assert (found.mean, found.p_value) == (1.0, 2 / 2**40)


def test_sign_flip_refuses_what_it_cannot_count() -> None:
    with pytest.raises(NotEnoughData):
        sign_flip_test([])
    with pytest.raises(InvalidInput, match="at most 40"):
        sign_flip_test([1.0] * 41)
    with pytest.raises(InvalidInput, match="finite"):
        sign_flip_test([float("nan")])
