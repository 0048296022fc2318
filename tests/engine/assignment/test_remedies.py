"""The cheapest remedy is found by trying them all, and it does give the person a partner."""

from __future__ import annotations

import numpy as np
import pytest

from tests.engine.assignment.rounds import draw_round, worth
from timbalik.engine.assignment.errors import Infeasible
from timbalik.engine.assignment.explain import explain_unmatched
from timbalik.engine.assignment.instance import make_instance, rule_code
from timbalik.engine.assignment.objective import REACH_TOTAL
from timbalik.engine.assignment.remedies import Remedies
from timbalik.engine.assignment.solve import solve


@pytest.mark.parametrize("side", ["mentor", "mentee"])
def test_one_place_more_is_asked_of_the_partner_who_helps_most(side: str) -> None:
    asked = 0
    other = "mentee" if side == "mentor" else "mentor"
    for seed in range(150):
        instance, _ = draw_round(seed)
        try:
            assignment = solve(instance, REACH_TOTAL)
        except Infeasible:
            continue
        left = assignment.unmatched_mentors if side == "mentor" else assignment.unmatched_mentees
        remedies = Remedies(assignment)
        for person in left[:2]:
            if explain_unmatched(assignment, person, side).cause != "partners_full":
                continue
            remedy = remedies.cheapest(person, side)
            before = worth(assignment.pairs, instance, REACH_TOTAL)
            best = None
            for place, name in enumerate(getattr(instance, f"{other}_ids")):
                capacity, least = (
                    getattr(instance, f"{other}_capacity").copy(),
                    getattr(instance, f"{side}_minimum").copy(),
                )
                if not capacity[place]:
                    continue
                capacity[place] += 1
                at = getattr(instance, f"{side}_index")[person]
                least[at] = max(1, least[at])
                changed = instance.changed(**{f"{other}_capacity": capacity, f"{side}_minimum": least})
                try:
                    found = worth(solve(changed, REACH_TOTAL).pairs, changed, REACH_TOTAL)
                except Infeasible:
                    continue
                gain = tuple(one - two for one, two in zip(found, before, strict=True))
                best = max(best, (gain[:2], name)) if best else (gain[:2], name)
            if best is None:
                assert remedy.kind == "none"
                continue
            told = tuple(-amount for name, amount in remedy.loss if name in ("reach", "total"))
            assert told == best[0], (seed, person)
            assert remedy.with_whom is not None
            asked += 1
    assert asked > 20


def test_the_remedy_names_the_rule_that_would_have_to_go() -> None:
    line, hours = rule_code("reporting_line"), rule_code("no_shared_hours")
    instance = make_instance(
        score=[[9, 8, 7], [6, 5, 4]], rule=[[0, 0, line], [0, 0, hours]], mentor_capacity=2, mentor_ids=["Ayu", "Bima"]
    )

    remedy = Remedies(solve(instance, REACH_TOTAL)).cheapest("2", "mentee")

    assert (remedy.kind, remedy.rule, remedy.with_whom) == ("lift_rule", "no_shared_hours", "Bima")
    assert dict(remedy.loss) == {"reach": -1, "total": -4}


def test_somebody_without_places_is_helped_by_one_of_their_own() -> None:
    instance = make_instance(score=[[9], [8]], mentor_capacity=[0, 1], mentee_capacity=2)

    remedy = Remedies(solve(instance, REACH_TOTAL)).cheapest("0", "mentor")

    assert (remedy.kind, remedy.with_whom, dict(remedy.loss)) == (
        "raise_own_capacity",
        "0",
        {"reach": -1, "total": -9},
    )


def test_nothing_helps_where_nobody_is() -> None:
    instance = make_instance(score=np.zeros((1, 0), np.int64))

    assert Remedies(solve(instance, REACH_TOTAL)).cheapest("0", "mentor").kind == "none"
