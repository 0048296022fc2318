"""Who is left with nothing: ``python bench/assignment/floor.py [1000] [one]``.

One round, four orders of levels: the plain total, reach then total, a floor before the total, and leximin by bands. Each row says
how many pairs leave one side with nothing, how many leave it under the floor, how many people are paired, and what that costs in
total against the plain total. ``one``: mentors have one place each; otherwise 1 to 3. Every answer is proved and rechecked.

The last rows add one hopeless pair: a mentor and a mentee who may have each other alone and give each other nothing. The smallest
benefit of the round is 0 from then on, whatever is done; a rule that made that smallest benefit as large as can be would have
nothing left to decide. The floor and the bands count pairs, so the other pairs stay as they were.
"""

from __future__ import annotations

import sys
from dataclasses import replace

import numpy as np
from people import make_room, score_tables

from timbalik.engine.assignment.instance import Instance, make_instance
from timbalik.engine.assignment.objective import FAIR, LEXIMIN, REACH_TOTAL, TOTAL, Objective
from timbalik.engine.assignment.solve import Assignment, solve
from timbalik.engine.assignment.verify import verify

FLOOR_HUNDREDTHS = 1_000

ORDERS: dict[str, Objective] = {
    "plain total": TOTAL,
    "reach, total": REACH_TOTAL,
    "reach, some benefit for both, total": replace(FAIR, floor_hundredths=1),
    "reach, floor 10 points, total": replace(FAIR, floor_hundredths=FLOOR_HUNDREDTHS),
    "reach, floor 30 points, total": FAIR,
    "reach, leximin in bands of 5 points, total": LEXIMIN,
}


def the_round(n: int, kind: str) -> Instance:
    """Return a round with two-sided scores; each side's own benefit on a scale to 10,000."""
    mentors, mentees = make_room(1, n)
    to_mentor, to_mentee, rule = score_tables(mentors, mentees)
    return make_instance(
        score=to_mentor + to_mentee,
        benefit_mentor=2 * to_mentor,
        benefit_mentee=2 * to_mentee,
        rule=rule,
        mentor_capacity=1 if kind == "one" else np.random.default_rng(5).integers(1, 4, n),
    )


def with_hopeless_pair(instance: Instance) -> Instance:
    """Return the round with two people more, who may have nobody but each other and gain nothing."""
    n, m = instance.shape
    score, to_mentor, to_mentee, rule = (
        np.pad(table, ((0, 1), (0, 1)))
        for table in (instance.score, instance.benefit_mentor, instance.benefit_mentee, instance.rule)
    )
    rule[n, :m] = rule[:n, m] = 1
    return make_instance(
        score=score,
        benefit_mentor=to_mentor,
        benefit_mentee=to_mentee,
        rule=rule,
        mentor_capacity=np.append(instance.mentor_capacity, 1),
    )


def proved(instance: Instance, objective: Objective) -> Assignment:
    """Return the answer, its proof rechecked."""
    answer = solve(instance, objective)
    assert verify(instance, answer.certificate).optimal
    return answer


def row(name: str, answer: Assignment, plain: int) -> str:
    """Return one row of the table."""
    weaker = np.array([answer.instance.weaker[pair] for pair in answer.pairs])
    counts = " | ".join(str(int((weaker < least).sum())) for least in (1, FLOOR_HUNDREDTHS, FAIR.floor_hundredths))
    return (
        f"| {name} | {len(answer.pairs)} | {counts} | {weaker.min() / 100:.1f} | {answer.total} |"
        f" {100 * (plain - answer.total) / plain:.2f} % |"
    )


def main() -> None:
    """Print the table."""
    sizes = [int(word) for word in sys.argv[1:] if word.isdecimal()]
    instance = the_round(sizes[0] if sizes else 1_000, "one" if "one" in sys.argv else "cap")
    answers = {name: proved(instance, objective) for name, objective in ORDERS.items()}
    plain = answers["plain total"].total
    print(
        "| order | pairs | a side with nothing | under 10 | under 30 | weakest | total | cost |\n|---|---|---|---|---|---|---|---|"
    )
    for name, answer in answers.items():
        print(row(name, answer, plain))
    for name in ("reach, floor 30 points, total", "reach, leximin in bands of 5 points, total"):
        hopeless = proved(with_hopeless_pair(instance), ORDERS[name])
        print(row(f"{name}; one hopeless pair more", hopeless, plain))
        others = set(hopeless.pairs) - {instance.shape}
        assert hopeless.total == answers[name].total
        assert len(others) == len(answers[name].pairs)


if __name__ == "__main__":
    main()
