"""The same people give the same pairs of a large room, in whatever order they come."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.engine.assignment.crowds import draw_floor, draw_room
from timbalik.engine.assignment.audit import audit_room
from timbalik.engine.assignment.blocks import Threads, in_turn
from timbalik.engine.assignment.errors import InvalidInstance
from timbalik.engine.assignment.people import People
from timbalik.engine.assignment.room import solve_room
from timbalik.engine.assignment.tiebreak import person_numbers


def numbered(people: People, side: str, salt: str) -> People:
    return replace(people, number=person_numbers([str(one) for one in range(len(people))], side, salt))


@pytest.mark.parametrize("seed", range(30))
def test_order_has_no_part_in_the_pairs(seed: int) -> None:
    rng = np.random.default_rng(seed)
    mentors, mentees, table = draw_room(seed)
    if seed % 3 == 0:
        # everybody alike: every arrangement is as good as any other
        mentors = replace(mentors, value=np.zeros_like(mentors.value))
    floor = draw_floor(seed, mentors, mentees, table)[0] if seed % 2 else None
    mentors, mentees = numbered(mentors, "mentor", "salt"), numbered(mentees, "mentee", "salt")
    first = solve_room(mentors, mentees, floor=floor, k=2, blocks=in_turn)
    assert audit_room(mentors, mentees, first).optimal

    for _ in range(3):
        order = rng.permutation(len(mentors)), rng.permutation(len(mentees))
        again = solve_room(mentors.taken(order[0]), mentees.taken(order[1]), floor=floor, k=2, blocks=Threads(2))

        found = zip(order[0][again.mentor].tolist(), order[1][again.mentee].tolist(), strict=True)
        assert set(found) == set(zip(first.mentor.tolist(), first.mentee.tolist(), strict=True))
        assert again.mentor_price.tolist() == first.mentor_price[order[0]].tolist()
        assert again.mentee_price.tolist() == first.mentee_price[order[1]].tolist()
        assert audit_room(mentors.taken(order[0]), mentees.taken(order[1]), again).optimal


def test_order_of_features_has_no_part_in_the_pairs() -> None:
    mentors, mentees, _ = draw_room(7)
    first = solve_room(mentors, mentees, k=2, blocks=in_turn)
    at = np.concatenate([np.arange(a, b)[::-1] for a, b in zip(mentors.ptr, mentors.ptr[1:], strict=False)])

    again = solve_room(
        replace(mentors, feature=mentors.feature[at], value=mentors.value[at]), mentees, k=2, blocks=in_turn
    )

    assert again.mentor.tolist() == first.mentor.tolist()
    assert again.mentee.tolist() == first.mentee.tolist()


def test_another_salt_is_another_draw_among_equals() -> None:
    mentors, mentees, _ = draw_room(4, most_people=30)
    alike = replace(mentors, value=np.zeros_like(mentors.value))
    answers = [
        solve_room(numbered(alike, "mentor", salt), numbered(mentees, "mentee", salt), blocks=in_turn)
        for salt in ("2026", "2027")
    ]

    assert answers[0].value == answers[1].value
    assert answers[0].mentor.tolist() != answers[1].mentor.tolist()


def test_lottery_numbers_are_one_for_each_and_all_different() -> None:
    mentors, mentees, _ = draw_room(4)

    for number in (np.zeros(len(mentors), np.uint64), np.arange(len(mentors) + 1, dtype=np.uint64)):
        with pytest.raises(InvalidInstance, match="lottery numbers"):
            solve_room(replace(mentors, number=number), mentees, blocks=in_turn)
