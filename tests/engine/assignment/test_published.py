"""Cases whose answer others published, derived again."""

from __future__ import annotations

import numpy as np
import pytest

from timbalik.engine.assignment.instance import make_instance
from timbalik.engine.assignment.objective import REACH_TOTAL
from timbalik.engine.assignment.solve import solve
from timbalik.engine.assignment.stability import blocking_pairs, stable_pairs


def cheapest(cost: np.ndarray) -> tuple[int, tuple[tuple[int, int], ...]]:
    """The least cost of pairing everybody, and the pairs: scores are costs turned round."""
    most = int(cost.max())
    answer = solve(make_instance(score=most - cost, any_score=True), REACH_TOTAL)
    assert answer.certificate.proved
    return most * len(answer.pairs) - answer.total, answer.pairs


def test_scipys_documented_example() -> None:
    """``scipy.optimize.linear_sum_assignment``: cost 5 by columns 1, 0, 2."""
    assert cheapest(np.array([[4, 1, 3], [2, 0, 5], [3, 2, 2]])) == (5, ((0, 1), (1, 0), (2, 2)))


def test_three_workers_and_three_tasks() -> None:
    """Wikipedia, "Hungarian algorithm": Alice cleans, Bob does the windows, Carol sweeps, for 15."""
    assert cheapest(np.array([[8, 4, 7], [5, 2, 3], [9, 4, 8]])) == (15, ((0, 0), (1, 2), (2, 1)))


@pytest.mark.parametrize("n", [2, 5, 40, 101])
def test_the_product_matrix_of_machol_and_wien(n: int) -> None:
    """Machol and Wien (1976), *Operations Research* 24: cost i·j is least when large meets small: n(n+1)(n+2)/6."""
    numbers = np.arange(1, n + 1)

    cost, pairs = cheapest(np.outer(numbers, numbers))

    assert cost == n * (n + 1) * (n + 2) // 6
    assert pairs == tuple((row, n - 1 - row) for row in range(n))


def test_the_mean_of_random_assignments_is_parisis_sum() -> None:
    """Linusson and Wästlund (2004); Nair, Prabhakar and Sharma (2005): exponential costs cost 1 + 1/4 + … + 1/n² on average.

    The standard deviation of one draw is near 0.35 at this size, so 300 draws lie within 0.1 of the mean.
    """
    rng, n, unit = np.random.default_rng(1955), 20, 1_000_000
    costs = [cheapest((rng.exponential(size=(n, n)) * unit).astype(np.int64))[0] / unit for _ in range(300)]

    assert np.mean(costs) == pytest.approx(sum(1 / k**2 for k in range(1, n + 1)), abs=0.1)


def test_gale_and_shapleys_first_example() -> None:
    """Gale and Shapley (1962), example 1: who proposes gets the first choice, and the circle of second choices is stable too.

    Benefits turn the published ranks round: rank 1 is 3. Mentees propose here and stand for the men.
    """
    mentee_rank = np.array([[1, 2, 3], [3, 1, 2], [2, 3, 1]])  # by man, of women A, B, C
    mentor_rank = np.array([[3, 2, 1], [1, 3, 2], [2, 1, 3]])  # by man, how each woman ranks him
    instance = make_instance(
        score=np.zeros((3, 3), np.int64), benefit_mentee=(4 - mentee_rank).T, benefit_mentor=(4 - mentor_rank).T
    )

    assert stable_pairs(instance) == ((0, 0), (1, 1), (2, 2))
    for stable in (((0, 0), (1, 1), (2, 2)), ((2, 0), (0, 1), (1, 2)), ((1, 0), (2, 1), (0, 2))):
        assert not blocking_pairs(instance, stable).any()
    assert blocking_pairs(instance, ((0, 0), (2, 1), (1, 2))).any()
