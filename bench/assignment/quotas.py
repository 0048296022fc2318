"""Crossing quotas on a thousand by a thousand: ``python bench/assignment/quotas.py``."""

from __future__ import annotations

import time

import numpy as np
from people import make_room, score_tables

from timbalik.engine.assignment.instance import make_instance
from timbalik.engine.assignment.quotas import Quota, SideConstraints, solve_with_quotas
from timbalik.engine.assignment.solve import solve


def main() -> None:
    """Measure a region share, sixteen group floors, and both."""
    n = 1_000
    mentors, mentees = make_room(1, n)
    to_mentor, to_mentee, rule = score_tables(mentors, mentees)
    capacity = np.random.default_rng(5).integers(1, 4, n)
    instance = make_instance(score=to_mentor + to_mentee, rule=rule, mentor_capacity=capacity)
    held = np.zeros((n, n), bool)
    for pair in solve(instance).pairs:
        held[pair] = True
    across = mentors.region[:, None] != mentees.region[None, :]
    share = Quota("across regions", across, at_least=int((held & across).sum()) + n * 15 // 100)
    group_mentor, group_mentee = np.arange(n) % 4, np.arange(n) % 4
    floors = tuple(
        Quota(
            f"{a}-{b}",
            cell := (group_mentor[:, None] == a) & (group_mentee[None, :] == b),
            at_least=int((held & cell).sum()) + 5,
        )
        if (a + b) % 2
        else Quota(f"{a}-{b}", (group_mentor[:, None] == a) & (group_mentee[None, :] == b), at_least=20)
        for a in range(4)
        for b in range(4)
    )
    for name, quotas in (("region share", (share,)), ("16 group floors", floors), ("both", (share, *floors))):
        cpu, wall = time.process_time(), time.perf_counter()
        answer = solve_with_quotas(instance, SideConstraints(quotas=quotas), time_limit_seconds=60)
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        print(
            f"{name}: proved {answer.proved}, total {answer.total}, price {answer.price}, {cpu:.2f} s CPU {wall:.2f} wall"
        )


if __name__ == "__main__":
    main()
