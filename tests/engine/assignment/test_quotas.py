"""Quotas and couples against brute force, and against themselves at a larger size."""

from __future__ import annotations

import json

import numpy as np
import pytest

from tests.engine.assignment.rounds import every_assignment
from timbalik.engine.assignment.errors import Infeasible, InvalidInstance
from timbalik.engine.assignment.instance import make_instance
from timbalik.engine.assignment.quota_proof import as_document, verify_document
from timbalik.engine.assignment.quotas import Quota, SideConstraints, solve_with_quotas


@pytest.mark.parametrize("seed", range(40))
def test_quotas_equal_brute_force(seed: int) -> None:
    rng = np.random.default_rng(seed)
    instance = make_instance(
        score=rng.integers(0, 50, (3, 3)),
        rule=(rng.random((3, 3)) < 0.2).astype(int),
        mentor_capacity=rng.integers(1, 3, 3),
    )
    marked = rng.random((3, 3)) < 0.4
    side = SideConstraints(
        quotas=(Quota("across sites", marked, at_least=int(rng.integers(0, 3)), at_most=2),),
        keep_together=(("0", "1"),) if seed % 3 == 0 else (),
        keep_apart=(("1", "2"),) if seed % 2 == 0 else (),
    )
    best = max(
        (
            (len(pairs), sum(int(instance.score[pair]) for pair in pairs))
            for pairs in every_assignment(instance)
            if side.quotas[0].at_least <= sum(bool(marked[pair]) for pair in pairs) <= 2
            and all(_mentors(pairs, a) == _mentors(pairs, b) for a, b in side.keep_together)
            and all(not _mentors(pairs, a) & _mentors(pairs, b) for a, b in side.keep_apart)
        ),
        default=None,
    )

    try:
        answer = solve_with_quotas(instance, side)
        found = (len(answer.pairs), answer.total)
        assert answer.proved
        assert verify_document(json.loads(json.dumps(as_document(instance, side, answer.certificate)))).optimal
    except Infeasible:
        found = None

    assert found == best


def _mentors(pairs: tuple[tuple[int, int], ...], mentee: str) -> set[int]:
    return {row for row, column in pairs if column == int(mentee)}


def test_quotas_name_the_one_that_cannot_be_met() -> None:
    instance = make_instance(score=[[1, 2], [3, 4]])
    side = SideConstraints(quotas=(Quota("women in IT", np.ones((2, 2), bool), at_least=3),))

    with pytest.raises(Infeasible, match="women in IT"):
        solve_with_quotas(instance, side)


def test_quotas_refuse_a_couple_kept_both_together_and_apart() -> None:
    instance = make_instance(score=[[1, 2], [3, 4]])

    with pytest.raises(InvalidInstance, match="both"):
        solve_with_quotas(instance, SideConstraints(keep_together=(("0", "1"),), keep_apart=(("1", "0"),)))
