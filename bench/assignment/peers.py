"""The engine beside what a user could pick instead, on the same numbers in one run; totals must agree.

``python bench/assignment/peers.py sparse 10000 30 cap`` (needs ``ortools``) or ``... dense 1000 cap`` (scipy).
Every row says the objective: reach, then total. CPU seconds of solving alone, kernels warm, best of three.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from people import make_room, score_tables
from room import as_people

from timbalik.engine.assignment.face import Face
from timbalik.engine.assignment.instance import make_instance
from timbalik.engine.assignment.objective import REACH_TOTAL
from timbalik.engine.assignment.opening import open_face
from timbalik.engine.assignment.pairlist import ListedInstance, list_instance
from timbalik.engine.assignment.room import best_candidates
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


def capacities(n: int, kind: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return mentors' and mentees' capacities: ``one``, ``cap`` (mentors 1 to 3) or ``both``."""
    rng = np.random.default_rng(5)
    ones = np.ones(n, np.int64)
    return (ones if kind == "one" else rng.integers(1, 4, n)), (rng.integers(1, 4, n) if kind == "both" else ones)


def family(name: str, n: int, k: int) -> ListedInstance:
    """Return a listed round: the invented people, or a hard family on random pairs."""
    rng = np.random.default_rng(11)
    kind = name if name in ("one", "cap", "both") else "one"
    mentor_capacity, mentee_capacity = capacities(n, kind)
    if name == kind:
        mentors, mentees = make_room(1, n)
        mentee, mentor, score = best_candidates(
            as_people(mentors, mentor_capacity, mentee=False),
            as_people(mentees, mentee_capacity, mentee=True),
            k,
        )
    else:
        n_mentors = n // 4 if name == "crowded" else n
        popularity = 1 / np.arange(1, n_mentors + 1)
        draw = (
            rng.choice(n_mentors, (n, k), p=popularity / popularity.sum())
            if name == "zipf"
            else rng.integers(0, n_mentors, (n, k))
        )
        key = np.unique((np.arange(n)[:, None] * n_mentors + draw).ravel())
        mentee, mentor = (key // n_mentors).astype(np.int32), (key % n_mentors).astype(np.int32)
        score = rng.integers(0, 10_001, len(key))
        if name == "tied":
            score[:] = 5_000
        if name == "common":
            score = rng.integers(0, 9_000, n_mentors)[mentor] + rng.integers(0, 1_000, len(key))
        mentor_capacity = np.ones(n_mentors, np.int64)
    return list_instance(
        shape=(len(mentor_capacity), n),
        mentor=mentor,
        mentee=mentee,
        score=score,
        mentor_capacity=mentor_capacity,
        mentee_capacity=mentee_capacity,
    )


def own(instance: ListedInstance) -> int:
    """Solve reach, then total; return the composite of both."""
    face: Face = open_face(instance)
    reach = 10_000 * face.most_pairs + 1
    _, stage, _ = solve_stage([Level("reach and total", instance.score + reach)], [1], face, finest=10_000)
    assert stage.value == stage.bound
    return stage.value


def min_cost_flow(instance: ListedInstance) -> int:
    """Solve the same with OR-Tools."""
    from ortools.graph.python import min_cost_flow as flows

    flow = flows.SimpleMinCostFlow()
    n_mentors, n_mentees = instance.shape
    mentees, mentors = np.arange(1, n_mentees + 1), np.arange(n_mentees + 1, n_mentees + n_mentors + 1)
    sink = n_mentees + n_mentors + 1
    add = flow.add_arcs_with_capacity_and_unit_cost
    add(np.zeros(n_mentees, np.int32), mentees, instance.mentee_capacity, np.zeros(n_mentees, np.int64))
    add(instance.mentee + 1, instance.mentor + n_mentees + 1, np.ones(len(instance.score), np.int64), -instance.score)
    add(mentors, np.full(n_mentors, sink), instance.mentor_capacity, np.zeros(n_mentors, np.int64))
    supply = int(min(instance.mentor_capacity.sum(), instance.mentee_capacity.sum()))
    flow.set_node_supply(0, supply)
    flow.set_node_supply(sink, -supply)
    assert flow.solve_max_flow_with_min_cost() == flow.OPTIMAL
    reach = 10_000 * _most(instance) + 1
    return int(flow.maximum_flow()) * reach - int(flow.optimal_cost())


def _most(instance: ListedInstance) -> int:
    return open_face(instance).most_pairs


def main() -> None:
    """Measure what the arguments name."""
    if sys.argv[1] == "dense":
        dense(int(sys.argv[2]), sys.argv[3])
        return
    n, k, name = int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    own(family(name, 300, 10))
    instance = family(name, n, k)
    times = 3 if n <= 10_000 else 1
    ours, value = measured(lambda: own(instance), times)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{name} {n} x {k} ({len(instance.score)} pairs), reach then total: own {ours:.3f} s, {peak} MB", flush=True)
    if "--alone" not in sys.argv:
        theirs, other = measured(lambda: min_cost_flow(instance), times)
        assert value == other, (value, other)
        print(f"  OR-Tools min-cost flow {theirs:.3f} s, same value; ratio {theirs / ours:.1f}")


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
    main()
