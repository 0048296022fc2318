"""Quotas and couples against brute force, and against themselves at a larger size."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.engine.assignment.rounds import every_assignment, worth
from timbalik.cli.main import main
from timbalik.engine.assignment.errors import Infeasible, InvalidCertificate, InvalidInstance, TimeLimitReached
from timbalik.engine.assignment.instance import make_instance
from timbalik.engine.assignment.objective import FAIR, Objective
from timbalik.engine.assignment.quota_files import as_document, verify_document
from timbalik.engine.assignment.quota_proof import verify_quotas
from timbalik.engine.assignment.quotas import Quota, SideConstraints, quota_between, solve_with_quotas


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


@pytest.mark.parametrize("seed", range(60))
def test_quotas_with_locks_floor_and_minimums_equal_brute_force(seed: int) -> None:
    rng = np.random.default_rng(7_000 + seed)
    rule = (rng.random((3, 4)) < 0.2).astype(int)
    free = [(str(i), str(j)) for i, j in np.argwhere(rule == 0)]
    instance = make_instance(
        score=rng.integers(0, 50, (3, 4)),
        benefit_mentor=rng.integers(0, 50, (3, 4)),
        benefit_mentee=rng.integers(0, 50, (3, 4)),
        rule=rule,
        mentor_capacity=rng.integers(1, 3, 3),
        mentee_capacity=rng.integers(1, 3, 4),
        mentee_minimum=[0, 0, 0, int(rng.random() < 0.3)],
        locked=[free[int(rng.integers(len(free)))]] if free and seed % 2 else [],
        previous=free[:2],
    )
    objective = (FAIR, Objective(floor_hundredths=25, keep_bonus_hundredths=3))[seed % 3 == 0]
    marked = rng.random((3, 4)) < 0.5
    side = SideConstraints(
        quotas=(Quota("across", marked, at_least=int(rng.integers(0, 3)), at_most=3),),
        keep_together=(("0", "1"),) if seed % 5 == 0 else (),
        keep_apart=(("1", "2"), ("2", "3")) if seed % 3 == 0 else (),
    )
    best = max(
        (
            worth(pairs, instance, objective)
            for pairs in every_assignment(instance)
            if side.quotas[0].at_least <= sum(bool(marked[pair]) for pair in pairs) <= 3
            and all(_mentors(pairs, a) == _mentors(pairs, b) for a, b in side.keep_together)
            and all(not _mentors(pairs, a) & _mentors(pairs, b) for a, b in side.keep_apart)
        ),
        default=None,
    )

    try:
        answer = solve_with_quotas(instance, side, objective)
    except Infeasible:
        assert best is None
        return

    assert worth(answer.pairs, instance, objective) == best
    assert answer.proved
    assert (answer.total, answer.bound) == (answer.bound, answer.total)
    assert verify_quotas(instance, side, answer.certificate).optimal


@pytest.mark.parametrize("change", ["pairs", "value", "bound", "price", "digest", "quota", "worse"])
def test_a_quota_certificate_that_was_changed_is_refused(change: str) -> None:
    rng = np.random.default_rng(3)
    instance = make_instance(score=rng.integers(0, 10_000, (12, 12)))
    side = SideConstraints(quotas=(Quota("diagonal", np.eye(12, dtype=bool), at_least=4),))
    answer = solve_with_quotas(instance, side)
    document = as_document(instance, side, answer.certificate)
    if change == "pairs":
        document["pairs"] = [[row, (column + 1) % 12] for row, column in document["pairs"]]
    elif change == "price":
        document["worth"]["mentor_price"][0] += 10**9
    elif change == "digest":
        document["digest"] = "0" * 64
    elif change == "quota":
        document["problem"]["quotas"][0]["at_least"] = 12
    elif change == "worse":
        worse = solve_with_quotas(instance, replace(side, quotas=(replace(side.quotas[0], at_least=7),)))
        document["pairs"], document["value"] = [list(pair) for pair in worse.pairs], worse.certificate.value
        document["bound"] = worse.certificate.value
    else:
        document[change] += 1

    with pytest.raises(InvalidCertificate):
        verify_document(document)


def test_a_quota_certificate_is_rechecked_from_its_file(tmp_path: Path) -> None:
    instance = make_instance(score=np.random.default_rng(3).integers(0, 10_000, (12, 12)))
    side = SideConstraints(quotas=(Quota("diagonal", np.eye(12, dtype=bool), at_least=4),))
    file = tmp_path / "cert.json"
    file.write_text(json.dumps(as_document(instance, side, solve_with_quotas(instance, side).certificate)))

    assert main(["verify", "certificate", str(file)]) == 0
    file.write_text(file.read_text().replace('"at_least": 4', '"at_least": 12'))
    assert main(["verify", "certificate", str(file)]) == 1


def test_quotas_state_the_gap_when_the_time_is_over() -> None:
    rng = np.random.default_rng(1)
    instance = make_instance(score=rng.integers(0, 10_000, (80, 80)))
    side = SideConstraints(
        quotas=tuple(
            quota_between(f"{a}-{b}", np.arange(80) % 3 == a, np.arange(80) % 3 == b, at_least=7, at_most=12)
            for a in range(3)
            for b in range(3)
        )
    )

    try:
        answer = solve_with_quotas(instance, side, time_limit_seconds=0.0)
    except TimeLimitReached:
        return

    assert answer.proved or answer.bound > answer.total
    assert verify_quotas(instance, side, answer.certificate).optimal == answer.proved


def test_a_large_quota_that_cannot_be_met_is_named_at_once() -> None:
    rng = np.random.default_rng(1)
    instance = make_instance(score=rng.integers(0, 10_000, (300, 300)))
    side = SideConstraints(
        quotas=(quota_between("units A and B", np.arange(300) < 9, np.arange(300) >= 9, at_least=10),)
    )

    with pytest.raises(Infeasible, match=r"quota 0 'units A and B'.*at most 9"):
        solve_with_quotas(instance, side)


@pytest.mark.parametrize(
    ("side", "words"),
    [
        (SideConstraints(keep_together=(("0", "1"), ("1", "2"), ("2", "0"))), "row 2.*circle"),
        (SideConstraints(keep_together=(("0", "0"),)), "row 0.*twice"),
        (SideConstraints(keep_together=(("0", "9"),)), "row 0.*'9'"),
        (SideConstraints(keep_together=(("0", "1"), ("1", "2")), keep_apart=(("2", "0"),)), "row 0.*both"),
        (SideConstraints(quotas=(Quota("x", np.ones((3, 3), bool), 3, 2),)), "quota 0.*contradict"),
        (SideConstraints(quotas=(Quota("x", np.ones((2, 3), bool), 3, 4),)), "quota 0.*shape"),
    ],
)
def test_side_constraints_that_cannot_be_are_named_by_their_row(side: SideConstraints, words: str) -> None:
    with pytest.raises(InvalidInstance, match=words):
        solve_with_quotas(make_instance(score=np.ones((3, 3), np.int64)), side)


def test_quotas_refuse_a_couple_kept_both_together_and_apart() -> None:
    instance = make_instance(score=[[1, 2], [3, 4]])

    with pytest.raises(InvalidInstance, match="both"):
        solve_with_quotas(instance, SideConstraints(keep_together=(("0", "1"),), keep_apart=(("1", "0"),)))
