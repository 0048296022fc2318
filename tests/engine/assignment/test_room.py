"""A large room without stored pairs equals the table of all its pairs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse

from timbalik.engine.assignment.audit import audit_room
from timbalik.engine.assignment.instance import make_instance
from timbalik.engine.assignment.objective import REACH_TOTAL
from timbalik.engine.assignment.people import People
from timbalik.engine.assignment.room import solve_room
from timbalik.engine.assignment.solve import solve


@pytest.mark.parametrize("seed", range(6))
def test_room_equals_the_table_of_all_pairs(seed: int) -> None:
    rng = np.random.default_rng(seed)
    tables = [rng.integers(0, 40, (size, 12)) * (rng.random((size, 12)) < 0.3) for size in (70, 80)]
    sides = []
    for numbers in tables:
        rows = sparse.csr_matrix(numbers.astype(np.int32))
        size = len(numbers)
        sides.append(
            People(
                ptr=rows.indptr,
                feature=rows.indices,
                value=rows.data,
                apart=rng.integers(0, 5, size).astype(np.int32),
                masks=rng.integers(1, 8, (1, size)).astype(np.uint32),
                capacity=rng.integers(0, 3, size),
            )
        )
    mentors, mentees = sides
    forbidden = (mentors.apart[:, None] == mentees.apart) | ((mentors.masks[0][:, None] & mentees.masks[0]) == 0)
    table = make_instance(
        score=np.minimum(tables[0] @ tables[1].T, 10_000),
        rule=forbidden.astype(int),
        mentor_capacity=mentors.capacity,
        mentee_capacity=mentees.capacity,
    )

    answer = solve_room(mentors, mentees, k=3, slack=0)

    best = solve(table, REACH_TOTAL)
    assert (len(answer.mentor), answer.total, answer.value) == (len(best.pairs), best.total, answer.bound)
    assert audit_room(mentors, mentees, answer).optimal
    cheap = replace(answer, mentor_price=answer.mentor_price - 1)
    assert audit_room(mentors, mentees, cheap).beating > 0
