from __future__ import annotations

import random

import pytest

from tests.engine.statistics.dependence_judge import smallest_dependence
from timbalik.engine.statistics.dependence import depends_on_few


def test_nothing_published_depends_on_nobody() -> None:
    assert not depends_on_few([], fewer_than=5)
    assert not depends_on_few([set()], fewer_than=5)


def test_weighted_leak_is_found() -> None:
    # First and second less the third give persons 1 and 2 twice over: no single total of few, yet it tells of two.
    crowd = set(range(100, 120))
    groups = [crowd | {1, 2}, {1, 2, 3, 4, 5, 6, 7, 8}, crowd | {3, 4, 5, 6, 7, 8}]
    assert smallest_dependence(groups) == 2
    assert not depends_on_few(groups, fewer_than=2)
    assert depends_on_few(groups, fewer_than=3)


def test_change_beside_waves_of_other_people_betrays_one() -> None:
    """Answers are told apart by wave; the sign of a wave in the change does not matter for what it depends on."""
    before, after = {("before", who) for who in range(24)}, {("after", who) for who in range(23)}
    paired = {("before", who) for who in range(23)}
    assert depends_on_few([before, after, paired | after], fewer_than=2)
    assert not depends_on_few([paired, after, paired | after], fewer_than=10)


@pytest.mark.slow
def test_random_groups_agree_with_the_judge() -> None:
    for seed in range(300):
        rng = random.Random(seed)
        size, share = rng.randint(4, 13), rng.choice([0.3, 0.5, 0.8])
        groups = [{who for who in range(size) if rng.random() < share} for _ in range(rng.randint(1, 9))]
        fewest = smallest_dependence(groups, stop_at=8)
        found = [depends_on_few(groups, fewer_than=limit) for limit in range(2, 9)]
        assert found == [fewest < limit for limit in range(2, 9)], seed


@pytest.mark.slow
def test_crowded_atoms_agree_with_the_judge() -> None:
    """Each pattern belongs to one to four people, so that atoms have weights."""
    for seed in range(60):
        rng = random.Random(seed)
        patterns = [[rng.random() < 0.5 for _ in range(5)] for _ in range(6)]
        staff = [pattern for pattern in patterns for _ in range(rng.randint(1, 4))][:14]
        groups = [{who for who, pattern in enumerate(staff) if pattern[row]} for row in range(5)]
        fewest = smallest_dependence(groups, stop_at=7)
        found = [depends_on_few(groups, fewer_than=limit) for limit in range(2, 8)]
        assert found == [fewest < limit for limit in range(2, 8)], seed
