"""Tables beside scipy's dense solver, on the same numbers in one run; totals must agree.

``python bench/assignment/peers.py 1000 cap``. Objective: reach, then total. CPU seconds, kernels warm, best of three.
Lists of pairs are measured by ``sparse.py``.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import numpy as np
from listed import capacities
from people import make_room, score_tables

from timbalik.engine.assignment.face import Face
from timbalik.engine.assignment.instance import make_instance
from timbalik.engine.assignment.objective import REACH_TOTAL
from timbalik.engine.assignment.opening import open_face
from timbalik.engine.assignment.pairlist import ListedInstance, list_instance
from timbalik.engine.assignment.solve import solve
from timbalik.engine.assignment.stages import Level, solve_stage


def measured(work: Callable[[], int], times: int = 3) -> tuple[float, int]:
    """Return the fewest CPU seconds and the answer."""
    best, answer = float("inf"), 0
    for _ in range(times):
        start = time.process_time()
        answer = work()
        best = min(best, time.process_time() - start)
    return best, answer


def own(instance: ListedInstance) -> int:
    """Solve reach, then total; return the composite of both."""
    face: Face = open_face(instance)
    reach = 10_000 * face.most_pairs + 1
    _, stage, _ = solve_stage([Level("reach and total", instance.score + reach)], [1], face, finest=10_000)
    assert stage.value == stage.bound
    return stage.value


def dense(n: int, kind: str) -> None:
    """All pairs: score to certificate, and scipy's dense solver on mentors' places."""
    from scipy.optimize import linear_sum_assignment

    mentors, mentees = make_room(1, n)
    to_mentor, to_mentee, rule = score_tables(mentors, mentees)
    mentor_capacity, mentee_capacity = capacities(n, kind)
    instance = make_instance(
        score=to_mentor + to_mentee, rule=rule, mentor_capacity=mentor_capacity, mentee_capacity=mentee_capacity
    )
    solve(instance, REACH_TOTAL)

    def whole() -> int:
        fresh = make_instance(
            score=to_mentor + to_mentee, rule=rule, mentor_capacity=mentor_capacity, mentee_capacity=mentee_capacity
        )
        return solve(fresh, REACH_TOTAL).total

    ours, total = measured(whole)
    table = np.where(rule == 0, to_mentor + to_mentee, -(10**9)).repeat(mentor_capacity, axis=0).astype(float)

    def peer() -> int:
        row, column = linear_sum_assignment(table, maximize=True)
        return int(table[row, column].sum())

    listed = list_instance(
        shape=instance.shape,
        mentor=instance.pair_list.mentor,
        mentee=instance.pair_list.mentee,
        score=instance.pair_list.score,
        mentor_capacity=mentor_capacity,
        mentee_capacity=mentee_capacity,
    )
    kernel, _ = measured(lambda: own(listed))
    theirs, other = measured(peer)
    assert kind == "both" or total == other, (total, other)
    print(
        f"dense {n} {kind}, reach then total: instance to certificate {ours:.3f} s, solve alone {kernel:.3f} s,"
        f" scipy {theirs:.3f} s (ratio {theirs / kernel:.1f}), {len(listed.score)} pairs"
    )


if __name__ == "__main__":
    dense(int(sys.argv[1]), sys.argv[2])
