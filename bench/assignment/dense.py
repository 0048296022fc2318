"""Tables with all their pairs: scores to certificate, what-if and bounds, beside scipy's dense solver on the same numbers.

``python bench/assignment/dense.py 1000 cap``; ``one``: all capacities 1, ``cap``: mentors 1 to 3, ``both``: 1 to 3 on both
sides (scipy has no answer to that). CPU seconds of one thread, kernels warm, fewest of several turns taken alternately.
Objectives are named in each row; every answer is proved and rechecked by ``verify``.
"""

from __future__ import annotations

import os
import resource
import sys
import time
from collections.abc import Callable

os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy as np
from numpy.typing import NDArray
from people import make_room, score_tables
from scipy.optimize import linear_sum_assignment

from timbalik.engine.assignment.instance import Instance, make_instance
from timbalik.engine.assignment.newcomers import Newcomer
from timbalik.engine.assignment.objective import FAIR, REACH_TOTAL, Objective
from timbalik.engine.assignment.solve import Assignment, solve
from timbalik.engine.assignment.table import solve_table
from timbalik.engine.assignment.verify import verify
from timbalik.engine.assignment.whatif import WarmRound


def capacities(n: int, kind: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return mentors' and mentees' capacities."""
    rng = np.random.default_rng(5)
    ones = np.ones(n, np.int64)
    return (ones if kind == "one" else rng.integers(1, 4, n)), (rng.integers(1, 4, n) if kind == "both" else ones)


def fewest(times: int, *works: Callable[[], object]) -> list[float]:
    """Return the fewest CPU milliseconds of each work, taken in turn."""
    best = [float("inf")] * len(works)
    for _ in range(times):
        for at, work in enumerate(works):
            start = time.process_time()
            work()
            best[at] = min(best[at], 1e3 * (time.process_time() - start))
    return best


def joins(warm: WarmRound, side: str) -> float:
    """Return the median milliseconds of what somebody more would change; half of the other side may be paired with them."""
    rng = np.random.default_rng(4)
    taken = []
    for _ in range(20):
        size = warm.shape[side == "mentors_join"]
        one = Newcomer("new", rng.integers(0, 10_001, size), rule=rng.integers(0, 2, size))
        start = time.process_time()
        warm.change(**{side: [one]})
        taken.append(1e3 * (time.process_time() - start))
    return float(np.median(taken[1:]))


def main() -> None:
    """Measure one size."""
    n, kind = int(sys.argv[1]), sys.argv[2]
    times = 7 if n <= 1_000 else 2
    mentors, mentees = make_room(1, n)
    mentor_capacity, mentee_capacity = capacities(n, kind)
    to_mentor, to_mentee, rule = score_tables(mentors, mentees)
    score = to_mentor + to_mentee

    def instance() -> Instance:
        return make_instance(
            score=score,
            # each side's own benefit on a scale to 10,000, for the floor
            benefit_mentor=2 * to_mentor,
            benefit_mentee=2 * to_mentee,
            rule=rule,
            mentor_capacity=mentor_capacity,
            mentee_capacity=mentee_capacity,
        )

    def certified(objective: Objective) -> Assignment:
        return solve(instance(), objective)

    rounds = {objective: certified(objective) for objective in (REACH_TOTAL, FAIR)}
    places = np.where(rule == 0, score, -(10**9)).repeat(mentor_capacity, axis=0).astype(float)

    def peer() -> int:
        row, column = linear_sum_assignment(places, maximize=True)
        return int(places[row, column].sum())

    if kind != "both":
        assert peer() == rounds[REACH_TOTAL].total
    ready = instance()
    solve_table(ready, REACH_TOTAL)
    scoring, whole, floor, alone, theirs, judged = fewest(
        times,
        lambda: score_tables(mentors, mentees),
        lambda: certified(REACH_TOTAL),
        lambda: certified(FAIR),
        lambda: solve_table(ready, REACH_TOTAL),
        peer if kind != "both" else lambda: None,
        lambda: verify(instance(), rounds[REACH_TOTAL]),
    )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{n} x {n} {kind}, {len(ready.pair_list.mentor)} pairs, load {os.getloadavg()[0]:.1f}\n"
        f"  scores from skills {scoring:.0f} ms\n"
        f"  reach, total: table to certificate {whole:.0f} ms; recheck by the judge {judged:.0f} ms, {peak} MB\n"
        f"  reach, floor, total: table to certificate {floor:.0f} ms\n"
        f"  solve alone (reach, total) {alone:.1f} ms"
        + (f", scipy {theirs:.1f} ms, same total; ratio {theirs / alone:.1f}" if kind != "both" else "")
    )
    for objective, assignment in rounds.items():
        assert verify(assignment.instance, assignment).optimal
        warm = WarmRound(assignment)
        bound = fewest(9, lambda warm=warm: warm.reduced_cost)[0]
        pairs = assignment.instance.pair_list
        some = np.random.default_rng(3).choice(len(pairs.mentor), 30)
        prices = []
        for at in some:
            pair = str(pairs.mentor[at]), str(pairs.mentee[at])
            start = time.process_time()
            warm.change(force=[pair])
            prices.append(1e3 * (time.process_time() - start))
        print(
            f"  {', '.join(objective.levels[:-1])}: why-not bound of all pairs {bound:.1f} ms;"
            f" forced pair priced exactly: median {np.median(prices[1:]):.1f} ms, most {max(prices[1:]):.1f} ms"
        )
        print(
            f"    somebody more: mentor {joins(warm, 'mentors_join'):.1f} ms, mentee {joins(warm, 'mentees_join'):.1f} ms"
        )


if __name__ == "__main__":
    main()
