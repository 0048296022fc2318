"""Ten couples on a thousand by a thousand: ``python bench/assignment/couples.py [1000]``.

``even``: scores drawn evenly, 40 % of the pairs forbidden, mentors take 1 to 3 mentees, every other mentee wants two mentors, so that
ten mentees together cost ten pairs. ``skills``: the room of ``people.py``, mentees want one mentor. Every answer is rechecked by the
judge. Seconds of CPU; the longest a solution may take is a minute.
"""

from __future__ import annotations

import os
import sys
import time

os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy as np
from people import make_room, score_tables

from timbalik.engine.assignment.instance import Instance, make_instance
from timbalik.engine.assignment.objective import FAIR, REACH_TOTAL
from timbalik.engine.assignment.quota_proof import verify_quotas
from timbalik.engine.assignment.quotas import SideConstraints, solve_with_quotas


def even(n: int) -> Instance:
    """Return a round of evenly drawn scores in which couples cost pairs."""
    rng = np.random.default_rng(8)
    return make_instance(
        score=rng.integers(0, 10_000, (n, n)),
        rule=(rng.random((n, n)) < 0.4).astype(int),
        mentor_capacity=rng.integers(1, 4, n),
        mentee_capacity=1 + np.arange(n) % 2,
    )


def skills(n: int) -> Instance:
    """Return a round of people with skills."""
    mentors, mentees = make_room(1, n)
    to_mentor, to_mentee, rule = score_tables(mentors, mentees)
    return make_instance(
        score=to_mentor + to_mentee,
        benefit_mentor=2 * to_mentor,
        benefit_mentee=2 * to_mentee,
        rule=rule,
        mentor_capacity=np.random.default_rng(5).integers(1, 4, n),
    )


def main() -> None:
    """Measure all."""
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    couples = tuple((str(2 * one), str(2 * one + 1)) for one in range(10))
    mentees, mentors = SideConstraints(keep_together=couples), SideConstraints(mentors_together=couples)
    solve_with_quotas(even(40), mentees, FAIR)
    for name, instance, side in (
        ("even, mentees", even(n), mentees),
        ("even, mentors", even(n), mentors),
        ("skills, mentees", skills(n), mentees),
    ):
        for objective in (REACH_TOTAL, FAIR):
            start = time.process_time()
            answer = solve_with_quotas(instance, side, objective)
            solved = time.process_time()
            verdict = verify_quotas(instance, side, answer.certificate)
            judged = time.process_time()
            print(
                f"{name}; {', '.join(objective.levels)}: {len(answer.pairs)} pairs, total {answer.total}, proved"
                f" {answer.proved and verdict.optimal}, drawn {answer.drawn}; {solved - start:.1f} s;"
                f" judge {judged - solved:.1f} s ({verdict.searched} pairs searched)",
                flush=True,
            )


if __name__ == "__main__":
    main()
