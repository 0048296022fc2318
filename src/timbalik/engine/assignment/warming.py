"""Compile the kernels before somebody waits for them: a worker does it as it starts, and the pages find them in the cache."""

from __future__ import annotations

import numpy as np

from timbalik.engine.assignment.explain import why_not
from timbalik.engine.assignment.instance import make_instance
from timbalik.engine.assignment.objective import Objective
from timbalik.engine.assignment.solve import solve
from timbalik.engine.assignment.table import solve_table

PEOPLE = 6


def warm() -> int:
    """Solve a tiny round with every feature a programme uses, ask for a price, and return how many pairs it has.

    Half a minute where nothing was compiled yet, a second or two afterwards.
    """
    scores = (np.arange(PEOPLE * PEOPLE, dtype=np.int64).reshape(PEOPLE, PEOPLE) * 257) % 10_000
    rules = np.zeros((PEOPLE, PEOPLE), dtype=np.uint8)
    rules[0, 0] = 1
    instance = make_instance(
        score=scores,
        benefit_mentor=scores,
        benefit_mentee=scores[::-1].copy(),
        rule=rules,
        mentor_capacity=2,
        previous=[("1", "1")],
        locked=[("2", "2")],
        mentor_ids=[str(place) for place in range(PEOPLE)],
        mentee_ids=[str(place) for place in range(PEOPLE)],
        salt="warm",
    )
    objective = Objective(keep_bonus_hundredths=1_000)
    answer = solve(instance, objective)
    why_not(answer, "3", "4")
    solve_table(instance, objective)  # what a large round would take
    return len(answer.id_pairs)
