"""Stopped at any moment, an answer keeps every constraint, states a bound that holds, and never claims what is not proved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from tests.engine.assignment.mixed import best_of_all, draw_mixed
from tests.engine.assignment.rounds import draw_round, worth
from timbalik.engine.assignment.alone import check_alone
from timbalik.engine.assignment.certificate import Certificate, as_document, from_json, to_json
from timbalik.engine.assignment.errors import Infeasible, TimeLimitReached
from timbalik.engine.assignment.instance import Instance, make_instance
from timbalik.engine.assignment.objective import FAIR, LEXIMIN, REACH_TOTAL, TOTAL, Objective
from timbalik.engine.assignment.quota_files import as_document as quota_document
from timbalik.engine.assignment.quota_files import verify_document
from timbalik.engine.assignment.quota_proof import verify_quotas
from timbalik.engine.assignment.quotas import QuotaAnswer, SideConstraints, quota_between, solve_with_quotas
from timbalik.engine.assignment.solve import solve_numbers
from timbalik.engine.assignment.verify import verify

OBJECTIVES = {
    "fair": FAIR,
    "total": TOTAL,
    "reach, total": REACH_TOTAL,
    "leximin": replace(LEXIMIN, band_hundredths=1),
    "reach alone": Objective(levels=("reach",)),
    "reach, leximin": Objective(levels=("reach", "leximin"), band_hundredths=5),
    "target": replace(FAIR, reach_target=12, floor_hundredths=40),
    "target out of reach": replace(REACH_TOTAL, reach_target=39),
}


def stops_after(asked: int) -> Callable[[], bool]:
    """Say yes so many times, then no for ever."""
    left = iter(range(asked))
    return lambda: next(left, None) is not None


def asks_of(instance: Instance, objective: Objective) -> tuple[int, Certificate]:
    """How often a whole solution asks, and what it finds."""
    asked = 0

    def go_on() -> bool:
        nonlocal asked
        asked += 1
        return True

    found = solve_numbers(instance, objective, go_on=go_on)
    return asked, found


def check(instance: Instance, objective: Objective, found: Certificate, best: Certificate) -> bool:
    """Recheck a stopped answer; return whether it claims to be optimal."""
    verdict = verify(instance, from_json(to_json(found)))
    check_alone(found, as_document(found).get("problem"))
    claims = found.value == found.bound
    assert verdict.optimal == claims
    assert not found.proved or claims
    mine, other = worth(found.pairs, instance, objective), worth(best.pairs, instance, objective)
    assert mine <= other
    names = [name for name in objective.levels if name != "leximin"]
    if claims and "leximin" not in objective.levels:
        upto = names.index("total") + 1 if "total" in names else len(names)
        assert mine[:upto] == other[:upto]
    if claims and "leximin" in objective.levels:
        assert mine == other
    if mine[:1] == other[:1] and objective.levels == ("reach", "total", "changes"):
        assert found.bound >= best.value
    return claims


@pytest.mark.parametrize("name", OBJECTIVES)
@pytest.mark.parametrize("kind", ["free", "zero", "rules"])
def test_a_round_stopped_at_any_moment_claims_nothing_too_much(name: str, kind: str) -> None:
    rng = np.random.default_rng(7)
    objective = OBJECTIVES[name]
    score = np.zeros((40, 40), np.int64) if kind == "zero" else rng.integers(0, 100, (40, 40))
    rule = (rng.random((40, 40)) < 0.9).astype(int) if kind == "rules" else None
    instance = make_instance(score=score, rule=rule, mentor_capacity=rng.integers(0, 3, 40))
    asked, best = asks_of(instance, objective)
    assert best.value == best.bound

    claims = []
    for moment in sorted({0, 1, 2, 3, *np.linspace(0, asked, 12).astype(int).tolist()}):
        found = solve_numbers(instance, objective, go_on=stops_after(moment))
        claims.append(check(instance, objective, found, best))

    assert claims[-1]


def test_small_rounds_with_everything_stop_at_any_moment() -> None:
    stopped = answered = 0
    for seed in range(240):
        instance, objective = draw_round(3_000_000 + seed)
        try:
            asked, best = asks_of(instance, objective)
        except Infeasible:
            continue
        for moment in range(0, asked + 1, max(1, asked // 3)):
            try:
                found = solve_numbers(instance, objective, go_on=stops_after(moment))
            except TimeLimitReached:
                stopped += 1
                assert instance.mentor_minimum.any() or instance.mentee_minimum.any()
                continue
            check(instance, objective, found, best)
            answered += 1
    assert answered > 200


@pytest.mark.parametrize("name", ["fair", "leximin", "target"])
def test_a_table_stopped_at_any_moment_claims_nothing_too_much(name: str) -> None:
    rng = np.random.default_rng(3)
    objective = replace(OBJECTIVES[name], reach_target=150 if name == "target" else None, band_hundredths=500)
    instance = make_instance(score=rng.integers(0, 10_000, (210, 200)), mentor_capacity=rng.integers(0, 3, 210))
    asked, best = asks_of(instance, objective)

    claims = []
    for moment in sorted({0, *np.linspace(1, asked, 7).astype(int).tolist()}):
        found = solve_numbers(instance, objective, go_on=stops_after(moment))
        assert verify(instance, found).optimal == (found.value == found.bound)
        claims.append(found.value == found.bound)
        assert not claims[-1] or found.value == best.value

    assert claims[-1]


@pytest.mark.parametrize("seconds", [0.0, 0.002, 0.01, 0.05, 0.2])
def test_quotas_stopped_at_any_moment_claim_nothing_too_much(seconds: float) -> None:
    rng = np.random.default_rng(1)
    instance = make_instance(score=rng.integers(0, 10_000, (60, 60)), mentee_capacity=2)
    thirds = np.arange(60) % 3
    side = SideConstraints(
        quotas=tuple(
            quota_between(f"{a}-{b}", thirds == a, thirds == b, at_least=5, at_most=9)
            for a in range(3)
            for b in range(3)
        ),
        mentors_together=(("0", "1"),),
        keep_apart=(("3", "4"),),
    )
    best = solve_with_quotas(instance, side)
    assert best.proved

    try:
        answer = solve_with_quotas(instance, side, time_limit_seconds=seconds)
    except TimeLimitReached:
        return

    assert answer.proved == (answer.total == answer.bound)
    assert answer.proved == (answer.certificate.value == answer.certificate.bound)
    assert verify_document(quota_document(instance, side, answer.certificate)).optimal == answer.proved
    if answer.proved:
        assert (len(answer.pairs), answer.total) == (len(best.pairs), best.total)


def check_quotas(instance: Instance, side: SideConstraints, answer: QuotaAnswer) -> None:
    """Recheck what was found in time: what is not proved must not look so."""
    assert answer.proved == (answer.total == answer.bound)
    assert answer.proved == (answer.certificate.value == answer.certificate.bound)
    verdict = verify_quotas(instance, side, answer.certificate)
    assert verdict.optimal == answer.proved
    assert verdict.drawn == answer.drawn
    assert answer.proved or not answer.drawn


@pytest.mark.parametrize("seconds", [0.05, 0.15, 0.4])
def test_couples_stopped_inside_the_integer_programme_claim_nothing_too_much(seconds: float) -> None:
    rng = np.random.default_rng(2)
    benefits = rng.integers(0, 10_000, (2, 120, 120))
    instance = make_instance(
        score=benefits.sum(0) // 2,
        benefit_mentor=benefits[0],
        benefit_mentee=benefits[1],
        rule=(rng.random((120, 120)) < 0.5).astype(int),
        mentor_capacity=rng.integers(1, 4, 120),
        mentee_capacity=1 + np.arange(120) % 2,
    )
    side = SideConstraints(
        keep_together=tuple((str(one), str(one + 1)) for one in range(0, 20, 2)),
        mentors_apart=(("0", "1"),),
        quotas=(quota_between("a few", np.arange(120) < 40, np.arange(120) < 40, at_most=25),),
    )

    try:
        answer = solve_with_quotas(instance, side, replace(FAIR, floor_hundredths=9_000), time_limit_seconds=seconds)
    except TimeLimitReached:
        return

    check_quotas(instance, side, answer)


def test_small_rounds_with_quotas_and_couples_stopped_at_once_claim_nothing_too_much() -> None:
    answered = 0
    for seed in range(300):
        instance, side, objective = draw_mixed(seed, most_people=3)
        if side == SideConstraints():
            continue
        best = best_of_all(instance, side, objective)
        try:
            answer: QuotaAnswer | None = solve_with_quotas(instance, side, objective, time_limit_seconds=0.0)
        except TimeLimitReached:
            continue
        except Infeasible:
            answer = None
        if best is None or answer is None:
            assert (best, answer) == (None, None), seed
            continue
        check_quotas(instance, side, answer)
        mine = worth(answer.pairs, instance, objective)
        assert mine == best if answer.proved else mine <= best, seed
        answered += 1
    assert answered > 40
