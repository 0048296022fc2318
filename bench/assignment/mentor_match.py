"""The engine beside mentor-match (PyPI), which pairs one to one, all pairs allowed: total score, same numbers, one run.

``PYTHONPATH=FOLDER python bench/assignment/mentor_match.py 300``, with mentor-match installed in FOLDER. Scores are handed to it by a
rule that looks them up, so its time has no scoring in it but the look-up; its totals are added up from the same numbers.
"""

from __future__ import annotations

import sys
import time
from typing import Any

from matching.mentee import Mentee
from matching.mentor import Mentor
from matching.process import process_data
from people import make_room, score_tables

from timbalik.engine.assignment.instance import make_instance
from timbalik.engine.assignment.objective import TOTAL
from timbalik.engine.assignment.solve import solve
from timbalik.engine.assignment.verify import verify


class LookUp:
    """A rule of mentor-match that says the score of a pair."""

    def __init__(self, table: list[list[int]]) -> None:
        self.table = table

    def apply(self, match: Any) -> int:
        return self.table[int(match.mentor.email)][int(match.mentee.email)]

    def evaluate(self, match: Any) -> bool:
        return self.apply(match) > 0


def main() -> None:
    """Measure one size."""
    n = int(sys.argv[1])
    to_mentor, to_mentee, _ = score_tables(*make_room(1, n))
    score = to_mentor + to_mentee + 1  # it takes a zero for a pair that may not be
    solve(make_instance(score=score, any_score=True), TOTAL)  # kernels warm
    start = time.process_time()
    answer = solve(make_instance(score=score, any_score=True), TOTAL)
    ours = time.process_time() - start
    assert verify(answer.instance, answer).optimal
    mentors, mentees = ([kind(grade=1, email=str(one)) for one in range(n)] for kind in (Mentor, Mentee))
    start = time.process_time()
    process_data(mentors, mentees, [[LookUp(score.tolist())]])
    theirs = time.process_time() - start
    total = sum(int(score[int(mentor.email), int(mentee.email)]) for mentor in mentors for mentee in mentor.mentees)
    lost = answer.total - total
    print(
        f"total, {n} x {n}, all pairs: own {ours:.3f} s with proof, mentor-match {theirs:.3f} s, ratio {theirs / ours:.0f};"
        f" totals {answer.total} and {total} ({'equal' if not lost else f'it loses {lost}'})"
    )


if __name__ == "__main__":
    main()
