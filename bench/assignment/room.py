"""Exact over every pair of a large room: candidates, solve, price, audit. ``python bench/assignment/room.py 10000 cap``.

``one``: all capacities 1; ``cap``: mentors 1 to 3; ``both``: 1 to 3 on both sides. Objective: reach, then total; with
``--floor`` reach, fewest pairs of which one side gains under 1,500 of its 5,000, then total. Two threads, or with ``--processes``
two processes (whose seconds are not in the CPU figure). ``--seconds 5`` stops the solver then and prints the gap.
"""

from __future__ import annotations

import os
import resource
import sys
import time
from collections.abc import Callable
from contextlib import nullcontext
from typing import TypeVar

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # the blocks of the audit are what uses the cores

import numpy as np
from people import SKILLS, Side, make_room
from scipy import sparse

from timbalik.engine.assignment.audit import audit_room
from timbalik.engine.assignment.blocks import Processes, Threads
from timbalik.engine.assignment.people import Floor, People
from timbalik.engine.assignment.room import solve_room

Answer = TypeVar("Answer")


def as_people(side: Side, capacity: np.ndarray, *, mentee: bool) -> People:
    """Return one side with features ordered so that an inner product is the two-sided score; what mentors gain comes first."""
    tables = [side.offer, side.want] if mentee else [side.want, side.offer]
    rows = sparse.csr_matrix(np.hstack(tables).astype(np.int32))
    region = np.array([3, 7, 6], np.uint32)[side.region] if mentee else (1 << side.region).astype(np.uint32)
    return People(
        ptr=rows.indptr,
        feature=rows.indices,
        value=rows.data,
        apart=side.unit,
        masks=np.vstack([side.hours, region]),
        capacity=capacity,
    )


def measured(work: Callable[[], Answer]) -> tuple[Answer, str]:
    """Return the answer, and seconds of wall and of processors."""
    wall, cpu = time.perf_counter(), time.process_time()
    answer = work()
    return answer, f"{time.perf_counter() - wall:.1f} s wall {time.process_time() - cpu:.1f} s CPU"


def main() -> None:
    """Measure one size."""
    n, kind = int(sys.argv[1]), sys.argv[2]
    mentors, mentees = make_room(1, n)
    rng = np.random.default_rng(5)
    ones = np.ones(n, np.int64)
    a = as_people(mentors, ones if kind == "one" else rng.integers(1, 4, n), mentee=False)
    b = as_people(mentees, rng.integers(1, 4, n) if kind == "both" else ones, mentee=True)
    floor = Floor(SKILLS, 1_500, 1_500) if "--floor" in sys.argv else None
    seconds = float(sys.argv[sys.argv.index("--seconds") + 1]) if "--seconds" in sys.argv else None
    small = make_room(2, 200)
    solve_room(as_people(small[0], ones[:200], mentee=False), as_people(small[1], ones[:200], mentee=True), floor=floor)
    end = None if seconds is None else time.monotonic() + seconds

    with Processes(2) if "--processes" in sys.argv else nullcontext(Threads(2)) as blocks:
        answer, solving = measured(
            lambda: solve_room(a, b, floor=floor, blocks=blocks, go_on=lambda: end is None or time.monotonic() < end)
        )
        verdict, auditing = measured(lambda: audit_room(a, b, answer, blocks=blocks))
    assert (verdict.value, verdict.bound, verdict.optimal) == (answer.value, answer.bound, answer.proved), verdict
    assert answer.proved or seconds is not None
    if not answer.proved:
        print(
            f"stopped: at most {answer.most_pairs} pairs, {answer.least_weak} weak at least, total {answer.most_total}"
        )
    own, children = (
        resource.getrusage(who).ru_maxrss // 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(
        f"{n} x {n} {kind}: {len(answer.mentor)} pairs, {answer.weak} weak, total {answer.total}, {answer.rounds} rounds,"
        f" {answer.candidates} candidates; solve {solving}, audit of {verdict.weighed} pairs {auditing},"
        f" peak {own} MB and {children} MB in a child; load {os.getloadavg()[0]:.1f}"
    )


if __name__ == "__main__":
    main()
