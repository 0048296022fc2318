"""Among equally good answers beside quotas, lottery numbers decide, and no order of the input."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from tests.engine.assignment.rounds import every_assignment
from timbalik.engine.assignment import quotas
from timbalik.engine.assignment.errors import InvalidCertificate
from timbalik.engine.assignment.instance import Instance, make_instance
from timbalik.engine.assignment.quota_files import as_document, verify_document
from timbalik.engine.assignment.quota_proof import verify_quotas
from timbalik.engine.assignment.quota_rows import draw_numbers
from timbalik.engine.assignment.quotas import Quota, SideConstraints, solve_with_quotas

Pairs = tuple[tuple[int, int], ...]


@pytest.fixture(autouse=True)
def _patient_lottery(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine is no reason to leave a draw undone."""
    monkeypatch.setattr(quotas, "DRAW_SECONDS", 600.0)


def luck(instance: Instance, pairs: Pairs) -> int:
    rows, columns = np.array(pairs, np.int32).reshape(-1, 2).T
    return int(draw_numbers(instance, rows, columns).sum())


@pytest.mark.parametrize("seed", range(40))
def test_the_answer_has_most_luck_of_all_that_are_equally_good(seed: int) -> None:
    rng = np.random.default_rng(500 + seed)
    instance = make_instance(
        score=rng.integers(0, 3, (3, 4)),
        rule=(rng.random((3, 4)) < 0.1).astype(int),
        mentor_capacity=rng.integers(1, 3, 3),
        salt=str(seed),
    )
    marked = rng.random((3, 4)) < 0.5
    side = SideConstraints(quotas=(Quota("across", marked, at_most=2),), keep_apart=(("1", "2"),) if seed % 2 else ())
    good = [
        (len(pairs), sum(int(instance.score[pair]) for pair in pairs), luck(instance, pairs))
        for pairs in every_assignment(instance)
        if sum(bool(marked[pair]) for pair in pairs) <= 2
        and not (seed % 2 and {row for row, one in pairs if one == 1} & {row for row, one in pairs if one == 2})
    ]

    answer = solve_with_quotas(instance, side)

    assert answer.drawn
    assert (len(answer.pairs), answer.total, luck(instance, answer.pairs)) == max(good)
    verdict = verify_document(json.loads(json.dumps(as_document(instance, side, answer.certificate))))
    assert (verdict.optimal, verdict.drawn) == (True, True)


def permuted(
    rng: np.random.Generator, instance: Instance, side: SideConstraints, *, constraints: bool
) -> tuple[Instance, SideConstraints]:
    """The same round with people, and on demand quotas and couples, in another order."""
    rows, columns = rng.permutation(instance.shape[0]), rng.permutation(instance.shape[1])
    place = np.ix_(rows, columns)
    other = make_instance(
        score=instance.score[place],
        rule=instance.rule[place],
        rules=instance.rules,
        mentor_ids=[instance.mentor_ids[row] for row in rows],
        mentee_ids=[instance.mentee_ids[column] for column in columns],
        mentor_capacity=instance.mentor_capacity[rows],
        locked=instance.locked,
        salt=instance.salt,
    )
    turned = replace(side, quotas=tuple(replace(one, pairs=one.pairs[place]) for one in side.quotas))
    if constraints:
        turned = SideConstraints(
            quotas=turned.quotas[::-1],
            keep_together=tuple((two, one) for one, two in reversed(side.keep_together)),
            keep_apart=tuple((two, one) for one, two in reversed(side.keep_apart)),
        )
    return other, turned


@pytest.mark.parametrize("drawn", [True, False])
@pytest.mark.parametrize("seed", [0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11])  # the quotas of 9 cannot be met
def test_order_has_no_part_in_the_pairs(monkeypatch: pytest.MonkeyPatch, seed: int, drawn: bool) -> None:
    if not drawn:
        monkeypatch.setattr(quotas, "MOST_DRAWN", -1)
    rng = np.random.default_rng(seed)
    n = 24
    rule = (rng.random((n, n)) < 0.3).astype(int)
    instance = make_instance(
        score=rng.integers(0, (2, 5, 1_000)[seed % 3], (n, n)),
        rule=rule,
        mentor_ids=[f"m{one}" for one in range(n)],
        mentee_ids=[f"n{one}" for one in range(n)],
        mentor_capacity=rng.integers(0, 3, n),
        locked=[("m5", "n5")] if seed % 2 and not rule[5, 5] else [],
        salt="2026",
    )
    side = SideConstraints(
        quotas=tuple(Quota(f"quota {one}", rng.random((n, n)) < 0.4, at_least=4, at_most=9) for one in range(3)),
        keep_together=(("n0", "n1"),) if seed % 3 == 0 else (),
        keep_apart=(("n2", "n3"), ("n3", "n4")),
    )

    first = solve_with_quotas(instance, side)

    assert first.proved
    assert first.drawn == drawn
    names = {(instance.mentor_ids[row], instance.mentee_ids[column]) for row, column in first.pairs}

    for _ in range(3):
        other, turned = permuted(rng, instance, side, constraints=drawn)
        again = solve_with_quotas(other, turned)

        assert verify_quotas(other, turned, again.certificate).optimal

        assert {(other.mentor_ids[row], other.mentee_ids[column]) for row, column in again.pairs} == names


def test_pairs_with_less_luck_are_not_taken_for_drawn() -> None:
    instance = make_instance(score=np.ones((5, 5), np.int64), salt="2026")
    side = SideConstraints(quotas=(Quota("diagonal", np.eye(5, dtype=bool), at_most=2),))
    answer = solve_with_quotas(instance, side)
    assert verify_quotas(instance, side, answer.certificate).drawn
    row = np.arange(5)
    other = replace(answer.certificate, mentor=row, mentee=(row + 1) % 5)
    assert set(answer.pairs) != set(zip(row.tolist(), ((row + 1) % 5).tolist(), strict=True))

    with pytest.raises(InvalidCertificate, match="most luck"):
        verify_quotas(instance, side, other)
    verdict = verify_quotas(instance, side, replace(other, drawn=False))
    assert (verdict.optimal, verdict.drawn) == (True, False)


def test_a_lottery_that_does_not_come_to_its_end_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quotas, "DRAW_SECONDS", 0.0)
    rng = np.random.default_rng(3)
    instance = make_instance(score=rng.integers(0, 2, (40, 40)))
    side = SideConstraints(quotas=(Quota("some", rng.random((40, 40)) < 0.3, at_least=20, at_most=22),))

    answer = solve_with_quotas(instance, side)

    assert answer.proved
    assert verify_quotas(instance, side, answer.certificate).drawn == answer.drawn


def test_proofs_of_before_the_lottery_are_still_read() -> None:
    instance = make_instance(score=[[3, 1], [1, 3]])
    side = SideConstraints(quotas=(Quota("all", np.ones((2, 2), bool), at_most=2),))
    document = as_document(instance, side, solve_with_quotas(instance, side).certificate)
    del document["drawn"]

    verdict = verify_document(document)

    assert (verdict.optimal, verdict.drawn) == (True, False)
