"""Mentors and mentees kept together and apart, against brute force; what cannot be is named."""

from __future__ import annotations

import json

import numpy as np
import pytest

from tests.engine.assignment.rounds import Pairs, every_assignment, worth
from timbalik.engine.assignment.errors import Infeasible, InvalidCertificate, InvalidInstance
from timbalik.engine.assignment.instance import Instance, make_instance
from timbalik.engine.assignment.objective import FAIR, Objective
from timbalik.engine.assignment.quota_files import as_document, verify_document
from timbalik.engine.assignment.quotas import Quota, SideConstraints, solve_with_quotas

PEOPLE = ("0", "1", "2")


def keeps(pairs: Pairs, side: SideConstraints) -> bool:
    """Every couple's promise, read from its words."""

    def mentors(mentee: str) -> set[int]:
        return {row for row, column in pairs if column == int(mentee)}

    def mentees(mentor: str) -> set[int]:
        return {column for row, column in pairs if row == int(mentor)}

    return (
        all(mentors(one) == mentors(other) for one, other in side.keep_together)
        and not any(mentors(one) & mentors(other) for one, other in side.keep_apart)
        and all(mentees(one) == mentees(other) for one, other in side.mentors_together)
        and not any(mentees(one) & mentees(other) for one, other in side.mentors_apart)
    )


def draw(seed: int) -> tuple[Instance, SideConstraints, Objective]:
    """A round of three by three with locks, minimums and couples on both sides; many cannot be kept."""
    rng = np.random.default_rng(80_000 + seed)
    rule = (rng.random((3, 3)) < 0.2).astype(int)
    free = [(str(i), str(j)) for i, j in np.argwhere(rule == 0)]
    instance = make_instance(
        score=rng.integers(0, 50, (3, 3)),
        benefit_mentor=rng.integers(0, 50, (3, 3)),
        benefit_mentee=rng.integers(0, 50, (3, 3)),
        rule=rule,
        mentor_capacity=rng.integers(1, 4, 3),
        mentee_capacity=rng.integers(1, 4, 3),
        mentor_minimum=[int(rng.random() < 0.25), 0, 0],
        mentee_minimum=[0, 0, int(rng.random() < 0.25)],
        locked=[free[int(rng.integers(len(free)))]] if free and rng.random() < 0.4 else [],
        previous=free[:2],
    )
    couples = [("0", "1"), ("1", "2"), ("2", "0")]
    drawn = [tuple(rng.permutation(3)[: int(rng.integers(0, 2))].tolist()) for _ in range(4)]
    together, apart, two_together, two_apart = (tuple(couples[at] for at in some) for some in drawn)
    side = SideConstraints(
        keep_together=together,
        keep_apart=tuple(couple for couple in apart if couple not in together),
        mentors_together=two_together,
        mentors_apart=tuple(couple for couple in two_apart if couple not in two_together),
    )
    return instance, side, Objective(floor_hundredths=25, keep_bonus_hundredths=3) if seed % 2 else FAIR


@pytest.mark.parametrize("block", range(6))
def test_couples_of_both_sides_equal_brute_force(block: int) -> None:
    kept = impossible = 0
    for seed in range(block * 25, block * 25 + 25):
        instance, side, objective = draw(seed)
        best = max(
            (worth(pairs, instance, objective) for pairs in every_assignment(instance) if keeps(pairs, side)),
            default=None,
        )

        try:
            answer = solve_with_quotas(instance, side, objective)
        except Infeasible:
            assert best is None, seed
            impossible += 1
            continue

        assert worth(answer.pairs, instance, objective) == best, seed
        assert answer.proved
        assert verify_document(json.loads(json.dumps(as_document(instance, side, answer.certificate)))).optimal
        kept += 1
    assert kept > 10
    assert impossible > 0


def test_two_mentors_together_share_a_mentee_or_have_none() -> None:
    scores = [[9, 1], [1, 9], [5, 4]]
    side = SideConstraints(mentors_together=(("0", "1"),))

    shared = solve_with_quotas(make_instance(score=scores, mentee_capacity=[2, 1]), side)
    without = solve_with_quotas(make_instance(score=scores), side)

    assert shared.pairs == ((0, 0), (1, 0), (2, 1))
    assert without.pairs == ((2, 0),)
    assert without.price == 18 - 5


def test_two_mentors_apart_never_share_a_mentee() -> None:
    instance = make_instance(score=[[9], [9], [1]], mentee_capacity=2)

    answer = solve_with_quotas(instance, SideConstraints(mentors_apart=(("0", "1"),)))

    assert answer.total == 10
    assert answer.proved


@pytest.mark.parametrize(
    ("side", "words"),
    [
        (SideConstraints(mentors_together=(("0", "1"), ("1", "2"), ("2", "0"))), "mentors_together row 2.*circle"),
        (SideConstraints(mentors_together=(("0", "0"),)), "mentors_together row 0.*twice, two mentors"),
        (SideConstraints(mentors_apart=(("0", "9"),)), "mentors_apart row 0.*'9', only mentors"),
        (
            SideConstraints(mentors_together=(("0", "1"), ("1", "2")), mentors_apart=(("2", "0"),)),
            "mentors_apart row 0.*both together and apart",
        ),
    ],
)
def test_couples_of_mentors_that_cannot_be_are_named_by_their_row(side: SideConstraints, words: str) -> None:
    with pytest.raises(InvalidInstance, match=words):
        solve_with_quotas(make_instance(score=np.ones((3, 4), np.int64)), side)


