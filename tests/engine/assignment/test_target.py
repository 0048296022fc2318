"""A programme's own reach target against brute force, with its proof."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.engine.assignment.rounds import draw_round, every_assignment, worth
from timbalik.engine.assignment.certificate import from_json, to_json
from timbalik.engine.assignment.errors import Infeasible, InvalidCertificate, InvalidInstance
from timbalik.engine.assignment.explain import price_levels
from timbalik.engine.assignment.instance import make_instance
from timbalik.engine.assignment.objective import FAIR, REACH_TOTAL, Objective
from timbalik.engine.assignment.solve import solve
from timbalik.engine.assignment.verify import verify

ORDERS = (
    ("reach", "floor", "total", "changes"),
    ("reach", "total"),
    ("reach", "leximin", "total"),
    ("reach",),
)


@pytest.mark.parametrize("seed", range(120))
def test_a_target_equals_brute_force(seed: int) -> None:
    instance, _ = draw_round(2_000_000 + seed, most_people=3)
    objective = Objective(levels=ORDERS[seed % 4], floor_hundredths=50, band_hundredths=20, reach_target=seed % 5)
    best = max((worth(pairs, instance, objective) for pairs in every_assignment(instance)), default=None)

    try:
        answer = solve(instance, objective)
    except Infeasible:
        assert best is None
        return

    assert worth(answer.pairs, instance, objective) == best
    assert answer.certificate.proved
    assert verify(instance, from_json(to_json(answer.certificate))).optimal


def test_a_target_leaves_worthless_pairs_beyond_it_to_the_next_level() -> None:
    instance = make_instance(score=[[9_000, 100], [8_000, 10]], benefit_mentor=[[9_000, 10], [8_000, 10]])

    assert len(solve(instance, FAIR).pairs) == 2
    assert solve(instance, replace(FAIR, reach_target=1)).pairs == ((0, 0),)


def test_a_certificate_below_its_target_proves_that_more_cannot_be() -> None:
    instance = make_instance(score=[[9, 8]])
    certificate = solve(instance, replace(REACH_TOTAL, reach_target=2)).certificate

    assert verify(instance, certificate).optimal
    with pytest.raises(InvalidCertificate, match="most there can be"):
        verify(instance, replace(certificate, objective=replace(REACH_TOTAL, reach_target=0)))
    fewer = solve(instance, replace(REACH_TOTAL, reach_target=1)).certificate
    with pytest.raises(InvalidCertificate, match="target"):
        verify(instance, replace(fewer, objective=replace(REACH_TOTAL, reach_target=2)))


def test_the_price_of_a_target_is_told() -> None:
    instance = make_instance(score=[[9_000, 100], [100, 0]], rule=[[0, 0], [0, 1]])

    reach = price_levels(solve(instance, replace(REACH_TOTAL, reach_target=2)))[0]

    assert (reach.level, reach.total, reach.pairs) == ("reach", 8_800, -1)


def test_a_target_needs_reach_as_the_first_level() -> None:
    with pytest.raises(InvalidInstance, match="first level"):
        Objective(levels=("total",), reach_target=3)
