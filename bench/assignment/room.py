"""Exact over every pair of a large room: candidates, solve, price, audit. ``python bench/assignment/room.py 10000 cap``."""

from __future__ import annotations

import resource
import sys
import time

import numpy as np
from people import Side, make_room
from scipy import sparse

from timbalik.engine.assignment.audit import audit_room
from timbalik.engine.assignment.people import People
from timbalik.engine.assignment.room import solve_room


def as_people(side: Side, capacity: np.ndarray, *, mentee: bool) -> People:
    """Return one side with features ordered so that an inner product is the two-sided score."""
    tables = [side.want, side.offer] if mentee else [side.offer, side.want]
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


def main() -> None:
    """Measure one size."""
    n, kind = int(sys.argv[1]), sys.argv[2]
    mentors, mentees = make_room(1, n)
    rng = np.random.default_rng(5)
    ones = np.ones(n, np.int64)
    a = as_people(mentors, ones if kind == "one" else rng.integers(1, 4, n), mentee=False)
    b = as_people(mentees, rng.integers(1, 4, n) if kind == "both" else ones, mentee=True)
    if n > 2_000:
        small = make_room(2, 200)
        solve_room(as_people(small[0], ones[:200], mentee=False), as_people(small[1], ones[:200], mentee=True))
    wall, cpu = time.perf_counter(), time.process_time()
    answer = solve_room(a, b)
    solved = time.perf_counter() - wall, time.process_time() - cpu
    wall, cpu = time.perf_counter(), time.process_time()
    verdict = audit_room(a, b, answer)
    audited = time.perf_counter() - wall, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    assert verdict.optimal, verdict
    assert answer.value == answer.bound
    print(
        f"{n} x {n} {kind}: {len(answer.mentor)} pairs, total {answer.total}, {answer.rounds} rounds,"
        f" {answer.candidates} candidates; solve {solved[0]:.1f} s wall {solved[1]:.1f} s CPU,"
        f" audit {audited[0]:.1f} / {audited[1]:.1f}, {peak} MB"
    )


if __name__ == "__main__":
    main()
