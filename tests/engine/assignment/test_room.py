"""A large room without stored pairs equals the table of all its pairs, and the audit finds what is better."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.assignment.crowds import draw_room
from timbalik.engine.assignment.audit import audit_room
from timbalik.engine.assignment.blocks import Processes, Threads, in_turn
from timbalik.engine.assignment.errors import Infeasible, InvalidCertificate, InvalidInstance
from timbalik.engine.assignment.facing import lay_out
from timbalik.engine.assignment.objective import REACH_TOTAL
from timbalik.engine.assignment.people import People, most_score
from timbalik.engine.assignment.room import solve_room
from timbalik.engine.assignment.room_answer import RoomAnswer
from timbalik.engine.assignment.solve import solve
from timbalik.engine.assignment.stages import always
from timbalik.engine.assignment.weighing import weigh_best


@settings(deadline=None, max_examples=60)
@given(seed=st.integers(0, 2**32), k=st.integers(1, 5), slack=st.sampled_from([0, 7, 400]))
def test_room_equals_the_table_of_all_pairs(seed: int, k: int, slack: int) -> None:
    mentors, mentees, table = draw_room(seed)

    answer = solve_room(mentors, mentees, k=k, slack=slack, blocks=in_turn)

    best = solve(table, REACH_TOTAL)
    assert (len(answer.mentor), answer.total, answer.value) == (len(best.pairs), best.total, answer.bound)
    assert audit_room(mentors, mentees, answer).optimal


@settings(deadline=None, max_examples=25)
@given(seed=st.integers(0, 2**32))
def test_room_with_minimums_equals_the_table(seed: int) -> None:
    mentors, mentees, table = draw_room(seed, least=True)
    try:
        best = solve(table, REACH_TOTAL)
    except Infeasible:
        with pytest.raises(Infeasible):
            solve_room(mentors, mentees, k=2, blocks=in_turn)
        return

    answer = solve_room(mentors, mentees, k=2, blocks=in_turn)

    assert (len(answer.mentor), answer.total) == (len(best.pairs), best.total)
    assert audit_room(mentors, mentees, answer).optimal


@settings(deadline=None, max_examples=25)
@given(seed=st.integers(0, 2**32))
def test_no_score_passes_the_bound_on_scores(seed: int) -> None:
    mentors, mentees, table = draw_room(seed)

    assert int(table.score.max()) <= most_score(mentors, mentees)


def test_features_kept_as_columns_and_as_lists_weigh_the_same() -> None:
    mentors, mentees, _ = draw_room(11)
    answers = []
    for most_columns in (0, 3, 512):
        facing = lay_out(mentees, mentors, most_columns=most_columns)
        assert facing.table.shape[1] <= most_columns + 1
        found = weigh_best(facing, 3, in_turn, always)
        assert found is not None
        answers.append((found.row, found.other, found.score))

    for answer in answers[1:]:
        for one, other in zip(answers[0], answer, strict=True):
            assert sorted(one) == sorted(other)


@pytest.mark.slow
def test_workers_of_any_number_and_kind_give_the_same_answer() -> None:
    mentors, mentees, _ = draw_room(5, most_people=900)
    alone = solve_room(mentors, mentees, k=4, blocks=in_turn)
    answers = [solve_room(mentors, mentees, k=4, blocks=Threads(workers)) for workers in (1, 2)]
    verdicts = [audit_room(mentors, mentees, alone, blocks=in_turn)]
    with Processes(2) as pool:
        answers.append(solve_room(mentors, mentees, k=4, blocks=pool))
        verdicts.append(audit_room(mentors, mentees, alone, blocks=pool))

    for answer in answers:
        for name in ("mentor", "mentee", "mentor_price", "mentee_price"):
            assert getattr(answer, name).tolist() == getattr(alone, name).tolist()
        assert (answer.value, answer.rounds) == (alone.value, alone.rounds)
    assert verdicts[0] == verdicts[1]
    assert verdicts[0].optimal


def well_filled_room() -> tuple[People, People, RoomAnswer]:
    for seed in range(100):
        mentors, mentees, _ = draw_room(seed)
        answer = solve_room(mentors, mentees, k=4, blocks=in_turn)
        if len(answer.mentor) >= 12 and answer.total > 1_000:
            return mentors, mentees, answer
    raise AssertionError("no seed gives a room with enough pairs")


def test_audit_finds_a_planted_better_pair() -> None:
    mentors, mentees, answer = well_filled_room()
    assert audit_room(mentors, mentees, answer).optimal
    # two mentees change what they offer and want: the largest score that could be stays what it is
    sums = np.add.reduceat(np.append(mentees.value, 0), mentees.ptr[:-1]) * (np.diff(mentees.ptr) > 0)
    order = np.arange(len(mentees))
    order[[int(sums.argmin()), int(sums.argmax())]] = int(sums.argmax()), int(sums.argmin())
    swapped = mentees.taken(order)

    verdict = audit_room(
        mentors, replace(mentees, ptr=swapped.ptr, feature=swapped.feature, value=swapped.value), answer
    )

    assert verdict.beating > 0
    assert verdict.bound > verdict.value


def test_audit_misses_no_pair_left_out() -> None:
    mentors, mentees, answer = well_filled_room()

    verdict = audit_room(mentors, mentees, replace(answer, mentor=answer.mentor[1:], mentee=answer.mentee[1:]))

    assert not verdict.optimal
    assert verdict.value < verdict.bound


def test_audit_refuses_pairs_that_may_not_be() -> None:
    mentors, mentees, table = draw_room(3)
    answer = solve_room(mentors, mentees, blocks=in_turn)
    row, column = np.argwhere(~table.allowed)[0]
    wrong = {
        "forbidden": (np.append(answer.mentor, row), np.append(answer.mentee, column)),
        "twice": (np.append(answer.mentor, answer.mentor[0]), np.append(answer.mentee, answer.mentee[0])),
    }

    for word, (mentor, mentee) in wrong.items():
        with pytest.raises(InvalidCertificate, match=word):
            audit_room(mentors, mentees, replace(answer, mentor=mentor, mentee=mentee))
    none = replace(mentors, capacity=np.zeros(len(mentors), np.int64))
    with pytest.raises(InvalidCertificate, match="pairs: 0 to 0"):
        audit_room(none, mentees, answer)


def test_room_names_the_person_whose_numbers_cannot_be() -> None:
    mentors, mentees, _ = draw_room(3)
    value = mentors.value.copy()
    value[-1] = -4

    with pytest.raises(InvalidInstance, match="value -4"):
        solve_room(replace(mentors, value=value), mentees, blocks=in_turn)
    twice = np.repeat(mentors.feature[:1], len(mentors.feature))
    with pytest.raises(InvalidInstance, match="appears twice"):
        solve_room(replace(mentors, feature=twice), mentees, blocks=in_turn)


PLAIN = """
import sys, json
sys.path.insert(0, {root!r})
if {blocked}: sys.modules["numba"] = None
from tests.engine.assignment.crowds import draw_room
from timbalik.engine.assignment.room import solve_room
from timbalik.engine.assignment.room_answer import RoomAnswer
from timbalik.engine.assignment.blocks import in_turn
a = solve_room(*draw_room(7, most_people=24)[:2], k=3, blocks=in_turn)
print(json.dumps([a.mentor.tolist(), a.mentee.tolist(), a.mentor_price.tolist(), a.value, a.rounds]))
"""


def test_room_without_a_compiler_gives_the_same_pairs() -> None:
    root = __file__.rsplit("/tests/", 1)[0]
    answers = [
        json.loads(
            subprocess.run(
                [sys.executable, "-c", PLAIN.format(root=root, blocked=blocked)], capture_output=True, check=True
            ).stdout
        )
        for blocked in (False, True)
    ]

    assert answers[0] == answers[1]


def test_audit_needs_no_compiler() -> None:
    program = (
        "import sys, timbalik.engine.assignment.audit\n"
        "print(sorted({'numba', 'llvmlite', 'scipy'} & set(sys.modules)), "
        "[name for name in sys.modules if 'kernels' in name])\n"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert found.stdout.strip() == "[] []"
