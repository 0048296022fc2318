"""A floor over all pairs of a large room: fewest weak pairs after reach, before the total, as the table of all pairs has it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.assignment.crowds import draw_floor, draw_room
from timbalik.engine.assignment import weighing
from timbalik.engine.assignment.audit import audit_room
from timbalik.engine.assignment.blocks import in_turn
from timbalik.engine.assignment.errors import Infeasible, InvalidCertificate, InvalidInstance
from timbalik.engine.assignment.objective import Objective
from timbalik.engine.assignment.people import Floor, People, most_score
from timbalik.engine.assignment.room import solve_room
from timbalik.engine.assignment.solve import solve

FLOOR = Objective(levels=("reach", "floor", "total"), floor_hundredths=1)


@settings(deadline=None, max_examples=80)
@given(
    seed=st.integers(0, 2**32),
    k=st.integers(1, 5),
    slack=st.sampled_from([0, 7, 400]),
    least=st.sampled_from([False, True]),
)
def test_room_with_a_floor_equals_the_table_of_all_pairs(seed: int, k: int, slack: int, least: bool) -> None:
    mentors, mentees, table = draw_room(seed, least=least)
    floor, table = draw_floor(seed, mentors, mentees, table)
    try:
        best = solve(table, FLOOR)
    except Infeasible:
        with pytest.raises(Infeasible):
            solve_room(mentors, mentees, floor=floor, k=k, slack=slack, blocks=in_turn)
        return

    answer = solve_room(mentors, mentees, floor=floor, k=k, slack=slack, blocks=in_turn)

    assert (len(answer.mentor), answer.weak, answer.total) == (len(best.pairs), len(best.under_floor), best.total)
    assert answer.proved
    verdict = audit_room(mentors, mentees, answer)
    assert verdict.optimal
    assert (verdict.value, verdict.bound, verdict.weak) == (answer.value, answer.bound, answer.weak)


def test_a_floor_is_weighed_alike_without_a_compiler(monkeypatch: pytest.MonkeyPatch) -> None:
    for seed in range(12):
        mentors, mentees, table = draw_room(seed)
        floor, _ = draw_floor(seed, mentors, mentees, table)
        answers = []
        for compiled in (True, False):
            monkeypatch.setattr(weighing, "is_compiled", lambda compiled=compiled: compiled)
            answers.append(solve_room(mentors, mentees, floor=floor, k=2, blocks=in_turn))

        for name in ("mentor", "mentee", "mentor_price", "mentee_price"):
            assert getattr(answers[0], name).tolist() == getattr(answers[1], name).tolist()


def test_one_hopeless_pair_does_not_spoil_the_floor_for_all() -> None:
    # the last mentee gains nothing from anybody; of the others, the floor turns down the larger sum of one side's gains
    mentors = _people([[1, 9], [1, 9], [5, 1]])
    mentees = _people([[5, 9], [5, 9], [5, 0]])

    answer = solve_room(mentors, mentees, floor=Floor(first=1, mentor=5, mentee=5), blocks=in_turn)

    assert (len(answer.mentor), answer.weak) == (3, 1)
    assert (2, 2) in set(zip(answer.mentor.tolist(), answer.mentee.tolist(), strict=True))
    assert audit_room(mentors, mentees, answer).optimal


def _people(rows: list[list[int]]) -> People:
    table = np.array(rows, np.int32)
    count = table.shape[1]
    return People(
        ptr=np.arange(0, table.size + 1, count, dtype=np.int32),
        feature=np.tile(np.arange(count, dtype=np.int32), len(rows)),
        value=table.ravel(),
        apart=np.arange(len(rows), dtype=np.int32) + (100 if rows[0][0] == 5 else 0),
        masks=np.ones((1, len(rows)), np.uint32),
        capacity=np.ones(len(rows), np.int64),
    )


def test_levels_that_pass_64_bits_as_a_sum_are_weighed_exactly() -> None:
    for seed in (16, 21):
        mentors, mentees, table = draw_room(seed, least=seed % 3 == 0)
        floor, table = draw_floor(seed, mentors, mentees, table)
        large = 2**27 // most_score(mentees, mentors)
        best = solve(replace(table, score=table.score * large), FLOOR)
        # people whom nobody may meet make the levels count as much as in a room of a hundred thousand
        larger = replace(mentors, value=mentors.value * np.int32(large))
        many = _with_loners(larger, 5_600), _with_loners(mentees, 5_600)
        floor = Floor(floor.first, floor.mentor * large, floor.mentee * large)

        answer = solve_room(*many, floor=floor, k=2)

        assert (len(answer.mentor), answer.weak, answer.total) == (len(best.pairs), len(best.under_floor), best.total)
        assert audit_room(*many, answer).optimal
        assert answer.weights.reach * 5_600 > 2**63


def _with_loners(people: People, size: int) -> People:
    nobody = np.zeros(size, np.int64)
    return People(
        ptr=np.append(people.ptr, nobody.astype(np.int32) + people.ptr[-1]),
        feature=people.feature,
        value=people.value,
        apart=np.append(people.apart, nobody.astype(np.int32)),
        masks=np.hstack([people.masks, np.zeros((len(people.masks), size), np.uint32)]),
        capacity=np.append(people.capacity, nobody + 1),
        minimum=None if people.minimum is None else np.append(people.minimum, nobody),
    )


def test_the_audit_refuses_levels_that_a_later_one_could_outweigh() -> None:
    mentors, mentees, table = draw_room(5)
    floor, _ = draw_floor(5, mentors, mentees, table)
    answer = solve_room(mentors, mentees, floor=floor, blocks=in_turn)

    for weights in (replace(answer.weights, reach=answer.weights.reach // 2), replace(answer.weights, less=0)):
        with pytest.raises(InvalidCertificate, match="outweigh"):
            audit_room(mentors, mentees, replace(answer, weights=weights))


def test_the_audit_sees_a_floor_that_was_raised_afterwards() -> None:
    for seed in range(40):
        mentors, mentees, table = draw_room(seed)
        floor, _ = draw_floor(seed, mentors, mentees, table)
        answer = solve_room(mentors, mentees, floor=floor, blocks=in_turn)
        if 0 < len(answer.mentor) > answer.weak:
            higher = replace(floor, mentor=10**9)

            verdict = audit_room(mentors, mentees, replace(answer, floor=higher))

            assert verdict.weak == len(answer.mentor)
            assert verdict.value < answer.value
            return
    raise AssertionError("no seed gives a pair that is not weak")


def test_scores_too_large_for_the_room_are_refused() -> None:
    mentors, mentees, table = draw_room(5)
    floor, _ = draw_floor(5, mentors, mentees, table)
    many = [replace(side, capacity=np.full(len(side), 10**8)) for side in (mentors, mentees)]

    with pytest.raises(InvalidInstance, match="do not fit"):
        solve_room(*many, floor=floor, blocks=in_turn)
