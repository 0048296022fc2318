"""What must hold whatever the numbers: order does not matter, hostile families are proved, plain Python agrees."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timbalik.engine.assignment.errors import InvalidInstance
from timbalik.engine.assignment.instance import Instance, make_instance
from timbalik.engine.assignment.objective import FAIR, LEXIMIN, REACH_TOTAL, TOTAL, Objective
from timbalik.engine.assignment.solve import solve
from timbalik.engine.assignment.stability import blocking_pairs, stable_pairs
from timbalik.engine.assignment.verify import verify


@settings(deadline=None, max_examples=60)
@given(seed=st.integers(0, 2**32), n=st.integers(1, 12), m=st.integers(1, 12), highest=st.sampled_from([1, 2, 10_001]))
def test_pairs_do_not_depend_on_the_order_of_people(seed: int, n: int, m: int, highest: int) -> None:
    rng = np.random.default_rng(seed)
    score, capacity = rng.integers(0, highest, (n, m)), rng.integers(0, 4, n)
    rows, columns = rng.permutation(n), rng.permutation(m)
    mentors, mentees = [f"mentor {row}" for row in range(n)], [f"mentee {column}" for column in range(m)]

    one = make_instance(score=score, mentor_ids=mentors, mentee_ids=mentees, mentor_capacity=capacity, salt="2026")
    other = make_instance(
        score=score[np.ix_(rows, columns)],
        mentor_ids=[mentors[row] for row in rows],
        mentee_ids=[mentees[column] for column in columns],
        mentor_capacity=capacity[rows],
        salt="2026",
    )

    assert sorted(solve(one).id_pairs) == sorted(solve(other).id_pairs)


def hostile(name: str) -> Instance:
    rng = np.random.default_rng(7)
    n = 40
    x, y = rng.integers(0, 100, n), rng.integers(0, 100, n)
    tables = {
        "tied": np.full((n, n), 5),
        "zero": np.zeros((n, n), np.int64),
        "rank one": np.outer(x, y),
        "common value": np.broadcast_to(rng.integers(0, 10_000, (n, 1)), (n, n)) + rng.integers(0, 3, (n, n)) * 0,
        "geometric": 2 ** rng.integers(0, 13, (n, n)),
        "nobody": np.ones((n, n), np.int64),
        "one mentor": rng.integers(0, 9, (1, n)),
        "one mentee": rng.integers(0, 9, (n, 1)),
        "no places": rng.integers(0, 9, (n, n)),
        "crowded": rng.integers(0, 10_000, (n // 4, n)),
    }
    table = np.minimum(tables[name], 10_000)
    places = 0 if name == "no places" else 1
    return make_instance(
        score=table,
        rule=np.full(table.shape, 1 if name == "nobody" else 0),
        mentor_capacity=places,
        mentee_capacity=places,
    )


@pytest.mark.parametrize("objective", [FAIR, TOTAL, REACH_TOTAL, LEXIMIN], ids=["fair", "total", "reach", "leximin"])
@pytest.mark.parametrize(
    "name",
    [
        "tied",
        "zero",
        "rank one",
        "common value",
        "geometric",
        "nobody",
        "one mentor",
        "one mentee",
        "no places",
        "crowded",
    ],
)
def test_solve_proves_hostile_families(name: str, objective: Objective) -> None:
    instance = hostile(name)

    assignment = solve(instance, objective)

    assert assignment.certificate.proved
    assert verify(instance, assignment).optimal


def test_plain_python_gives_the_same_pairs() -> None:
    program = (
        "import sys; sys.modules['numba'] = None\n"
        "import numpy as np\n"
        "from timbalik.engine.assignment.instance import make_instance\n"
        "from timbalik.engine.assignment.solve import solve\n"
        "print(solve(make_instance(score=np.random.default_rng(4).integers(0, 50, (24, 24)), mentor_capacity=2)).pairs)\n"
    )
    plain = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    instance = make_instance(score=np.random.default_rng(4).integers(0, 50, (24, 24)), mentor_capacity=2)
    assert plain.stdout.strip() == str(solve(instance).pairs)


def test_a_process_that_only_names_the_engine_loads_no_numeric_library() -> None:
    program = (
        "import sys, timbalik.engine.assignment, timbalik.engine.assignment.errors\n"
        "import timbalik.engine.assignment.objective, timbalik.cli.match\n"
        "print(sorted({'numpy', 'scipy', 'numba', 'llvmlite'} & set(sys.modules)))\n"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert found.stdout.strip() == "[]"


def test_the_stable_alternative_has_no_blocking_pair() -> None:
    for seed in range(30):
        rng = np.random.default_rng(seed)
        instance = make_instance(
            score=rng.integers(0, 20, (8, 9)),
            benefit_mentor=rng.integers(0, 20, (8, 9)),
            rule=(rng.random((8, 9)) < 0.3).astype(int),
            mentor_capacity=rng.integers(0, 3, 8),
            mentee_capacity=rng.integers(0, 3, 9),
        )
        assert not blocking_pairs(instance, stable_pairs(instance)).any()


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"score": [[1.5]]}, "1.5"),
        ({"score": [[float("nan")]]}, "nan"),
        ({"score": [[10_001]]}, "10001"),
        ({"score": [[1]], "mentor_capacity": [-1]}, "mentor 0"),
        ({"score": [[1]], "mentee_minimum": [2]}, "above the capacity"),
        ({"score": [[1], [1]], "mentor_ids": ["Ayu", "Ayu"]}, "Ayu"),
        ({"score": [[1]], "rule": [[99]]}, "99"),
        ({"score": [[1]], "previous": [("Ayu", "0")]}, "Ayu"),
    ],
)
def test_instance_names_the_row_that_cannot_be(wrong: dict[str, Any], word: str) -> None:
    with pytest.raises(InvalidInstance, match=word):
        make_instance(**wrong)
