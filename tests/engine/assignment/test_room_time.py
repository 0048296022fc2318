"""A large room stopped at any moment keeps every constraint, and states a bound over all pairs that the audit finds too."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from tests.engine.assignment.crowds import draw_floor, draw_room
from timbalik.engine.assignment import weighing
from timbalik.engine.assignment.audit import audit_room
from timbalik.engine.assignment.blocks import Processes, Threads, in_turn
from timbalik.engine.assignment.errors import Infeasible, TimeLimitReached
from timbalik.engine.assignment.room import solve_room


def stops_after(asked: int) -> Callable[[], bool]:
    """Say yes so many times, then no for ever."""
    left = iter(range(asked))
    return lambda: next(left, None) is not None


@pytest.mark.parametrize("floored", [False, True])
@pytest.mark.parametrize("least", [False, True])
def test_a_room_stopped_at_any_moment_claims_nothing_too_much(
    monkeypatch: pytest.MonkeyPatch, floored: bool, least: bool
) -> None:
    monkeypatch.setattr(weighing, "BLOCK_ROWS", 7)
    stopped = unproved = 0
    for seed in range(24):
        mentors, mentees, table = draw_room(seed, least=least)
        floor = draw_floor(seed, mentors, mentees, table)[0] if floored else None
        asked = 0

        def count() -> bool:
            nonlocal asked
            asked += 1
            return True

        try:
            best = solve_room(mentors, mentees, floor=floor, k=1, slack=0, blocks=in_turn, go_on=count)
        except Infeasible:
            continue
        assert best.proved
        for moment in sorted({0, 1, *np.linspace(2, asked, 8).astype(int).tolist()}):
            try:
                answer = solve_room(
                    mentors, mentees, floor=floor, k=1, slack=0, blocks=in_turn, go_on=stops_after(moment)
                )
            except TimeLimitReached:
                assert least
                stopped += 1
                continue
            verdict = audit_room(mentors, mentees, answer)
            assert (verdict.value, verdict.bound) == (answer.value, answer.bound)
            assert answer.value <= best.value <= answer.bound
            assert verdict.optimal == answer.proved == (answer.value == best.value == answer.bound)
            assert answer.most_pairs >= len(best.mentor)
            unproved += not answer.proved
            if len(answer.mentor) == len(best.mentor):
                assert answer.least_weak <= best.weak
            if (len(answer.mentor), answer.weak) == (len(best.mentor), best.weak):
                assert answer.most_total >= best.total
    assert unproved > 20
    assert stopped > 0 or not least


@pytest.mark.parametrize("kind", ["threads", "processes"])
def test_workers_stop_where_the_time_is_over(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.setattr(weighing, "BLOCK_ROWS", 10)
    mentors, mentees, _ = draw_room(5, most_people=900)

    if kind == "threads":
        answer = solve_room(mentors, mentees, blocks=Threads(2), go_on=stops_after(3))
    else:
        with Processes(1) as pool:
            answer = solve_room(mentors, mentees, blocks=pool, go_on=stops_after(3))

    assert (len(answer.mentor), answer.rounds) == (0, 0)
    assert answer.bound > answer.value


def test_the_gap_gets_smaller_with_time() -> None:
    mentors, mentees, _ = draw_room(5, most_people=900)
    asked = 0

    def count() -> bool:
        nonlocal asked
        asked += 1
        return True

    best = solve_room(mentors, mentees, k=2, slack=0, blocks=in_turn, go_on=count)
    gaps = []
    for moment in range(0, asked + 1, max(1, asked // 6)):
        answer = solve_room(mentors, mentees, k=2, slack=0, blocks=in_turn, go_on=stops_after(moment))
        gaps.append(answer.bound - best.value)

    assert gaps == sorted(gaps, reverse=True)
    assert gaps[-1] < gaps[0] // 100