def test_the_same_names_on_both_sides_are_different_people() -> None:
    side = SideConstraints(keep_together=(("0", "1"),), mentors_apart=(("0", "1"),))

    assert solve_with_quotas(make_instance(score=np.ones((2, 2), np.int64), mentor_capacity=2), side).total == 2


@pytest.mark.parametrize("on", ["mentor", "mentee"])
def test_a_couple_that_forbidden_pairs_keep_from_meeting_is_named(on: str) -> None:
    apart = np.array([[0, 1, 0], [1, 0, 0]])  # each of the two may have another one alone, and both must have somebody
    minimum = [1, 1]
    other = (
        SideConstraints(keep_apart=(("1", "2"),)) if on == "mentor" else SideConstraints(mentors_apart=(("1", "2"),))
    )
    quota = Quota("all", np.ones((2, 3) if on == "mentor" else (3, 2), bool), at_least=1)
    if on == "mentor":
        instance = make_instance(score=np.ones((2, 3), np.int64), rule=apart, mentor_minimum=minimum)
        side = SideConstraints(quotas=(quota,), keep_apart=other.keep_apart, mentors_together=(("0", "1"),))
    else:
        instance = make_instance(score=np.ones((3, 2), np.int64), rule=apart.T, mentee_minimum=minimum)
        side = SideConstraints(quotas=(quota,), mentors_apart=other.mentors_apart, keep_together=(("0", "1"),))

    field = "mentors_together" if on == "mentor" else "keep_together"
    with pytest.raises(Infeasible, match=rf"^{field} row 0 \('0' and '1'\): cannot be met, with"):
        solve_with_quotas(instance, side)


def test_only_what_contradicts_each_other_is_named() -> None:
    instance = make_instance(score=np.ones((3, 3), np.int64), mentor_capacity=2, mentee_capacity=2)
    some = np.zeros((3, 3), bool)
    some[0, 0] = some[1, 0] = True
    side = SideConstraints(
        quotas=(Quota("Ayu's two", some, at_least=2), Quota("all", np.ones((3, 3), bool), at_least=1)),
        keep_apart=(("0", "1"),),
        mentors_apart=(("1", "2"), ("0", "1")),
    )

    with pytest.raises(
        Infeasible, match=r"^quota 0 \"Ayu's two\"; mentors_apart row 1 \('0' and '1'\): cannot be met together"
    ):
        solve_with_quotas(instance, side)


def test_minimums_that_cannot_be_met_name_the_people() -> None:
    instance = make_instance(
        score=np.ones((1, 2), np.int64), mentor_ids=["Ayu"], mentee_ids=["Bram", "Citra"], mentee_minimum=1
    )

    with pytest.raises(Infeasible, match="mentors Ayu; mentees Bram, Citra"):
        solve_with_quotas(instance, SideConstraints(keep_apart=(("Bram", "Citra"),)))


@pytest.mark.parametrize("change", ["dropped", "stranger", "circle", "words"])
def test_a_certificate_with_other_couples_is_refused(change: str) -> None:
    instance = make_instance(score=np.random.default_rng(5).integers(0, 99, (5, 5)), mentee_capacity=2)
    side = SideConstraints(mentors_together=(("0", "1"),), mentors_apart=(("2", "3"),))
    document = as_document(instance, side, solve_with_quotas(instance, side).certificate)
    problem = document["problem"]
    if change == "dropped":
        del problem["mentors_together"]
    elif change == "stranger":
        problem["mentors_apart"][0][1] = "9"
    elif change == "circle":
        problem["mentors_together"].append(["1", "0"])
    else:
        problem["mentors_apart"] = "none"

    with pytest.raises(InvalidCertificate):
        verify_document(document)


def test_a_proof_from_before_couples_of_mentors_still_holds() -> None:
    instance = make_instance(score=np.random.default_rng(5).integers(0, 99, (5, 5)))
    side = SideConstraints(keep_apart=(("2", "3"),))
    document = as_document(instance, side, solve_with_quotas(instance, side).certificate)
    del document["problem"]["mentors_together"], document["problem"]["mentors_apart"]

    assert verify_document(document).optimal


def test_couples_that_cost_pairs_are_settled_in_a_round_of_a_hundred() -> None:
    rng = np.random.default_rng(8)
    instance = make_instance(
        score=rng.integers(0, 10_000, (100, 100)),
        rule=(rng.random((100, 100)) < 0.4).astype(int),
        mentor_capacity=rng.integers(1, 4, 100),
        mentee_capacity=1 + np.arange(100) % 2,
    )
    couples = [(str(2 * one), str(2 * one + 1)) for one in range(8)]
    side = SideConstraints(keep_together=tuple(couples[:4]), mentors_together=tuple(couples[4:]))

    answer = solve_with_quotas(instance, side, time_limit_seconds=300)

    # of two mentees together one has one place: four places stay empty
    assert (len(answer.pairs), answer.proved) == (146, True)
    assert keeps(answer.pairs, side)
    assert verify_document(json.loads(json.dumps(as_document(instance, side, answer.certificate)))).optimal
